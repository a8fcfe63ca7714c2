"""All definitions one family of documents is checked against: R4 itself and its packages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formats.fhir.definitions.model import Element, Profile, compiled
from formats.fhir.definitions.overlay import inherit, overlaid
from formats.fhir.definitions.packages import Json, Package
from formats.fhir.definitions.terms import Terms

if TYPE_CHECKING:
    from formats.fhir.check.instance import Thing

CORE: Final = "http://hl7.org/fhir/StructureDefinition/"
_HERE: Final = Path(__file__).parent / "r4"


def _core() -> Iterator[Json]:
    for name in ("definitions.jsonl", "terminology.jsonl"):
        for line in (_HERE / name).read_text("utf-8").splitlines():
            yield json.loads(line)


class Library:
    """Definitions by address; compiled when first asked for, never changed."""

    def __init__(self, packages: Iterable[Package] = ()) -> None:
        self.packages = tuple(packages)
        self._raw: dict[str, list[Json]] = {}
        terms: list[Json] = []
        for item in [*(i for p in self.packages for i in p.resources), *_core()]:
            if item["resourceType"] == "StructureDefinition":
                self._raw.setdefault(item["url"], []).append(item)
            else:
                terms.append(item)
        self.terms = Terms(terms)
        self._made: dict[str, Profile | None] = {}
        self._tags: dict[int, dict[str, tuple[Element, str]]] = {}

    def profile(self, canonical: str) -> Profile | None:
        """The definition of an address, with or without `|version`; None if not held."""
        if canonical not in self._made:
            self._made[canonical] = self._found(canonical)
        return self._made[canonical]

    def _found(self, canonical: str) -> Profile | None:
        url, _, version = canonical.partition("|")
        for item in self._raw.get(url, []):
            if not version or fits_version(version, str(item.get("version", ""))):
                made = compiled(item)
                if made is None and (made := overlaid(item)) is not None:
                    inherit(made, self.profile)
                return made
        return None

    def has(self, url: str) -> bool:
        """Whether any version of a definition is held."""
        return url.partition("|")[0] in self._raw

    def has_old(self, thing: Thing) -> bool:
        """Whether the resource around claims a version not held, whose extensions nobody knows."""
        resource = thing.resource
        claims = (
            [p.value or "" for m in resource.all("meta") for p in m.all("profile")]
            if (resource)
            else []
        )
        return any(self.profile(claim) is None for claim in claims)

    def type(self, name: str) -> Profile | None:
        """The definition of a data type or resource of R4."""
        return self.profile(CORE + name)

    def is_a(self, name: str, other: str) -> bool:
        """Whether a type is another or made from it."""
        while name != other:
            found = self.type(name)
            if found is None or not found.base:
                return False
            name = found.base.rpartition("/")[2]
        return True

    def is_allowed(self, name: str, other: str) -> bool:
        """Whether a type may stand where another is named; of primitives only the one itself."""
        known = self.type(name)
        if known is not None and known.kind == "primitive-type":
            return name == other
        return self.is_a(name, other)

    def derives(self, url: str, other: str) -> bool:
        """Whether a profile is another or rests on it."""
        seen = 0
        here: str | None = url
        while here and seen < 20:
            if here.partition("|")[0] == other.partition("|")[0]:
                return True
            found = self.profile(here)
            here, seen = (found.base if found else None), seen + 1
        return False

    def tags(self, element: Element, owner: Profile) -> dict[str, tuple[Element, str]]:
        """The XML names that may stand in an element: definition and type behind each."""
        known = self._tags.get(id(element))
        if known is None:
            known = self._tags[id(element)] = dict(self._all_tags(element, owner))
        return known

    def inside(
        self, element: Element | None, code: str, owner: Profile | None
    ) -> tuple[Element | None, Profile | None]:
        """The definition that holds what may stand in an element of a type, and its owner."""
        if element is None or owner is None:
            return None, None
        if element.reference:
            return owner.by_id.get(element.reference.lstrip("#"), element), owner
        known = None if element.children else self.type(code)
        return (element, owner) if known is None else (known.root, known)

    def _all_tags(
        self, element: Element, owner: Profile
    ) -> Iterator[tuple[str, tuple[Element, str]]]:
        if element.reference:
            element = owner.by_id.get(element.reference.lstrip("#"), element)
        for name, child in element.children.items():
            if not name.endswith("[x]"):
                code = child.types[0].code if child.types else "BackboneElement"
                yield name, (child, code)
                continue
            for one in child.types:
                yield name[:-3] + one.code[:1].upper() + one.code[1:], (child, one.code)

    @cached_property
    def profiles(self) -> list[str]:
        """Every address held, R4's own left out."""
        return [url for url in self._raw if not url.startswith(CORE)]


@cache
def core() -> Library:
    """R4 alone."""
    return Library()


def fits_version(wanted: str, held: str) -> bool:
    """Whether a package's version answers for the one named: 1.4 is answered by 1.4.3."""
    return held == wanted or held.startswith(f"{wanted}.")


def newest(paths: Iterable[Path], prefix: str) -> Path | None:
    """The newest package whose file name starts so (`kbv.ita.erp-1.4`)."""

    def order(path: Path) -> list[int]:
        return [int(n) for n in re.findall(r"\d+", path.name.rpartition("-")[2])]

    fitting = [p for p in paths if p.name.startswith(prefix)]
    return max(fitting, key=order, default=None)
