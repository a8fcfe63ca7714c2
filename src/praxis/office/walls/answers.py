"""What is answered when something is not as it should be: one sentence, a number, no detail."""

import logging
import secrets
import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from praxis.core.errors import NotThere, PraxisError, Unavailable
from praxis.core.words import marked, spoken
from praxis.vault.fullness import disk_full

_log = logging.getLogger("praxis.mistakes")
_HEADINGS: Final = {
    400: marked("Nicht lesbar"),
    401: marked("Nicht angemeldet"),
    403: marked("Nicht erlaubt"),
    404: marked("Nicht gefunden"),
    503: marked("Gerade nicht möglich"),
    507: marked("Kein Speicherplatz"),
}


class DatabaseAway(Unavailable):
    """PostgreSQL does not answer; the supervisor starts it again."""

    message = marked(
        "Die Datenbank antwortet gerade nicht und wird neu gestartet. Was bestätigt war, ist "
        "gespeichert; bitte versuchen Sie es in einer Minute noch einmal."
    )


class Unreadable(PraxisError):
    """A request no browser sends: a broken body, another character set."""

    message = marked("Diese Anfrage ist beschädigt angekommen. Bitte laden Sie die Seite neu.")
    status = 400


class Broken(PraxisError):
    """Something nobody expected; the number finds it in the log."""

    message = marked(
        "Das hat nicht geklappt. Es wurde nichts gespeichert und nichts weiter gezeigt."
    )
    status = 500


def mistake(request: HttpRequest, error: PraxisError) -> HttpResponse:
    """The page of an error; a part of a page gets a notice only.

    NotThere looks the same whatever was asked for: nothing in it depends on the request.
    """
    incident = new_incident(error) if error.status >= 500 else ""
    if "HX-Request" in request.headers:
        told = {"kind": "warn" if error.status < 500 else "bad", "text": error.text}
        told["fix"] = f"{spoken('Vorfall')} {incident}" if incident else ""
        return HttpResponse(render_to_string("desk/parts/notice.html", told), status=error.status)
    # Without the context processors: what broke may be what they ask.
    page = {
        "request": request,
        "heading": spoken(_HEADINGS.get(error.status, "")),
        "text": error.text,
    }
    body = render_to_string("desk/error.html", {**page, "incident": incident})
    return HttpResponse(body, status=error.status)


def new_incident(error: BaseException) -> str:
    """Eight characters to read out on the phone; the log has them beside what happened."""
    incident = secrets.token_hex(4)
    _log.error("incident %s", incident, exc_info=error)
    return incident


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """Django's handler404: the same answer as NotThere."""
    return mistake(request, NotThere())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """Django's handler400: whoever sends such a thing learns nothing of why."""
    return mistake(request, Unreadable())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: our own errors keep their sentence, the rest becomes a number."""
    error = sys.exc_info()[1]
    if isinstance(error, PraxisError):
        return mistake(request, error)
    if (full := disk_full(error)) is not None:
        return mistake(request, full)
    if isinstance(error, OperationalError | InterfaceError):
        return mistake(request, DatabaseAway(detail=type(error).__name__))
    broken = Broken()
    broken.__cause__ = error
    return mistake(request, broken)
