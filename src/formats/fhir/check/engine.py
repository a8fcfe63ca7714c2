"""Holds a typed document against profiles: how often, which type, which value, which rule.

It is one file because these questions call each other at every element of the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from formats.fhir.check.definitions import Library
from formats.fhir.check.families import is_carried
from formats.fhir.check.instance import Thing
from formats.fhir.check.match import Slicing, coded, fits
from formats.fhir.check.model import Element, Profile, Rule
from formats.fhir.check.path import Evaluation, TooFar
from formats.fhir.check.path_parse import NotFhirPath
from formats.fhir.check.primitives import has_form
from formats.fhir.check.references import References
from formats.fhir.check.sayings import problem
from formats.xdt.problems import Problem, ProblemLog, Severity

MOST_WORK: Final = 400_000  # element definitions held against elements, for one document
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
        self.is_carried = False
        self._carried_done: set[tuple[int, int]] = set()

    def say(self, found: Problem) -> None:
        """Take a finding in, once."""
        key = (found.code, found.field or "", found.message)
        if key not in self._said:
            self._said.add(key)
            self.log.add(found)

    def _tell(self, code: str, thing: Thing, path: str = "", **words: str) -> None:
        found = problem(code, **words)  # type: ignore[arg-type]
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
        if element.children:
            self._children(thing, element, owner)
        self._types(thing, element)

    def _types(self, thing: Thing, element: Element) -> None:
        """Its own type, and one of the profiles its definition names for that type."""
        if element.types and thing.type not in _UNTYPED and thing.name not in ("id", "url"):
            fitting = [t for t in element.types if self._library.is_a(thing.type, t.code)]
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
                self.check(thing, base.root, base)

    def _profiles(self, thing: Thing, urls: Iterable[str]) -> None:
        known = [p for p in (self._library.profile(u) for u in urls) if p is not None]
        if len(known) > 1 and thing.is_resource:
            claims = [c.value or "" for m in thing.all("meta") for c in m.all("profile")]
            known = [p for p in known if any(self._library.derives(c, p.url) for c in claims)]
        if len(known) == 1:
            self.check(thing, known[0].root, known[0])

    def claimed(self, thing: Thing) -> None:
        """Hold a resource against its base and every profile it claims."""
        base = self._library.type(thing.type)
        if base is not None:
            self.check(thing, base.root, base)
        for meta in thing.all("meta"):
            for one in meta.all("profile"):
                self._claim(thing, one)

    def _claim(self, thing: Thing, one: Thing) -> None:
        name = (one.value or "").partition("|")[0]
        profile = self._library.profile(one.value or "")
        if profile is not None:
            self.check(thing, profile.root, profile)
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
            if is_carried(found.code, found.field or ""):
                self.say(found)

    def _target(self, thing: Thing, targets: list[str]) -> None:
        text = thing.text("reference")
        if not text:
            return
        found = self._references.resolve(thing, thing)
        if found is None:
            if not text.startswith(("http:", "https:", "urn:")) or text.startswith("#"):
                self._tell("FHV28", thing)
            return
        kinds = [p.type for p in (self._library.profile(t) for t in targets) if p is not None]
        if len(kinds) == len(targets) and not any(
            self._library.is_a(found.type, kind) for kind in kinds
        ):
            self._tell("FHV29", thing, label=found.type)

    def _value(self, thing: Thing, element: Element) -> None:
        if thing.value is not None:
            if not has_form(thing.type, thing.value):
                self._tell("FHV23", thing, label=thing.type)
            if element.max_length is not None and len(thing.value) > element.max_length:
                self._tell("FHV24", thing, most=str(element.max_length))
        bare = thing.value is None and not any(
            c.name not in ("extension", "id") for c in thing.children
        )
        if bare and thing.all("extension"):
            return  # a value that is said to be absent
        if element.fixed is not None and not fits(thing, element.fixed, exact=True):
            self._tell("FHV25", thing)
        if element.pattern is not None and not fits(thing, element.pattern, exact=False):
            self._tell("FHV25", thing)
        if element.value_set and thing.type in (
            "code",
            "Coding",
            "CodeableConcept",
            "string",
            "uri",
            "Quantity",
        ):
            codes = self._library.terms.codes(element.value_set)
            label = element.value_set.partition("|")[0].rpartition("/")[2]
            if codes is None:
                self._tell("FHV04", thing, "Codes", label=label)
            elif not coded(thing, codes):
                self._tell("FHV26", thing, label=label)

    def _rules(self, thing: Thing, rules: tuple[Rule, ...]) -> None:
        for rule in rules:
            key = rule.key
            if key == "dom-6" or (key == "dom-3" and not thing.all("contained")):
                continue
            try:
                if self._paths.holds(rule.expression, thing):
                    continue
            except (NotFhirPath, TooFar):
                self._tell("FHV03", thing, label=key)
                continue
            weight = Severity.ERROR if rule.is_error else Severity.WARNING
            text = rule.human
            if key.rpartition("-")[2].isdigit() and not key.startswith("-"):
                text = _STANDARD.get(key, f"Die Regel {key} des Standards ist verletzt.")
            self.say(Problem(key, weight, text, line=thing.line, field=thing.path))

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
        counts = dict.fromkeys(part.slices, 0)
        for child in found:
            name = self._slice_of(child, part, owner)
            if name is not None:
                counts[name] += 1
                self.check(child, part.slices[name], owner)
            elif part.is_closed:
                self._tell("FHV27", child)
            elif child.type == "Extension":
                self._extension(child)
        for name, slice_ in part.slices.items():
            self._count(thing, slice_, part.name.removesuffix("[x]"), counts[name])

    def _slice_of(self, child: Thing, part: Element, owner: Profile) -> str | None:
        base = part
        if not part.discriminators and part.name.endswith("[x]"):
            for name, slice_ in part.slices.items():
                if any(child.type == t.code for t in slice_.types):
                    return name
        for name, slice_ in part.slices.items():
            if "/" not in name and self._slicing.belongs(child, base, slice_, owner):
                return name
        return None

    def _extension(self, thing: Thing) -> None:
        """An extension no slice names: its own definition decides, an unknown one is refused."""
        url = thing.text("url")
        above = thing.parent
        if above is not None and above.type == "Extension" and "/" not in url:
            return
        profile = self._library.profile(url)
        if profile is not None:
            self.check(thing, profile.root, profile)
        elif url.startswith(_HL7) or self._library.has_old(thing):
            self._tell("FHV01", thing, label=url.rpartition("/")[2][:60])
        else:
            self._tell("FHV30", thing)
