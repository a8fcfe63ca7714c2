"""Reads what the document pages bring: an upload, a day, words of sane length, who asks."""

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from praxis.core.actors import Actor
from praxis.core.clock import now, today
from praxis.core.days import day_written
from praxis.core.errors import NotLoggedIn, NotThere, PraxisError
from praxis.core.words import marked
from praxis.record.documents.actions import KINDS, NewDocument
from praxis.record.documents.errors import NoFile, TooLargeToCheck, UnknownDocumentKind
from praxis.record.documents.intake import Brought
from praxis.vault.uploads import RefusedUpload

_BERLIN = ZoneInfo("Europe/Berlin")


class BadDay(PraxisError):
    """Not a day."""

    message = marked("Das Datum lässt sich nicht lesen. Beispiel: 14.03.2026.")


def actor(request: HttpRequest) -> Actor:
    """Who asks; NotLoggedIn without a live, unlocked session."""
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


def text(request: HttpRequest, name: str, longest: int = 200) -> str:
    """One form field, stripped; cut off where no form of ours goes."""
    return request.POST.get(name, "").strip()[: longest + 1]


def upload(request: HttpRequest) -> Brought:
    """The one file of the form; NoFile, TooLargeToCheck."""
    found = request.FILES.get("datei")
    if found is None:
        raise NoFile
    if isinstance(found, RefusedUpload):
        raise TooLargeToCheck
    return found


def moment(text: str) -> datetime | None:
    """An instant on the typed day; None if nothing was typed or it is today."""
    if not text:
        return None
    try:
        day = day_written(text, today())
    except ValueError:
        raise BadDay from None
    if day == today():
        return min(now(), datetime.combine(day, time.max, _BERLIN))
    return datetime.combine(day, time(12), _BERLIN)


def new_document(request: HttpRequest) -> NewDocument:
    """What the form says about a file; the kinds other rooms file are not for choosing."""
    kind = text(request, "art", 16)
    if kind not in KINDS:
        raise UnknownDocumentKind
    return NewDocument(text(request, "titel", 100), kind, moment(text(request, "tag", 10)))


def row_id(text: str) -> UUID:
    """A canonical id, else NotThere."""
    try:
        found = UUID(text)
    except ValueError:
        raise NotThere(detail="id") from None
    if str(found) != text:
        raise NotThere(detail="id")
    return found
