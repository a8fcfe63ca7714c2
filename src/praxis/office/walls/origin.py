"""No page elsewhere can make a browser act here: origin, fetch metadata and a session's token."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.middleware import csrf

from praxis.config import config
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.office.walls.answers import mistake
from praxis.office.walls.limits import STREAMS
from praxis.staff import sessions

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FIELD: Final = "csrfmiddlewaretoken"
_HEADER: Final = "X-CSRFToken"


class ForeignRequest(PraxisError):
    """A request that our own pages do not make (B-04)."""

    message = marked(
        "Diese Anfrage kam nicht von einer Seite der Praxis und wurde abgelehnt. "
        "Bitte laden Sie die Seite neu."
    )
    status = 403


class OriginMiddleware:
    """Gives templates `{{ csrf_token }}` and checks every request that may change something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        presence: sessions.Presence | None = getattr(request, "presence", None)
        if presence is not None:
            # Where Django's template tag looks for the secret; it shows it masked, never as it is.
            request.META["CSRF_COOKIE"] = sessions.csrf_secrets(presence.session.id)[0]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if request.method in _SAFE:
            return None
        if not _same_origin(request):
            return mistake(request, ForeignRequest(detail="origin"))
        presence: sessions.Presence | None = getattr(request, "presence", None)
        secrets = sessions.csrf_secrets(presence.session.id) if presence else []
        streams = getattr(view, STREAMS, False)
        if secrets and not any(_carries(request, one, streams=streams) for one in secrets):
            return mistake(request, ForeignRequest(detail="token"))
        return None


def _same_origin(request: HttpRequest) -> bool:
    """Browsers name the origin with every unsafe request; who names none is no browser of ours."""
    fetched_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    return request.headers.get("Origin") == config().origin and fetched_from == "same-origin"


# The masking is Django's (against BREACH); its two functions are private, its tag is not.
def _carries(request: HttpRequest, secret: str, *, streams: bool) -> bool:
    told = request.headers.get(_HEADER, "")
    if not told and not streams:
        told = request.POST.get(_FIELD, "")
    try:
        csrf._check_token_format(told)  # type: ignore[attr-defined] # Django's own check, not in its stubs
    except csrf.InvalidTokenFormat:
        return False
    return bool(csrf._does_token_match(told, secret))  # type: ignore[attr-defined] # Django's own check, not in its stubs
