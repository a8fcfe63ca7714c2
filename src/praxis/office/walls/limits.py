"""What no honest browser sends: overlong bodies, repeated fields, other hosts, borrowed methods."""

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.gate.views import takes_file
from praxis.office.walls.answers import mistake
from praxis.vault.uploads import RefusingUploadHandler

MARK: Final = "praxis_repeats"
STREAMS: Final = "praxis_streams"
_OVERRIDES: Final = ("X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override")
_LONGEST_QUERY: Final = 2000


class TooMuch(PraxisError):
    """More than any form of ours sends, or the same field twice (P-08)."""

    message = marked("Diese Eingabe ist zu groß oder doppelt. Bitte laden Sie die Seite neu.")


class WrongMethod(PraxisError):
    """A header asks for another method than the request line."""

    message = marked("Diese Anfrage ist hier nicht vorgesehen.")
    status = 405


def repeats(*fields: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view whose form may send these fields more than once (check boxes)."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        setattr(view, MARK, frozenset(fields))
        return view

    return mark


def streams_upload(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that reads its upload itself; its fields are checked there."""
    setattr(view, STREAMS, True)
    return view


class LimitsMiddleware:
    """Refuses before a view, the database or a hash sees anything of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except SuspiciousOperation:
            return HttpResponse(status=400)
        if any(name in request.headers for name in _OVERRIDES):
            return mistake(request, WrongMethod())
        if len(request.META.get("QUERY_STRING", "")) > _LONGEST_QUERY:
            return mistake(request, TooMuch())
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if not takes_file(view) or getattr(request, "actor", None) is None:
            request.upload_handlers = [RefusingUploadHandler(request)]
        allowed: frozenset[str] = getattr(view, MARK, frozenset())
        try:
            fields = [request.GET] if getattr(view, STREAMS, False) else [request.GET, request.POST]
        except (RequestDataTooBig, SuspiciousOperation, UnicodeError):
            return mistake(request, TooMuch())
        if any(_repeated(each, allowed) for each in fields):
            return mistake(request, TooMuch())
        return None


def _repeated(fields: QueryDict, allowed: frozenset[str]) -> bool:
    return any(len(values) > 1 and name not in allowed for name, values in fields.lists())
