"""Whom something can be given to, in words: places, roles, and the people who work here."""

from typing import Final
from uuid import UUID

from praxis.core.actors import Role
from praxis.core.assigning import PLACES
from praxis.staff import people

ROLES: Final = {Role.DOCTOR: "Ärztinnen und Ärzte", Role.MEDICAL_ASSISTANT: "MFA"}


def addressees() -> list[tuple[str, str]]:
    """The choices of a select; `core.assigning.Addressee.read` understands their keys."""
    places = [(f"place:{name}", name) for name in PLACES]
    roles = [(f"role:{role}", words) for role, words in ROLES.items()]
    staff = [(f"person:{one}", name) for one, name in people.working_here().items()]
    return [*places, *roles, *staff]


def words_for(account: UUID | None, role: str, place: str) -> str:
    """Whose something is, in words."""
    if account is not None:
        return people.name_of(account)
    return ROLES.get(Role(role), role) if role else place
