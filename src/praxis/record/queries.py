"""What can be asked about the record; every list is closed and bounded.

It is one file because every other room reads the record through it, by its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from praxis import gate
from praxis.core.actors import AnyActor
from praxis.core.clock import BERLIN, berlin_day
from praxis.core.ids import EntryId
from praxis.core.panels import LineCode
from praxis.core.words import spoken
from praxis.record.access import RecordAct
from praxis.record.models import (
    Diagnosis,
    Document,
    Entry,
    EntryType,
    Finding,
    Report,
    Review,
    UsedCode,
)

PAGE: Final = 100
# Results that come in late stand where they were taken.
_LAST_TAKEN: Final = (Coalesce("collected_at", "recorded_at").desc(), "-recorded_at", "-id")
_NEWEST: Final = ("-happened_at", "-id")


@dataclass(frozen=True, slots=True)
class Before:
    """Where the last page of the stream ended."""

    at: datetime
    id: UUID


def entries(
    actor: AnyActor,
    ids: Iterable[UUID],
    *,
    before: Before | None = None,
    codes: Iterable[str] = (),
    limit: int = PAGE,
) -> list[Entry]:
    """The newest lines of a person (all their ids), as they stand now, newest first."""
    conditions = [Q(replaced_by__isnull=True)]
    if before:
        conditions.append(Q(happened_at__lt=before.at) | Q(happened_at=before.at, id__lt=before.id))
    if wanted := list(codes):
        conditions.append(Q(code__in=wanted))
    return gate.many(
        actor,
        RecordAct.READ,
        Entry,
        *conditions,
        patient_id__in=list(ids),
        order_by=_NEWEST,
        limit=min(limit, PAGE),
    )


def history(actor: AnyActor, entry_id: EntryId) -> list[Entry]:
    """A line and everything it replaced, newest first."""
    line = [gate.one(actor, RecordAct.READ, Entry, entry_id)]
    while line[-1].replaces_id and len(line) < PAGE:
        line.append(gate.one(actor, RecordAct.READ, Entry, line[-1].replaces_id))
    return line


def cautions(actor: AnyActor, ids: Iterable[UUID]) -> list[Entry]:
    """CAVE and allergies that stand, newest first."""
    return [one for one in entries(actor, ids, codes=("!", "!A")) if not one.withdrawn]


def permanent_diagnoses(actor: AnyActor, ids: Iterable[UUID]) -> list[Diagnosis]:
    """Permanent diagnoses that stand, newest first."""
    return gate.many(
        actor,
        RecordAct.READ_DIAGNOSES,
        Diagnosis,
        patient_id__in=list(ids),
        permanent=True,
        withdrawn=False,
        replaced_by__isnull=True,
        order_by=("-since", "-id"),
    )


def diagnoses_since(actor: AnyActor, ids: Iterable[UUID], since: datetime) -> list[Diagnosis]:
    """Diagnoses noted since an instant (a quarter's first day), newest first."""
    return gate.many(
        actor,
        RecordAct.READ_DIAGNOSES,
        Diagnosis,
        patient_id__in=list(ids),
        recorded_at__gte=since,
        withdrawn=False,
        replaced_by__isnull=True,
        order_by=("-recorded_at",),
    )


def entry_types() -> list[EntryType]:
    """The codes in use, in their order."""
    return list(EntryType.objects.filter(active=True).order_by("order"))


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """One entry code offered while typing, in the shape the desk's list of choices shows."""

    title: str
    fill: str
    hint: str
    url: str = ""
    icon: str = "chart"


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """The codes under their heading; Enter takes an optional one only after an arrow chose it."""

    title: str
    choices: tuple[CodeChoice, ...]
    optional: bool = False


def code_groups(typed: str, brought: Iterable[LineCode] = ()) -> list[CodeGroup]:
    """The codes that begin with what was typed, or whose title does; `?` names them all."""
    head = typed.strip().upper()
    kinds: list[EntryType | LineCode] = [*entry_types(), *brought]
    fitting = [
        CodeChoice(kind.code, f"{kind.code} ", spoken(kind.title))
        for kind in kinds
        if head == "?"
        or any(one.upper().startswith(head) for one in (kind.code, kind.title, spoken(kind.title)))
    ]
    return [CodeGroup(spoken("Kürzel"), tuple(fitting))] if head and fitting else []


def times_used(codes: Iterable[str]) -> dict[str, int]:
    """How often this practice chose each of these diagnoses; absent: never."""
    rows = UsedCode.objects.filter(icd__in=list(codes)).values_list("icd", "times")
    return dict(rows)


def reports(
    actor: AnyActor, ids: Iterable[UUID], limit: int = 50, *, holding: Iterable[UUID] = ()
) -> list[Report]:
    """Laboratory reports, those taken last first; and any that hold one of these findings."""
    found = gate.many(
        actor,
        RecordAct.READ,
        Report,
        patient_id__in=list(ids),
        order_by=_LAST_TAKEN,
        limit=limit,
    )
    asked = _reports_holding(actor, ids, list(holding))
    more = [one for one in asked if one.pk not in {known.pk for known in found}]
    return sorted([*found, *more], key=_taken, reverse=True) if more else found


def _taken(one: Report) -> datetime:
    return one.collected_at or one.recorded_at


def _reports_holding(actor: AnyActor, ids: Iterable[UUID], findings: list[UUID]) -> list[Report]:
    if not findings:
        return []
    rows = gate.columns(
        actor, RecordAct.READ, Finding, "report_id", pk__in=findings, limit=len(findings)
    )
    return gate.many(
        actor, RecordAct.READ, Report, pk__in={row[0] for row in rows}, patient_id__in=list(ids)
    )


def findings_of_report(actor: AnyActor, report_id: UUID) -> list[Finding]:
    """All values of one report, in the laboratory's order."""
    return gate.many(
        actor, RecordAct.READ, Finding, report_id=report_id, order_by=("position",), limit=1000
    )


def reviews_of_report(actor: AnyActor, report_id: UUID) -> list[Review]:
    """Who has seen a report."""
    return gate.many(actor, RecordAct.READ, Review, report_id=report_id, order_by=("recorded_at",))


def reviewed(actor: AnyActor, reports: Iterable[UUID]) -> set[UUID]:
    """Which of these reports somebody has marked as seen."""
    found = gate.columns(
        actor, RecordAct.READ, Review, "report_id", report_id__in=list(reports), distinct=True
    )
    return {row[0] for row in found}


def last_days(actor: AnyActor, ids: Iterable[UUID], limit: int) -> list[date]:
    """The newest days on which something was written, newest first."""
    found = gate.columns(
        actor,
        RecordAct.READ,
        Entry,
        "happened_at",
        patient_id__in=list(ids),
        order_by=("-happened_at",),
        limit=PAGE,
    )
    return list(dict.fromkeys(berlin_day(row[0]) for row in found))[:limit]


def documents(
    actor: AnyActor, ids: Iterable[UUID], limit: int = PAGE, *, withdrawn: bool = False
) -> list[Document]:
    """Documents in their newest version, newest first; those that were withdrawn on demand only."""
    return gate.many(
        actor,
        RecordAct.READ,
        Document,
        patient_id__in=list(ids),
        replaced_by__isnull=True,
        withdrawn_at__isnull=not withdrawn,
        order_by=("-happened_at", "-id"),
        limit=limit,
    )


@dataclass(frozen=True, slots=True, repr=False)
class SheetRow:
    """One analyte over time: the findings of each date, oldest first."""

    analyte: str
    unit: str
    name: str
    findings: tuple[Finding, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What makes it a row of its own."""
        return (self.analyte, self.unit)

    @property
    def curve(self) -> list[tuple[datetime, Decimal]]:
        """The points of a curve: when and how much."""
        return [(one.measured_at, one.value) for one in self.findings if one.value is not None]


def lab_sheet(
    actor: AnyActor,
    ids: Iterable[UUID],
    limit: int = 1000,
    *,
    analyte: str = "",
    days: tuple[date, date] | None = None,
) -> list[SheetRow]:
    """Analytes × dates of a person: one row per analyte and unit, in the laboratory's order."""
    only = [Q(analyte=analyte)] if analyte else []
    if days:
        first, last = (datetime.combine(day, time.min, BERLIN) for day in days)
        only.append(Q(measured_at__gte=first, measured_at__lt=last + timedelta(days=1)))
    rows = gate.many(
        actor,
        RecordAct.READ,
        Finding,
        *only,
        patient_id__in=list(ids),
        report__followed_by__isnull=True,
        order_by=("-measured_at", "position"),
        limit=limit,
    )
    sheet: dict[tuple[str, str], list[Finding]] = {}
    for finding in rows:
        sheet.setdefault((finding.analyte, finding.unit), []).append(finding)
    return [
        SheetRow(analyte, unit, of[0].name, tuple(reversed(of)))
        for (analyte, unit), of in sheet.items()
    ]
