"""Who asks: a person at a workstation, a named background job, or a patient's device."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from praxis.core.ids import AccountId, PatientId, SessionId, SiteId, WorkstationId


class Role(StrEnum):
    """What somebody is in the practice; a person may be several."""

    DOCTOR = "doctor"
    MEDICAL_ASSISTANT = "medical_assistant"
    BILLING = "billing"
    OWNER = "owner"
    IT = "it"


CLINICAL: Final = frozenset({Role.DOCTOR, Role.MEDICAL_ASSISTANT})
EVERYONE: Final = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """A logged-in person: id, roles and sites as they are at this request, and from where."""

    id: AccountId
    roles: frozenset[Role]
    sites: frozenset[SiteId]
    workstation: WorkstationId | None = None
    session: SessionId | None = None

    def has(self, roles: frozenset[Role]) -> bool:
        """Whether the person has at least one of the roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A named background job; a rule must name the job to let it in."""

    job: str


@dataclass(frozen=True, slots=True)
class PatientActor:
    """A paired device of a patient; it reaches only what the relay carried to it."""

    patient: PatientId
    device: str = field(repr=False)


AnyActor = Actor | SystemActor | PatientActor
