"""What a request of this room brings, parsed once."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest

from praxis.core.actors import Actor, Role
from praxis.core.assigning import PLACES
from praxis.core.errors import NotLoggedIn, PraxisError
from praxis.core.ids import canonical_uuid
from praxis.staff import people

ROLES = {Role.DOCTOR: "Ärztinnen und Ärzte", Role.MEDICAL_ASSISTANT: "MFA"}


class BadForm(PraxisError):
    """A field holds what no form of ours sends."""

    message = "Diese Eingabe kann nicht stimmen. Bitte laden Sie die Seite neu."


def actor(request: HttpRequest) -> Actor:
    """Who asks; NotLoggedIn without a session."""
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


def text(request: HttpRequest, name: str, longest: int) -> str:
    """One field of the form; BadForm if overlong or with a zero byte."""
    value = request.POST.get(name, "")
    if len(value) > longest or "\x00" in value:
        raise BadForm(detail=name)
    return value.strip()


def day(request: HttpRequest, name: str) -> date | None:
    """A day as browsers send it; None if empty."""
    value = text(request, name, 10)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadForm(detail=name) from None


def chosen(request: HttpRequest, prefix: str) -> tuple[UUID, ...]:
    """The ids of the ticked boxes `prefix-<id>`, in the order of the form."""
    found = []
    for name in request.POST:
        if name.startswith(f"{prefix}-"):
            one = canonical_uuid(name.removeprefix(f"{prefix}-"))
            if one is None:
                raise BadForm(detail=prefix)
            found.append(one)
    return tuple(found)


def addressees() -> list[tuple[str, str]]:
    """Places, roles and people to give something to, for a select."""
    places = [(f"place:{name}", name) for name in PLACES]
    roles = [(f"role:{role}", words) for role, words in ROLES.items()]
    staff = [(f"person:{one}", name) for one, name in people.working_here().items()]
    return [*places, *roles, *staff]


def words_for(account: UUID | None, role: str, place: str) -> str:
    """Whose something is, in words."""
    if account is not None:
        return people.name_of(account)
    return ROLES.get(Role(role), role) if role else place
