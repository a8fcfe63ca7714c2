"""Turns findings of the record into what the patient reads: values, ranges, marks, history."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.core.actors import AnyActor
from praxis.core.amounts import places_of, written
from praxis.core.clock import berlin_day
from praxis.messages.words import fit
from praxis.record.access import RecordAct
from praxis.record.models import Abnormal, Finding, Report
from wire import findings as wire

HISTORY: Final = 60
_MARKS: Final = {
    Abnormal.HIGH: wire.Mark.HIGH,
    Abnormal.VERY_HIGH: wire.Mark.VERY_HIGH,
    Abnormal.LOW: wire.Mark.LOW,
    Abnormal.VERY_LOW: wire.Mark.VERY_LOW,
    Abnormal.OTHER: wire.Mark.ABNORMAL,
}
_SIGNS: Final = {sign.value: sign for sign in wire.Sign}


def number(value: Decimal | None, places: int = 0) -> str | None:
    """A decimal as the wire writes it: no exponent, at least as many decimals as reported."""
    if value is None:
        return None
    text = written(value, places)
    return text.removeprefix("-") if Decimal(text) == 0 else text


def wire_findings(
    actor: AnyActor, ids: Sequence[UUID], person: Sequence[UUID]
) -> tuple[wire.Finding, ...]:
    """The chosen findings by report, each with the person's earlier values of the same unit."""
    if not ids:
        return ()
    chosen = gate.many(
        actor, RecordAct.READ, Finding,
        pk__in=list(ids), order_by=("report", "position"), limit=500, related=("report",),
    )  # fmt: skip
    earlier = _earlier(actor, chosen, person)
    reports: dict[UUID, list[Finding]] = {}
    for one in chosen:
        reports.setdefault(one.report_id, []).append(one)
    return tuple(_report(found[0].report, found, earlier) for found in reports.values())


def _earlier(actor: AnyActor, chosen: Iterable[Finding], person: Sequence[UUID]) -> list[Finding]:
    return gate.many(
        actor, RecordAct.READ, Finding,
        patient_id__in=list(person), analyte__in={one.analyte for one in chosen},
        value__isnull=False, report__followed_by__isnull=True,
        order_by=("-measured_at", "-id"), limit=1000,
    )  # fmt: skip


def _report(report: Report, found: list[Finding], earlier: list[Finding]) -> wire.Finding:
    day = berlin_day(found[0].measured_at)
    return wire.Finding(
        title="Laborbefund",
        day=day.isoformat(),
        laboratory=fit(report.laboratory, 200),
        text=fit(report.comment, 20_000, lines=True),
        values=tuple(_value(one, earlier) for one in found),
    )


def _value(one: Finding, earlier: list[Finding]) -> wire.LabValue:
    same = [old for old in earlier if (old.analyte, old.unit) == (one.analyte, one.unit)]
    places = places_of([one.value, *(old.value for old in same)], one.reference)
    return wire.LabValue(
        analyte=fit(one.analyte, 60) or "?",
        name=fit(one.name or one.analyte, 200) or "?",
        sign=_SIGNS.get(one.operator, wire.Sign.EXACT),
        number=number(one.value, places),
        text=fit(one.text, 4000, lines=True),
        unit=fit(one.unit, 40),
        low=number(one.low, places),
        high=number(one.high, places),
        range=fit(one.reference, 400, lines=True),
        mark=_MARKS.get(Abnormal(one.abnormal), wire.Mark.NONE),
        note=fit(one.comment, 4000, lines=True),
        history=_history(one, same, places),
    )


def _history(one: Finding, same: list[Finding], places: int) -> tuple[wire.Point, ...]:
    points: list[wire.Point] = []
    for old in same:
        amount = number(old.value, places)
        if amount is not None and old.measured_at < one.measured_at:
            sign = _SIGNS.get(old.operator, wire.Sign.EXACT)
            points.append(wire.Point(berlin_day(old.measured_at).isoformat(), sign, amount))
    return tuple(reversed(points[:HISTORY]))
