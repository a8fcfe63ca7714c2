"""Every stated attribute of a plan in its order, for showing it line by line."""

from __future__ import annotations

from collections.abc import Iterator

from formats.bmp.check import letter_of
from formats.bmp.fields import FACTS
from formats.bmp.model import Medication, MedicationPlan, Observations
from formats.bmp.values import text_of

# Says nothing about anybody: versions, page numbers, the language.
HARMLESS = frozenset({"MP.v", "MP.a", "MP.z", "MP.l"})


def stated(plan: MedicationPlan) -> Iterator[tuple[int, str, str, str]]:
    """Depth, place ("P.g"), German label and content of everything the plan states."""
    for depth, element, holder in _elements(plan):
        for fact in FACTS[element]:
            if text := text_of(getattr(holder, fact.name)):
                yield depth, f"{element}.{fact.attribute}", fact.label, text
    for further in plan.further:
        yield 0, further.path, "ohne Platz im Plan", further.text


def _elements(plan: MedicationPlan) -> Iterator[tuple[int, str, object]]:
    yield 0, "MP", plan
    yield 1, "P", plan.patient
    yield 1, "A", plan.author
    if plan.observations != Observations():
        yield 1, "O", plan.observations
    for section in plan.sections:
        yield 1, "S", section
        for entry in section.entries:
            yield 2, letter_of(entry), entry
            if isinstance(entry, Medication):
                for ingredient in entry.ingredients:
                    yield 3, "W", ingredient
