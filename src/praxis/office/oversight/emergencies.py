"""Emergency openings as the owner sees them, and that the owner has seen them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import PraxisError
from praxis.core.words import marked, spoken
from praxis.office.oversight.words import patient_names
from praxis.patients.access import PatientAct
from praxis.patients.models import NamedStaff
from praxis.staff import people


class AlreadySeen(PraxisError):
    """Acknowledged before; the first time counts."""

    message = marked("Dieser Notfallzugriff ist schon als gesehen vermerkt.")
    status = 409


@dataclass(frozen=True, slots=True, repr=False)
class Emergency:
    """One opening; `reason` and `name` only for who may see the patient."""

    id: UUID
    patient: UUID
    name: str
    who: str
    since: datetime
    until: datetime | None
    reason: str
    seen_at: datetime | None


def emergencies(actor: Actor) -> list[Emergency]:
    """All of them, newest first (200)."""
    rows = gate.many(
        actor, PatientAct.SEE_EMERGENCIES, NamedStaff, emergency=True, order_by=("-since",)
    )
    names = patient_names(actor, (row.patient_id for row in rows))
    staff = people.names_of(row.account for row in rows)
    return [
        Emergency(
            row.pk, row.patient_id, names.get(row.patient_id, ""),
            staff.get(row.account, spoken(people.UNKNOWN)),  # type: ignore[call-overload] # an id read from a row
            row.since, row.until, row.reason if row.patient_id in names else "",
            row.seen_by_owner_at,
        )
        for row in rows
    ]  # fmt: skip


def acknowledge(actor: Actor, opening: UUID) -> None:
    """Note that the owner has seen it; AlreadySeen the second time."""
    with gate.doing(actor, PatientAct.SEE_EMERGENCIES, NamedStaff, opening) as work:
        if work.subject.seen_by_owner_at is not None:
            raise AlreadySeen
        work.reason = "acknowledged"
        work.subject.seen_by_owner_at = clock.now()
        work.save(work.subject, "seen_by_owner_at")


def unseen(actor: Actor) -> int:
    """How many wait for the owner, for the start page."""
    return gate.count(
        actor, PatientAct.SEE_EMERGENCIES, NamedStaff, emergency=True, seen_by_owner_at=None
    )
