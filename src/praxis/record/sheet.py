"""The lab sheet as plain values: analytes by dates, each value beside the range of that result."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from praxis.core.actors import AnyActor
from praxis.core.clock import berlin_day
from praxis.record import queries
from praxis.record.models import Abnormal, Finding
from praxis.record.queries import SheetRow

MOST_DATES: Final = 8
# The laboratory's mark as a sign and as a word: colour alone says nothing.
_SIGNS: Final = {
    Abnormal.HIGH: ("↑", "erhöht"),
    Abnormal.VERY_HIGH: ("↑↑", "stark erhöht"),
    Abnormal.LOW: ("↓", "erniedrigt"),
    Abnormal.VERY_LOW: ("↓↓", "stark erniedrigt"),
    Abnormal.OTHER: ("!", "auffällig"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """One value of the sheet, opened."""

    id: UUID
    value: str
    sign: str
    word: str
    reference: str
    comment: str
    preliminary: bool


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One analyte: its cells under the dates of the sheet, None where it was not measured."""

    analyte: str
    name: str
    unit: str
    reference: str
    cells: tuple[Cell | None, ...]
    has_curve: bool

    @property
    def vals(self) -> str:
        """What the curve's address is sent, as htmx reads it."""
        return json.dumps({"analyte": self.analyte, "unit": self.unit})


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """The newest dates, oldest first, and one row per analyte and unit."""

    dates: tuple[date, ...]
    rows: tuple[Row, ...]
    hidden_dates: int


def sheet_of(actor: AnyActor, ids: Iterable[UUID]) -> Sheet:
    """Everything measured, on the newest eight dates."""
    rows = queries.lab_sheet(actor, ids)
    every = sorted({berlin_day(one.measured_at) for row in rows for one in row.findings})
    dates = tuple(every[-MOST_DATES:])
    return Sheet(dates, tuple(_row(row, dates) for row in rows), len(every) - len(dates))


def _row(row: SheetRow, dates: Sequence[date]) -> Row:
    # The last result of a day stands for it: a corrected one came later.
    newest = {berlin_day(one.measured_at): one for one in row.findings}
    last, places = row.findings[-1], _places(row)
    return Row(
        analyte=row.analyte,
        name=row.name or row.analyte,
        unit=row.unit,
        reference=last.reference.replace(".", ","),
        cells=tuple(cell_of(newest[day], places) if day in newest else None for day in dates),
        has_curve=len({day for day, _value in row.curve}) > 1,
    )


def _places(row: SheetRow) -> int:
    """As many decimals as the most exact of an analyte's values has."""
    exact = (-int(value.normalize().as_tuple().exponent) for _at, value in row.curve)
    return max((0, *exact))


def cell_of(one: Finding, places: int) -> Cell:
    """Open one value."""
    sign, word = _SIGNS.get(Abnormal(one.abnormal), ("", ""))
    return Cell(
        id=one.pk,
        value=_value(one, places),
        sign=sign,
        word=word,
        reference=one.reference.replace(".", ","),
        comment=one.comment,
        preliminary=one.state == "preliminary",
    )


def _value(one: Finding, places: int) -> str:
    if one.value is None:
        return str(one.text)
    number = f"{one.value:.{places}f}".replace(".", ",")
    return f"{one.operator}{number}" if one.operator else number


def row_of(actor: AnyActor, ids: Iterable[UUID], analyte: str, unit: str) -> SheetRow | None:
    """One analyte with all its results; None if it was never measured."""
    rows = queries.lab_sheet(actor, ids, analyte=analyte)
    return next((row for row in rows if row.unit == unit), None)
