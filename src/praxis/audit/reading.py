"""Questions to the log: which decisions, of whom, about whom; ids and codes only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from praxis.audit.models import AuditEvent

PAGE: Final = 100
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of the log; None and empty mean "any". `until` is exclusive."""

    account: UUID | None = None
    workstation: UUID | None = None
    session: UUID | None = None
    patient: UUID | None = None
    act: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


def _found(asked: Asked) -> QuerySet[AuditEvent]:
    exact = {
        "actor": asked.account, "workstation": asked.workstation, "session": asked.session,
        "act": asked.act, "outcome": asked.outcome, "at__gte": asked.since, "at__lt": asked.until,
    }  # fmt: skip
    rows = AuditEvent.objects.filter(**{name: v for name, v in exact.items() if v})
    return rows.filter(patients__contains=[asked.patient]) if asked.patient else rows


def events(asked: Asked, *, before: int | None = None, limit: int = PAGE) -> list[AuditEvent]:
    """The newest rows first; `before` goes on after a page (the last row's `n`)."""
    rows = _found(asked)
    if before is not None:
        rows = rows.filter(n__lt=before)
    return list(rows.order_by("-n")[:limit])


def event(event_id: UUID) -> AuditEvent | None:
    """One row with its link, or None."""
    return AuditEvent.objects.select_related("link").filter(id=event_id).first()


def tries_of(account: UUID, act: str, since: datetime) -> int:
    """How many requests of this account decided about an act; what is not logged yet is missing."""
    rows = AuditEvent.objects.filter(actor=account, act=act, at__gte=since)
    return rows.values("request").distinct().count()


def of_request(found: AuditEvent) -> list[AuditEvent]:
    """The other decisions of the same request."""
    if found.request is None:
        return []
    rows = AuditEvent.objects.filter(request=found.request, at__date=found.at.date())
    return list(rows.exclude(n=found.n).order_by("n")[:PAGE])


@dataclass(slots=True)
class Affected:
    """What happened to one patient's data within the question."""

    patient: UUID
    first: datetime
    last: datetime
    events: int = 0
    acts: dict[str, int] = field(default_factory=dict)
    objects: dict[str, set[UUID]] = field(default_factory=dict)

    def count(self, row: AuditEvent) -> None:
        """Take one more row into account."""
        self.events += 1
        self.first, self.last = min(self.first, row.at), max(self.last, row.at)
        self.acts[row.act] = self.acts.get(row.act, 0) + 1
        self.objects.setdefault(row.model, set()).update(row.subjects)


def affected(asked: Asked) -> list[Affected]:
    """Every patient whose data were handed out in the asked rows; refusals do not count.

    One pass over the rows; memory grows with the patients, not with the rows.
    """
    found: dict[UUID, Affected] = {}
    for row in _allowed(asked):
        for patient in row.patients:
            if asked.patient in (None, patient):
                found.setdefault(patient, Affected(patient, row.at, row.at)).count(row)
    return sorted(found.values(), key=lambda one: (one.first, one.patient))


def _allowed(asked: Asked) -> Iterator[AuditEvent]:
    rows = _found(asked).filter(outcome="allowed").exclude(patients=[]).order_by("n")
    return rows.iterator(chunk_size=_CHUNK)


def of_patient(patient: UUID, *, limit: int = 500) -> list[AuditEvent]:
    """What was done with one patient's data, newest first."""
    rows = AuditEvent.objects.filter(patients__contains=[patient], outcome="allowed")
    return list(rows.order_by("-n")[:limit])
