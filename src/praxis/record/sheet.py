"""The lab sheet as plain values: analytes by dates, each value beside the range of that result."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias
from uuid import UUID

from praxis import gate
from praxis.core.actors import AnyActor
from praxis.core.amounts import places_of, with_commas, written
from praxis.core.clock import berlin_day
from praxis.core.words import marked, spoken
from praxis.record import queries
from praxis.record.access import RecordAct
from praxis.record.models import Abnormal, Finding
from praxis.record.queries import SheetRow

Key: TypeAlias = tuple[str, str]
Measured: TypeAlias = tuple[str, str, datetime, Decimal | None]

MOST_DATES: Final = 8
# A value a week of each of fifty analytes over twelve years.
MOST_MEASURED: Final = 30_000
# The laboratory's mark as a sign and as a word: colour alone says nothing.
_SIGNS: Final = {
    Abnormal.HIGH: ("↑", marked("erhöht")),
    Abnormal.VERY_HIGH: ("↑↑", marked("stark erhöht")),
    Abnormal.LOW: ("↓", marked("erniedrigt")),
    Abnormal.VERY_LOW: ("↓↓", marked("stark erniedrigt")),
    Abnormal.OTHER: ("!", marked("auffällig")),
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
    """Eight dates, oldest first, and one row per analyte and unit measured on one of them.

    `older` and `newer` count the days before and after; `back` and `forth` say how many of the
    newest days to skip for them.
    """

    dates: tuple[date, ...]
    rows: tuple[Row, ...]
    older: int
    newer: int

    @property
    def back(self) -> int:
        """Skip these to see the eight days before."""
        return self.newer + MOST_DATES

    @property
    def forth(self) -> int:
        """Skip these to see the eight days after."""
        return max(0, self.newer - MOST_DATES)


def sheet_of(actor: AnyActor, ids: Iterable[UUID], skip: int = 0) -> Sheet:
    """Everything measured on eight dates: the newest, or those before the `skip` newest."""
    known = _measured(actor, ids)
    every = sorted({berlin_day(at) for _analyte, _unit, at, _value in known})
    newer = min(skip, max(0, len(every) - 1))
    dates = tuple(every[: len(every) - newer][-MOST_DATES:])
    days = (dates[0], dates[-1]) if dates else None
    rows = queries.lab_sheet(actor, ids, days=days) if days else []
    drawn, places = _curves(known)
    return Sheet(
        dates,
        tuple(_row(row, dates, places[row.key], row.key in drawn) for row in rows),
        len(every) - newer - len(dates),
        newer,
    )


def _measured(actor: AnyActor, ids: Iterable[UUID]) -> list[Measured]:
    """What was measured when, without opening a word: analyte, unit, time, number."""
    return gate.columns(
        actor,
        RecordAct.READ,
        Finding,
        *("analyte", "unit", "measured_at", "value"),
        patient_id__in=list(ids),
        report__followed_by__isnull=True,
        order_by=("-measured_at",),
        limit=MOST_MEASURED,
    )


def _curves(known: Sequence[Measured]) -> tuple[set[Key], dict[Key, int]]:
    """Which analytes have numbers of two days, and how many decimals each is reported with."""
    days: dict[Key, set[date]] = {}
    amounts: dict[Key, list[Decimal | None]] = {}
    for analyte, unit, at, value in known:
        amounts.setdefault((analyte, unit), []).append(value)
        if value is not None:
            days.setdefault((analyte, unit), set()).add(berlin_day(at))
    drawn = {key for key, found in days.items() if len(found) > 1}
    return drawn, {key: places_of(found) for key, found in amounts.items()}


def _row(row: SheetRow, dates: Sequence[date], known: int, has_curve: bool) -> Row:
    # The last result of a day stands for it: a corrected one came later.
    newest = {berlin_day(one.measured_at): one for one in row.findings}
    last = row.findings[-1]
    places = max(known, places_of([], last.reference))
    return Row(
        analyte=row.analyte,
        name=row.name or row.analyte,
        unit=row.unit,
        reference=with_commas(last.reference),
        cells=tuple(cell_of(newest[day], places) if day in newest else None for day in dates),
        has_curve=has_curve,
    )


def cell_of(one: Finding, places: int | None = None) -> Cell:
    """Open one value; `places` are the decimals of its row, else its own and its range's."""
    places = places_of([one.value], one.reference) if places is None else places
    sign, word = _SIGNS.get(Abnormal(one.abnormal), ("", ""))
    return Cell(
        id=one.pk,
        value=_value(one, places),
        sign=sign,
        word=spoken(word),
        reference=with_commas(one.reference),
        comment=one.comment,
        preliminary=one.state == "preliminary",
    )


def _value(one: Finding, places: int) -> str:
    if one.value is None:
        return str(one.text)
    number = written(one.value, places).replace(".", ",")
    return f"{one.operator}{number}" if one.operator else number


def row_of(actor: AnyActor, ids: Iterable[UUID], analyte: str, unit: str) -> SheetRow | None:
    """One analyte with all its results; None if it was never measured."""
    rows = queries.lab_sheet(actor, ids, analyte=analyte)
    return next((row for row in rows if row.unit == unit), None)
