"""Turns what a view raises into an answer; who is not logged in is led to the login."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from praxis.core.errors import NotLoggedIn, PraxisError
from praxis.office.walls.answers import mistake

_LOGIN: Final = "praxis_needs_login"


class MistakesMiddleware:
    """Just outside of the decision check: a 401 passes it, a redirect would not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(response, _LOGIN, False) and _is_navigation(request):
            return HttpResponseRedirect(_door(request))
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PraxisError):
            return None
        response = mistake(request, error)
        if isinstance(error, NotLoggedIn):
            setattr(response, _LOGIN, True)
        return response


def _is_navigation(request: HttpRequest) -> bool:
    """Somebody opens a page; a part of a page or a script gets the 401 itself."""
    return (
        request.method == "GET"
        and "HX-Request" not in request.headers
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    )


def _door(request: HttpRequest) -> str:
    """The lock page for a locked session, else the login; both lead back to where one wanted."""
    presence = getattr(request, "presence", None)
    name = "office:locked" if presence is not None and presence.locked else "office:login"
    wanted = request.path if request.path != "/" else ""
    query = f"?{urlencode({'weiter': wanted})}" if wanted else ""
    return reverse(name) + query
