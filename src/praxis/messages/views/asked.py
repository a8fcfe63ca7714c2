"""What a request of this room brings, parsed once."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest

from praxis.core.actors import Actor
from praxis.core.errors import NotLoggedIn, PraxisError
from praxis.core.ids import canonical_uuid


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
