"""Reads what a request of the record's pages brings: who asks, and fields of sane length."""

from typing import Final

from django.http import HttpRequest

from praxis.core.actors import Actor
from praxis.core.errors import NotLoggedIn, PraxisError
from praxis.core.words import marked

_LONGEST: Final = 20_000


class BadField(PraxisError):
    """A field no form of ours sends: too long, or not text."""

    message = marked(
        "Diese Eingabe lässt sich nicht lesen. Bitte kürzen Sie sie oder laden Sie neu."
    )


def actor(request: HttpRequest) -> Actor:
    """Who asks; NotLoggedIn without a live, unlocked session."""
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


def text(request: HttpRequest, name: str, longest: int = 200) -> str:
    """One form field, stripped; empty if absent; BadField if overlong or not text."""
    value = request.POST.get(name, "")
    if len(value) > min(longest, _LONGEST) or "\x00" in value:
        raise BadField(detail=name)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadField(detail=name) from None
    return value.strip()


def is_part(request: HttpRequest) -> bool:
    """Whether the page asks for a part of itself."""
    return "HX-Request" in request.headers
