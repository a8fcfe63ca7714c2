"""Whether an element has a fixed value, fits a pattern, or belongs to a slice."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from formats.fhir.check.instance import Thing
from formats.fhir.check.path_values import TIMES
from formats.fhir.definitions.known import Library
from formats.fhir.definitions.model import Element, Profile

_STEP = re.compile(r"\.?(extension\('[^']*'\)|ofType\(\w+\)|resolve\(\)|\$this|\w+)")


def fits(thing: Thing, wanted: Any, *, exact: bool) -> bool:
    """Whether an element holds everything of a JSON value, and (exact) nothing else."""
    if isinstance(wanted, dict):
        names = {c.name for c in thing.children}
        if exact and names - {"id"} - wanted.keys():
            return False
        return all(_fits_part(thing, key, part, exact) for key, part in wanted.items())
    if isinstance(wanted, bool):
        return thing.value == ("true" if wanted else "false")
    if isinstance(wanted, int | float):
        try:
            return Decimal(thing.value or "x") == Decimal(str(wanted))
        except InvalidOperation:
            return False
    return bool(thing.value == wanted)


def _fits_part(thing: Thing, key: str, part: Any, exact: bool) -> bool:
    found = [c for c in thing.children if key in (c.name, c.name + c.type[:1].upper() + c.type[1:])]
    if not isinstance(part, list):
        return any(fits(one, part, exact=exact) for one in found)
    return all(any(fits(one, each, exact=exact) for one in found) for each in part)


def within(thing: Thing, bounds: tuple[str | None, str | None]) -> bool:
    """Whether a value lies between the least and the greatest; what cannot be compared does."""
    least, most = bounds
    if thing.value is None or (least is None and most is None):
        return True
    if thing.type in TIMES:
        size = min(len(b) for b in (thing.value, least or thing.value, most or thing.value))
        cut = thing.value[:size]
        return not (least and cut < least[:size]) and not (most and cut > most[:size])
    try:
        number = Decimal(thing.value)
        return not (least and number < Decimal(least)) and not (most and number > Decimal(most))
    except InvalidOperation:
        return True


class Slicing:
    """Decides slices by their discriminators."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.resolve: Any = None

    def belongs(self, thing: Thing, base: Element, slice_: Element, owner: Profile) -> bool:
        """Whether an element is of a slice: every discriminator agrees."""
        if not base.discriminators:
            return False
        return all(
            self._agrees(thing, kind, path, slice_, owner) for kind, path in base.discriminators
        )

    def is_of_system(self, thing: Thing, slice_: Element) -> bool:
        """Whether a number has the system that a slice fixes."""
        system = self._definition(slice_, "system")
        said = (system.fixed or system.pattern) if system is not None else None
        return said is not None and thing.text("system") == said

    def _agrees(self, thing: Thing, kind: str, path: str, slice_: Element, owner: Profile) -> bool:
        if kind == "type" and path in ("$this", "resource"):
            target = slice_ if path == "$this" else slice_.children.get("resource", slice_)
            found = [thing] if path == "$this" else thing.all("resource")
            return any(one.type == t.code for one in found for t in target.types)
        if path == "url" and thing.type == "Extension":
            return thing.text("url") == self._url_of(slice_)
        if kind == "profile":
            return self._claims(thing, path, slice_)
        if path == "resource.meta.profile":
            return self._claims(thing, "resource", slice_)
        if kind == "exists":
            wanted = self._definition(slice_, path)
            there = bool(self._things(thing, path))
            return there == (wanted is None or wanted.most > 0)
        return self._deep(thing, path, slice_, owner)

    def _deep(self, thing: Thing, path: str, slice_: Element, _owner: Profile) -> bool:
        definition = self._definition(slice_, path)
        if definition is None:
            return False
        return any(self.holds(one, definition, 0) for one in self._things(thing, path))

    def _url_of(self, slice_: Element) -> str:
        url = slice_.children.get("url")
        if url is not None and url.fixed:
            return str(url.fixed)
        named = next((p.partition("|")[0] for t in slice_.types for p in t.profiles), "")
        return named or (self._url_of(slice_.inherited) if slice_.inherited else "")

    def _claims(self, thing: Thing, path: str, slice_: Element) -> bool:
        definition = self._definition(slice_, path)
        if definition is None:
            return False
        for one in self._things(thing, path):
            claimed = [p.value or "" for m in one.all("meta") for p in m.all("profile")]
            for kind in definition.types:
                if not kind.profiles and kind.code == one.type:
                    return True
                for profile in kind.profiles:
                    if any(self._library.derives(c, profile) for c in claimed):
                        return True
        return False

    def _things(self, thing: Thing, path: str) -> list[Thing]:
        found = [thing]
        for step in _STEP.findall(path):
            if step == "$this":
                continue
            if step.startswith("extension("):
                url = step[11:-2]
                found = [c for t in found for c in t.all("extension") if c.text("url") == url]
            elif step.startswith("ofType("):
                found = [t for t in found if t.type == step[7:-1]]
            elif step == "resolve()":
                found = [r for t in found if (r := self.resolve(t, t)) is not None]
            else:
                found = [c for t in found for c in t.all(step)]
        return found

    def _definition(self, element: Element, path: str) -> Element | None:
        """What a slice says at a path, through the profiles of its types where it must."""
        here: Element | None = element
        for step in _STEP.findall(path):
            if here is None:
                break
            if step == "$this" or step.startswith(("ofType(", "resolve(", "extension(")):
                continue
            here = self._child(here, step)
        if element.inherited is not None and (here is None or not self._speaks(here)):
            return self._definition(element.inherited, path)
        return here

    def _speaks(self, element: Element) -> bool:
        return bool(self._says(element) or element.children or element.slices or element.types)

    def _child(self, element: Element, name: str) -> Element | None:
        found = element.children.get(name) or element.children.get(f"{name}[x]")
        if found is not None and (self._says(found) or found.slices or found.children):
            return found
        for kind in element.types:
            for canonical in kind.profiles:
                profile = self._library.profile(canonical)
                if profile is not None and (below := self._child(profile.root, name)) is not None:
                    return below
        return found

    def _says(self, element: Element) -> bool:
        return element.fixed is not None or element.pattern is not None or bool(element.value_set)

    def holds(self, thing: Thing, element: Element, depth: int) -> bool:
        """Whether values an element fixes (itself and required below it) are those found."""
        if depth > 8:
            return True
        if element.fixed is not None and not fits(thing, element.fixed, exact=True):
            return False
        if element.pattern is not None and not fits(thing, element.pattern, exact=False):
            return False
        if element.value_set and not self._says_value(element):
            codes = self._library.terms.codes(element.value_set)
            if codes is not None and not _coded(thing, codes):
                return False
        for child in element.children.values():
            found = [c for c in thing.children if c.name == child.name.removesuffix("[x]")]
            if child.least and not found:
                return False
            for part in [child, *(s for s in child.slices.values() if s.least)]:
                if found and not any(self.holds(c, part, depth + 1) for c in found):
                    return False
        if element.types and not element.children and not self._says(element):
            for canonical in (p for t in element.types for p in t.profiles):
                profile = self._library.profile(canonical)
                if profile is not None:
                    return self.holds(thing, profile.root, depth + 1)
        return True

    def _says_value(self, element: Element) -> bool:
        return element.fixed is not None or element.pattern is not None


def _coded(thing: Thing, codes: frozenset[tuple[str, str]]) -> bool:
    if thing.value is not None:
        return any(code == thing.value for _, code in codes)
    codings = thing.all("coding") if thing.type == "CodeableConcept" else [thing]
    return any((c.text("system"), c.text("code")) in codes for c in codings)


coded = _coded
