"""Makes writable plans from the tables of the format."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hypothesis import strategies as st

from formats.bmp.fields import FACTS, Fact, Kind
from formats.bmp.model import (
    Entry,
    FreeLine,
    Ingredient,
    Medication,
    MedicationPlan,
    Observations,
    PlanAuthor,
    PlanPatient,
    Recipe,
    Section,
)
from formats.bmp.values import Value, nothing
from formats.xdt.dates import PartialDate

_LETTERS = st.sampled_from(
    [chr(code) for code in (*range(0x20, 0x7E), *range(0xA0, 0x100))]  # without "~"
)
_EXCLUDED = {"form_code", "unit_code", "dose_text", "weekday", "addition", "heading_code"}
_EXCLUDED |= {"pharmacy_number", "hospital_number"}


def _values(fact: Fact) -> st.SearchStrategy[Value]:
    match fact.kind:
        case Kind.TEXT:
            made: st.SearchStrategy[Value] = st.text(
                _LETTERS, min_size=fact.shortest, max_size=fact.longest
            )
        case Kind.CODE:
            made = st.from_regex(fact.pattern, fullmatch=True)
        case Kind.DAY:
            made = st.builds(PartialDate, st.integers(1000, 9999), st.integers(1, 12))
        case Kind.MOMENT:
            made = st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1)).map(  # noqa: DTZ001 - plans hold no zone
                lambda moment: moment.replace(microsecond=0)
            )
        case Kind.FLAG:
            made = st.booleans()
        case Kind.NUMBER:
            made = st.integers(int(fact.low or 0), int(fact.high or 9))
        case Kind.DECIMAL:
            made = st.decimals(fact.low, fact.high or Decimal(99), places=1)
    return made if fact.is_required else st.one_of(st.just(nothing(fact)), made)


def _fields(element: str) -> dict[str, st.SearchStrategy[Value]]:
    facts = [fact for fact in FACTS[element] if fact.name not in _EXCLUDED]
    return {fact.name: _values(fact) for fact in facts}


_MEDICATIONS = st.builds(
    Medication,
    **_fields("M"),
    ingredients=st.lists(st.builds(Ingredient, **_fields("W")), max_size=3).map(tuple),
).filter(lambda made: made != Medication())
_WEEKLY = st.builds(
    Medication, name=st.just("Wochenmittel"), weekday=st.sampled_from("1234567"), night=st.just("1")
)
_ENTRIES: st.SearchStrategy[Entry] = st.one_of(
    _MEDICATIONS,
    _WEEKLY,
    st.builds(FreeLine, **_fields("X")),
    st.builds(Recipe, **_fields("R"), addition=st.just("Zusatz")),
)


def _named(blocks: list[list[Entry]]) -> tuple[Section, ...]:
    # Headings differ: where a block ends and the next has the same one, paper cannot tell.
    return tuple(
        Section(tuple(entries), heading=f"Block {n}" if n else "")
        for n, entries in enumerate(blocks)
    )


def plans() -> st.SearchStrategy[MedicationPlan]:
    """Plans that keep every rule, of up to four blocks."""
    blocks = st.lists(st.lists(_ENTRIES, min_size=1, max_size=8), max_size=4)
    return st.builds(
        MedicationPlan,
        instance=st.from_regex("[A-F0-9]{32}", fullmatch=True),
        patient=st.builds(PlanPatient, **_fields("P")),
        author=st.builds(PlanAuthor, **_fields("A")),
        observations=st.builds(Observations, **_fields("O")),
        sections=blocks.map(_named),
    )
