"""Who opened my record: the list for the patient, with roles instead of names."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from praxis.audit import reading
from praxis.staff.models import AccountRole


@dataclass(frozen=True, slots=True)
class Access:
    """One opening: when, in which roles (`system` for a job), which act, and the reason code."""

    at: datetime
    roles: tuple[str, ...]
    act: str
    reason: str


def accesses_of(patient: UUID, *, limit: int = 500) -> list[Access]:
    """What was done with a patient's data, newest first; the caller has asked the gate."""
    rows = reading.of_patient(patient, limit=limit)
    held = _roles({row.actor for row in rows if row.actor})
    return [
        Access(
            row.at, _at(held.get(row.actor, []), row.at) or (row.actor_kind,), row.act, row.reason
        )
        for row in rows
    ]


def _roles(accounts: set[UUID]) -> dict[UUID | None, list[AccountRole]]:
    found: dict[UUID | None, list[AccountRole]] = {}
    for row in AccountRole.objects.filter(Q(account_id__in=accounts)):
        found.setdefault(row.account_id, []).append(row)
    return found


def _at(rows: list[AccountRole], when: datetime) -> tuple[str, ...]:
    """The roles somebody had at that time."""
    open_then = {
        row.role for row in rows if row.since <= when and (row.until is None or row.until > when)
    }
    return tuple(sorted(open_then))
