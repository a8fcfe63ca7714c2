"""All KVDT fields by id (2026Q4), and what was different before."""

from __future__ import annotations

from formats.kvdt import fields_0_3, fields_4_9
from formats.kvdt.fact import Field, Kind, numbers
from formats.xdt.dates import quarter_in

FIELDS: dict[str, Field] = {row.id: row for row in (*fields_0_3.ROWS, *fields_4_9.ROWS)}

# Older shapes, each with the first quarter (JJJJQ) in which it is gone.
EARLIER: tuple[Field, ...] = (
    # Component 2 stood in files of 2023 and early 2024 and is gone in 2026.
    Field(
        "0225", "ti_component", "TI-Fachanwendung / TI-Komponente", numbers(1, 13), until="20251"
    ),
)


def kind_at(fk: str, day: str) -> Kind:
    """The kind of content that held on a day (JJJJMMTT); today's if nothing else is known."""
    if len(day) == 8 and day.isdecimal():
        quarter = f"{day[:4]}{quarter_in(int(day[4:6]))}"
        for row in EARLIER:
            if row.id == fk and quarter < row.until:
                return row.kind
    return FIELDS[fk].kind


def label_of(fk: str) -> str:
    """The German name of a field, or a plain word for an unknown one."""
    known = FIELDS.get(fk)
    return known.label if known else f"Unbekanntes Feld {fk}"
