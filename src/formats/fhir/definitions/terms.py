"""Which codes a value set holds, as far as the definitions at hand can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

Json = dict[str, Any]
_DEPTH = 12
# Systems no value set at hand need speak of (FHIR R4, "Using Codes").
_ELSEWHERE = ("http://unitsofmeasure.org", "http://snomed.info/sct", "http://loinc.org")


class Terms:
    """Value sets and code systems by address."""

    def __init__(self, items: Iterable[Json]) -> None:
        self._sets: dict[str, Json] = {}
        self._systems: dict[str, Json] = {}
        for item in items:
            held = self._sets if item["resourceType"] == "ValueSet" else self._systems
            held.setdefault(item["url"], item)
        self._known: dict[str, frozenset[tuple[str, str]] | None] = {}

    @cached_property
    def systems(self) -> dict[str, str]:
        """Every address of a code system that is spoken of, by its lower-case form."""
        spoken = {*self._systems, *_ELSEWHERE}
        for item in self._sets.values():
            parts = item.get("compose", {}).get("include", [])
            spoken |= {str(part["system"]) for part in parts if "system" in part}
        return {url.lower(): url for url in spoken}

    def is_miswritten(self, url: str) -> bool:
        """Whether an address is that of a known system but for upper and lower case."""
        return self.systems.get(url.lower(), url) != url

    def codes(self, canonical: str) -> frozenset[tuple[str, str]] | None:
        """Every (system, code) of a value set; None if that cannot be told completely."""
        url = canonical.partition("|")[0]
        if url not in self._known:
            self._known[url] = None  # a set that includes itself is not told
            self._known[url] = self._expanded(url, 0)
        return self._known[url]

    def _expanded(self, url: str, depth: int) -> frozenset[tuple[str, str]] | None:
        item = self._sets.get(url)
        if item is None or depth > _DEPTH:
            return None
        if "compose" not in item:
            listed = item.get("expansion", {}).get("contains")
            return frozenset(_contained(listed)) if listed else None
        found: set[tuple[str, str]] = set()
        for part in item["compose"].get("include", []):
            more = self._part(part, depth)
            if more is None:
                return None
            found |= more
        for part in item["compose"].get("exclude", []):
            less = self._part(part, depth)
            if less is None:
                return None
            found -= less
        return frozenset(found)

    def _part(self, part: Json, depth: int) -> frozenset[tuple[str, str]] | None:
        system, found = part.get("system"), None
        if system is not None:
            if "filter" in part:
                return None
            if "concept" in part:
                found = frozenset((system, c["code"]) for c in part["concept"])
            else:
                found = self._system(system)
            if found is None:
                return None
        for other in part.get("valueSet", []):
            more = self._expanded(other.partition("|")[0], depth + 1)
            if more is None:
                return None
            found = more if found is None else found & more
        return found

    def _system(self, url: str) -> frozenset[tuple[str, str]] | None:
        item = self._systems.get(url.partition("|")[0])
        if item is None or item.get("content") != "complete":
            return None
        return frozenset((item["url"], code) for code in _codes(item.get("concept", [])))


def _codes(concepts: list[Json]) -> Iterator[str]:
    waiting = list(concepts)
    while waiting:
        concept = waiting.pop()
        yield concept["code"]
        waiting.extend(concept.get("concept", []))


def _contained(listed: list[Json]) -> Iterator[tuple[str, str]]:
    waiting = list(listed)
    while waiting:
        one = waiting.pop()
        if "code" in one and not one.get("abstract"):
            yield one.get("system", ""), one["code"]
        waiting.extend(one.get("contains", []))
