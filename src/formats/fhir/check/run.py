"""The way in: bytes or a tree of a document, and a folder of packages, to findings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from formats.fhir.check.definitions import Library, newest
from formats.fhir.check.engine import Engine
from formats.fhir.check.families import Family, family_of, is_in_force
from formats.fhir.check.instance import Reading, Thing
from formats.fhir.check.packages import read_package
from formats.fhir.check.sayings import problem
from formats.fhir.sayings import NotFhir
from formats.fhir.tree import Node, parse
from formats.xdt.problems import ProblemLog, Severity

_CLAIM = re.compile(r"https?://\S{1,300}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and by which profile; `profile` is empty where none was claimed."""

    problems: ProblemLog
    profile: str = ""
    resources: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether no error was found."""
        return not self.problems.errors()


@dataclass(slots=True)
class Shelf:
    """A folder of packages as their publishers give them; each family is read when first needed.

    Without a folder (or with an empty one) only R4 itself is checked, and that is said.
    """

    folder: Path | None = None
    _held: dict[str, Library] = field(default_factory=dict)

    def of(self, family: Family | None) -> Library:
        """The definitions for a family; raises `NotAPackage` for a broken file."""
        name = family.name if family else ""
        if name not in self._held:
            paths = sorted(self.folder.iterdir()) if self.folder and self.folder.is_dir() else []
            chosen = [newest(paths, prefix) for prefix in family.packages] if family else []
            self._held[name] = Library(read_package(p) for p in chosen if p is not None)
        return self._held[name]


def check(root: Node, library: Library) -> Checked:
    """Everything a document breaks: types and rules of R4, and of the profiles it claims.

    Guarantees: bounded steps for any tree within the reader's limits; nothing is fetched; what
    cannot be told (unknown profile, unknown codes) is a note, never an error.
    """
    reading = Reading(library)
    thing = reading.document(root)
    claim = _claim(root)
    if thing is None:
        log = ProblemLog()
        for stray in reading.strays:
            log.add(problem(stray.code, line=stray.line, field=stray.path, label=stray.label))
        return Checked(log, claim)
    engine = Engine(library, thing)
    for stray in reading.strays:
        label = stray.label[:60]
        engine.say(problem(stray.code, line=stray.line, field=stray.path, label=label))
    engine.claimed(thing)
    for inner in thing.walk():
        if inner.is_resource and inner is not thing:
            engine.claimed(inner)
            _one_profile(engine, inner)
    return Checked(
        _in_force(engine.log, thing, claim), claim, sum(1 for t in thing.walk() if t.is_resource)
    )


def _in_force(log: ProblemLog, thing: Thing, claim: str) -> ProblemLog:
    """Rules newer than the document become warnings."""
    day = next((t.text("date") for t in thing.walk() if t.type == "Composition"), "")
    kept = ProblemLog()
    for found in log:
        if found.severity is Severity.ERROR and not is_in_force(family_of(claim), found.code, day):
            found = replace(found, severity=Severity.WARNING)
        kept.add(found)
    return kept


def _one_profile(engine: Engine, thing: Thing) -> None:
    """KBV documents: exactly one claim (gematik's reference validator, since 1.3)."""
    claims = [c.value or "" for m in thing.all("meta") for c in m.all("profile")]
    known = [c for c in claims if family_of(c)]
    if known and len(claims) > 1:
        engine.say(problem("FHV31", line=thing.line, field=f"{thing.path}.meta.profile"))


def check_bytes(data: bytes, shelf: Shelf) -> Checked:
    """The same from bytes; unreadable ones give one problem. Raises only `NotAPackage`."""
    try:
        root = parse(data)
    except NotFhir as error:
        log = ProblemLog()
        log.add(error.problem)
        return Checked(log)
    return check(root, shelf.of(family_of(_claim(root))))


def _claim(root: Node) -> str:
    claim = root.value_at("meta", "profile") or ""
    return claim if _CLAIM.fullmatch(claim) else ""
