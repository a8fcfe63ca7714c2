"""The way in: bytes or a tree of a document, and a folder of packages, to findings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from formats.fhir.check.engine import Engine
from formats.fhir.check.families import KBV, family_of
from formats.fhir.check.instance import Reading, Thing
from formats.fhir.check.sayings import problem
from formats.fhir.check.shelf import Shelf
from formats.fhir.check.windows import (
    WINDOWS,
    day_of,
    german,
    is_in_force,
    is_outside,
    window_of,
)
from formats.fhir.definitions.known import Library
from formats.fhir.json_read import parse_either
from formats.fhir.sayings import NotFhir
from formats.fhir.tree import Node
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
    if _inner_claim(root):
        engine.say(problem("FHV31", line=thing.line, field="Bundle.meta.profile"))
    day, family = _dated(engine, thing, claim)
    engine.claimed(thing)
    for inner in thing.walk():
        if inner.is_resource and inner is not thing:
            engine.claimed(inner)
            _one_profile(engine, inner)
    count = sum(1 for t in thing.walk() if t.is_resource)
    return Checked(_in_force(engine.log, day) if family else engine.log, claim, count)


def _dated(engine: Engine, thing: Thing, claim: str) -> tuple[str, str]:
    """The day of a document and its family; says where its version did not hold on that day."""
    known = family_of(claim)
    family = known.name if known is not None and known.name in WINDOWS else ""
    day = day_of(thing, family) if family else ""
    version = claim.partition("|")[2]
    window = window_of(family, version)
    place = thing.first("meta", "profile")
    line = place.line if place is not None else thing.line
    field = f"{thing.type}.meta.profile[0]"
    if family and window is None:
        engine.say(problem("FHV36", line=line, field=field))
    if window is not None and is_outside(window, day):
        span = f"ab {german(window.since)}"
        if window.until:
            span = f"vom {german(window.since)} bis {german(window.until)}"
        engine.say(problem("FHV32", line=line, field=field, version=version, span=span))
    return day, family


def _in_force(log: ProblemLog, day: str) -> ProblemLog:
    """Rules newer than the document become warnings."""
    kept = ProblemLog()
    for found in log:
        if found.severity is Severity.ERROR and not is_in_force(found.code, found.field or "", day):
            found = replace(found, severity=Severity.WARNING)
        kept.add(found)
    return kept


def _one_profile(engine: Engine, thing: Thing) -> None:
    """KBV documents: exactly one claim (gematik's reference validator, since 1.3)."""
    claims = [c.value or "" for m in thing.all("meta") for c in m.all("profile")]
    known = [c for c in claims if c.startswith(KBV)]
    if known and len(claims) > 1:
        engine.say(problem("FHV31", line=thing.line, field=f"{thing.path}.meta.profile"))


def check_bytes(data: bytes, shelf: Shelf) -> Checked:
    """The same from bytes; unreadable ones give one problem. Raises only `NotAPackage`."""
    try:
        root = parse_either(data)
    except NotFhir as error:
        log = ProblemLog()
        log.add(error.problem)
        return Checked(log)
    claim = _claim(root) or _inner_claim(root)
    return check(root, shelf.of(family_of(claim), claim.partition("|")[2]))


def _claim(root: Node) -> str:
    claim = root.value_at("meta", "profile") or ""
    return claim if _CLAIM.fullmatch(claim) else ""


def _inner_claim(root: Node) -> str:
    """What the head of a document claims, where the bundle itself claims nothing."""
    if _claim(root) or root.name != "Bundle":
        return ""
    heads = (e.first("resource", "Composition") for e in root.all("entry"))
    claims = (_claim(head) for head in heads if head is not None)
    return next((claim for claim in claims if family_of(claim)), "")
