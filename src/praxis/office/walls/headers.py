"""The headers of every answer beside the policy: nothing is kept, framed or guessed."""

import logging
import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from praxis.config import config

_access = logging.getLogger("praxis.access")
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "clipboard-read=(), clipboard-write=(), display-capture=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}


class HeadersMiddleware:
    """Outermost: gives each answer its headers and writes the access log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        # Only the vendored static files name a life of their own.
        response.headers.setdefault("Cache-Control", "no-store")
        if config().secure:
            response.headers["Strict-Transport-Security"] = "max-age=63072000"
        _log(request, response, time.perf_counter() - began)
        return response


def _log(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Route, status, duration: no path, no address, nobody's name."""
    match = request.resolver_match
    route = match.view_name if match else "-"
    _access.info("%s %s %d %.0f ms", request.method, route, response.status_code, seconds * 1000)
