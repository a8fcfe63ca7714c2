"""Finds out who asks: the session of the cookie becomes `request.presence` and `request.actor`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from praxis.staff import cookies, sessions

BACKGROUND = "Praxis-Background"


class PresenceMiddleware:
    """Sets `request.presence` (also when locked) and `request.actor` (only when not)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = cookies.read(request, cookies.SESSION)
        background = BACKGROUND in request.headers
        presence = sessions.find(key, background=background) if key else None
        request.presence = presence  # type: ignore[attr-defined] # Django's way to carry it
        request.actor = presence.actor if presence else None  # type: ignore[attr-defined] # Django's way to carry it
        return self.get_response(request)
