"""Holds a typed document against profiles: how often, which type, which value, which rule.

It is one file because these questions call each other at every element of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from formats.fhir.check.contexts import is_at_home
from formats.fhir.check.families import is_carried
from formats.fhir.check.instance import Thing
from formats.fhir.check.match import Slicing
from formats.fhir.check.path import Evaluation, TooFar
from formats.fhir.check.path_parse import NotFhirPath
from formats.fhir.check.references import References
from formats.fhir.check.sayings import problem
from formats.fhir.check.values import faults_of
from formats.fhir.definitions.known import CORE, Library
from formats.fhir.definitions.model import Element, Profile, Rule
from formats.xdt.problems import Problem, ProblemLog, Severity

MOST_WORK: Final = 400_000  # element definitions held against elements, for one document
_ENTRY_KIND: Final = re.compile(r"where\(resource is (\w+)\)")
_UNTYPED: Final = frozenset({"BackboneElement", "Element"})
_HL7: Final = "http://hl7.org/fhir/"
_STANDARD: Final = {
    "dom-2": "Eine enthaltene Ressource darf keine weitere enthalten.",
    "bdl-7": "Zwei Einträge haben dieselbe Adresse (fullUrl).",
    "bdl-9": "Ein Dokument braucht einen Identifikator mit System und Wert.",
    "bdl-10": "Ein Dokument braucht einen Zeitstempel.",
    "bdl-11": "Der erste Eintrag eines Dokuments ist die Composition.",
    "per-1": "Der Beginn eines Zeitraums liegt nicht hinter seinem Ende.",
    "ref-1": "Der Verweis führt zu keiner enthaltenen Ressource.",
}


class Engine:
    """One document against one library."""

    def __init__(self, library: Library, root: Thing) -> None:
        self.log = ProblemLog()
        self._library = library
        self._references = References(root)
        self._paths = Evaluation(library, self._references.resolve)
        self._slicing = Slicing(library)
        self._slicing.resolve = self._references.resolve
        self._done: set[tuple[int, int]] = set()
        self._said: set[tuple[str, str, str]] = set()
        self._work = 0
        self._root = root
        # Documents and messages bring what they refer to; other bundles and single resources not.
        self._is_closed = root.text("type") in ("document", "message")
        self.is_carried = False
        self._carried_done: set[tuple[int, int]] = set()

    def say(self, found: Problem) -> None:
        """Take a finding in, once."""
        key = (found.code, found.field or "", found.message)
        if key not in self._said:
            self._said.add(key)
            self.log.add(found)

    def _tell(self, code: str, thing: Thing, path: str = "", **words: str) -> None:
        found = problem(code, **words)  # type: ignore[arg-type] # words of many types
        self.say(replace(found, line=thing.line, field=path or thing.path))

    def check(self, thing: Thing, element: Element, owner: Profile) -> None:
        """Hold an element against a definition, and all below it."""
        key = (id(thing), id(element))
        if key in self._done:
            return
        self._done.add(key)
        self._work += 1
        if self._work > MOST_WORK:
            if self._work == MOST_WORK + 1:
                self._tell("FHV05", thing)
            return
        self._value(thing, element)
        self._rules(thing, element.rules)
        if element.reference:
            element = owner.by_id.get(element.reference.lstrip("#"), element)
            self._rules(thing, element.rules)
        if element.children and thing.type != "xhtml":  # its text is no element
            self._children(thing, element, owner)
        self._types(thing, element)

    def hold(self, thing: Thing, profile: Profile) -> None:
        """Hold an element against a profile; against what an overlay rests on as well."""
        here: Profile | None = profile
        for _ in range(12):
            if here is None:
                return
            self.check(thing, here.root, here)
            base = here.base if here.is_overlay else None
            here = self._library.profile(base) if base else None

    def _types(self, thing: Thing, element: Element) -> None:
        """Its own type, and one of the profiles its definition names for that type."""
        if element.types and thing.type not in _UNTYPED and thing.name not in ("id", "url"):
            fitting = [t for t in element.types if self._library.is_allowed(thing.type, t.code)]
            if not fitting and not any(t.code == "BackboneElement" for t in element.types):
                self._tell("FHV22", thing, label=thing.type)
                return
            profiles = [p for t in fitting for p in t.profiles]
            self._profiles(thing, profiles)
            targets = [p for t in fitting for p in t.targets]
            if targets and thing.type == "Reference":
                self._target(thing, targets)
        if thing.is_resource:
            if not self.is_carried:
                self.claimed(thing)
        elif not element.children:
            base = self._library.type(thing.type)
            if base is not None and base.root is not element:
                self.hold(thing, base)

    def _profiles(self, thing: Thing, urls: Iterable[str]) -> None:
        known = [p for p in (self._library.profile(u) for u in urls) if p is not None]
        if len(known) > 1 and thing.is_resource:
            claims = [c.value or "" for m in thing.all("meta") for c in m.all("profile")]
            known = [p for p in known if any(self._library.derives(c, p.url) for c in claims)]
        if len(known) == 1:
            self.hold(thing, known[0])
        elif (
            len(known) > 1
            and not thing.is_resource
            and not any(self._holds(thing, one) for one in known)
        ):
            self._tell("FHV27", thing)

    def _holds(self, thing: Thing, profile: Profile) -> bool:
        """Whether an element breaks nothing of a profile."""
        other = Engine(self._library, self._root)
        other._work = self._work
        other.hold(thing, profile)
        self._work = other._work
        return not other.log.errors()

    def claimed(self, thing: Thing) -> None:
        """Hold a resource against its base and every profile it claims."""
        base = self._library.type(thing.type)
        if base is not None:
            self.hold(thing, base)
        for meta in thing.all("meta"):
            for one in meta.all("profile"):
                self._claim(thing, one)

    def _claim(self, thing: Thing, one: Thing) -> None:
        name = (one.value or "").partition("|")[0]
        profile = self._library.profile(one.value or "")
        if profile is not None and not self._library.is_a(thing.type, profile.type):
            self._tell("FHV22", one, label=thing.type)
        elif profile is not None:
            self.hold(thing, profile)
        elif self._library.has(name):
            version = (one.value or "").partition("|")[2][:20]
            self._tell("FHV02", one, label=name.rpartition("/")[2][:60], version=version)
            self._carried(thing, name)
        else:
            self._tell("FHV01", one, label=name.rpartition("/")[2][:60])

    def _carried(self, thing: Thing, name: str) -> None:
        """A version not held: of the held one, only what was measured to hold for both."""
        profile = self._library.profile(name)
        if profile is None:
            return
        other = Engine(self._library, self._root)
        other.is_carried = True
        other._done = self._carried_done
        other.check(thing, profile.root, profile)
        for found in other.log:
            if is_carried(found.code):
                self.say(found)

    def _target(self, thing: Thing, targets: list[str]) -> None:
        text = thing.text("reference")
        if not text:
            return
        found = self._references.resolve(thing, thing)
        if found is None:
            if text.startswith("#") or (
                self._is_closed and not text.startswith(("http:", "https:", "urn:"))
            ):
                self._tell("FHV28", thing)
            return
        known = [p for p in (self._library.profile(t) for t in targets) if p is not None]
        if len(known) == len(targets) and not any(self._is_target(found, p) for p in known):
            self._tell("FHV29", thing, label=found.type)

    def _is_target(self, found: Thing, wanted: Profile) -> bool:
        """Whether a resource may stand where a profile is wanted: by type, and by what it claims.

        One that claims nothing known is judged by its type alone.
        """
        if not self._library.is_a(found.type, wanted.type):
            return False
        if wanted.kind == "resource" and wanted.url.startswith(CORE):
            return True
        claims = [c.value or "" for m in found.all("meta") for c in m.all("profile")]
        held = [c for c in claims if self._library.profile(c) is not None]
        return not held or any(self._library.derives(c, wanted.url) for c in held)

    def _value(self, thing: Thing, element: Element) -> None:
        for fault in faults_of(thing, element, self._library.terms):
            self._tell(fault.code, thing, fault.path, **fault.words)

    def _rules(self, thing: Thing, rules: tuple[Rule, ...]) -> None:
        for rule in rules:
            key = rule.key
            if key == "dom-6" or (key == "dom-3" and not thing.all("contained")):
                continue
            try:
                verdict = self._paths.verdict(rule.expression, thing)
                if verdict or (verdict is None and self._is_about_others(rule.expression)):
                    continue
            except (NotFhirPath, TooFar):
                self._tell("FHV03", thing, label=key)
                continue
            weight = Severity.ERROR if rule.is_error else Severity.WARNING
            text = rule.human
            if key.rpartition("-")[2].isdigit() and not key.startswith("-"):
                text = _STANDARD.get(key, f"Die Regel {key} des Standards ist verletzt.")
            self.say(Problem(key, weight, text, line=thing.line, field=thing.path))

    def _is_about_others(self, expression: str) -> bool:
        """Whether a rule speaks of entries of a type that the bundle lacks.

        KBV's bundles may hold an order for a patient or one for the practice, never both; the
        rules about the other then lead to nothing, which is no fault of the one that is there.
        """
        there = {entry.type for entry in self._references.entries.values()}
        return any(kind not in there for kind in _ENTRY_KIND.findall(expression))

    def _children(self, thing: Thing, element: Element, owner: Profile) -> None:
        groups: dict[str, list[Thing]] = {}
        for child in thing.children:
            groups.setdefault(child.name, []).append(child)
        for name, part in element.children.items():
            bare = name.removesuffix("[x]")
            found = groups.get(bare, [])
            typed = [] if found or name.endswith("[x]") else self._typed(groups, name)
            found = found or typed
            self._count(thing, part, bare, len(found))
            for child in found:
                self.check(child, part, owner)
            if part.slices or part.is_closed:
                self._sliced(thing, part, found, owner)
            elif name in ("extension", "modifierExtension"):
                for child in found:
                    self._extension(child)

    def _typed(self, groups: dict[str, list[Thing]], name: str) -> list[Thing]:
        """What a profile calls valueCode although R4 calls it value[x]."""
        return [
            c for things in groups.values() for c in things
            if name == c.name + c.type[:1].upper() + c.type[1:]
        ]  # fmt: skip

    def _count(self, thing: Thing, part: Element, label: str, count: int) -> None:
        if count < part.least:
            self._tell(
                "FHV20",
                thing,
                f"{thing.path}.{label}",
                label=part.slice_name or label,
                least=str(part.least),
                count=str(count),
            )
        if count > part.most:
            self._tell(
                "FHV21",
                thing,
                f"{thing.path}.{label}",
                label=part.slice_name or label,
                most=str(part.most),
                count=str(count),
            )

    def _sliced(self, thing: Thing, part: Element, found: list[Thing], owner: Profile) -> None:
        if not part.discriminators and part.slices and not part.name.endswith("[x]"):
            self._tell("FHV07", thing, label=part.name[:60])
            return
        counts = dict.fromkeys(part.slices, 0)
        order = {name: number for number, name in enumerate(part.slices)}
        last, is_open = -1, False
        for child in found:
            names = self._slices_of(child, part, owner)
            for name in names:
                counts[name] += 1
                self.check(child, part.slices[name], owner)
            if names and part.is_ordered:
                if order[names[0]] < last:
                    self._tell("FHV12", child, label=names[0])
                last = max(last, order[names[0]])
            if child.type == "Extension" and not (names and self._has_own(part.slices[names[0]])):
                self._extension(child, is_known=bool(names) or part.is_closed)
            is_open = is_open or (not names and self._leads_outside(child, part))
            if not names and part.is_closed:
                self._tell("FHV27", child)
        for name, slice_ in part.slices.items():
            if not (is_open and counts[name] < slice_.least):
                self._count(thing, slice_, part.name.removesuffix("[x]"), counts[name])

    def _leads_outside(self, child: Thing, part: Element) -> bool:
        """Whether a slice depends on a resource that is not in the document."""
        return any("resolve()" in path for _, path in part.discriminators) and (
            self._references.resolve(child, child) is None
        )

    def _has_own(self, slice_: Element) -> bool:
        """Whether a slice defines its extension in place, as the parts of a complex one do."""
        return not any(kind.profiles for kind in slice_.types)

    def _slices_of(self, child: Thing, part: Element, owner: Profile) -> list[str]:
        """The slice an element belongs to, and the slices of that slice (`a`, `a/b`)."""
        if not part.discriminators and part.name.endswith("[x]"):
            for name, slice_ in part.slices.items():
                if any(child.type == t.code for t in slice_.types):
                    return [name]
        found: list[str] = []
        base, above = part, ""
        while True:  # each turn goes one slice deeper
            inner = [n for n in part.slices if n.rpartition("/")[0] == above and n != above]
            fitting = [n for n in inner if self._belongs(child, base, part.slices[n], owner)]
            if not fitting:
                return found
            above = fitting[0]
            found.append(above)
            base = part.slices[above]

    def _belongs(self, child: Thing, base: Element, slice_: Element, owner: Profile) -> bool:
        if self._slicing.belongs(child, base, slice_, owner):
            return True
        # An older version may have typed a number otherwise; its system says which one it is.
        return (
            self.is_carried
            and child.type == "Identifier"
            and self._slicing.is_of_system(child, slice_)
        )

    def _extension(self, thing: Thing, *, is_known: bool = False) -> None:
        """Its own definition decides, where it stands too; one that nobody knows is refused.

        `is_known`: a slice names it, and has held it against its definition.
        """
        url = thing.text("url")
        above = thing.parent
        if above is not None and above.type == "Extension" and "/" not in url:
            return
        profile = self._library.profile(url)
        if profile is not None:
            is_old = self._library.has_old(thing)
            if not is_old and not is_at_home(thing, profile, self._library, self._paths):
                self._tell("FHV34", thing, label=url.rpartition("/")[2][:60])
            if not is_known:
                self.hold(thing, profile)
        elif is_known:
            return
        elif url.startswith(_HL7) or self._library.has_old(thing):
            self._tell("FHV01", thing, label=url.rpartition("/")[2][:60])
        else:
            self._tell("FHV30", thing)
