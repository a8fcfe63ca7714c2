"""What can be wrong with one value: its form, length, bounds, fixed value, pattern, code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from formats.fhir.check.instance import Thing
from formats.fhir.check.match import coded, fits, within
from formats.fhir.check.primitives import has_form
from formats.fhir.definitions.model import Element
from formats.fhir.definitions.terms import Terms

_CODED: Final = frozenset({"code", "Coding", "CodeableConcept", "string", "uri", "Quantity"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A code of `sayings`, the words of its sentence, and a place other than the element's own."""

    code: str
    words: dict[str, str] = field(default_factory=dict)
    path: str = ""


def faults_of(thing: Thing, element: Element, terms: Terms) -> Iterator[Fault]:
    """Every fault of a value against one definition; a value said to be absent is not compared."""
    if thing.value is not None:
        if not has_form(thing.type, thing.value):
            yield Fault("FHV23", {"label": thing.type})
        if element.max_length is not None and len(thing.value) > element.max_length:
            yield Fault("FHV24", {"most": str(element.max_length)})
        if not within(thing, element.bounds):
            yield Fault("FHV35")
        if thing.name == "system" and terms.is_miswritten(thing.value):
            yield Fault("FHV33")
    is_bare = thing.value is None and all(c.name in ("extension", "id") for c in thing.children)
    if is_bare and thing.all("extension"):
        return
    if element.fixed is not None and not fits(thing, element.fixed, exact=True):
        yield Fault("FHV25")
    if element.pattern is not None and not fits(thing, element.pattern, exact=False):
        yield Fault("FHV25")
    if element.value_set and thing.type in _CODED:
        codes = terms.codes(element.value_set)
        label = element.value_set.partition("|")[0].rpartition("/")[2]
        if codes is None:
            yield Fault("FHV04", {"label": label}, "Codes")
        elif not coded(thing, codes):
            yield Fault("FHV26", {"label": label})
