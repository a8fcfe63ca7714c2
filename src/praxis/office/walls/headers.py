"""The headers of every answer: nothing is kept, framed, guessed or run that is not ours."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from praxis.config import config

_access = logging.getLogger("praxis.access")
# `htmx` is the one Trusted Types policy, made by the vendored hx-csp: it only lets elements
# through that carry this answer's nonce.
_POLICY: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "img-src 'self' blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}


class HeadersMiddleware:
    """Outermost: gives each request a nonce and each answer its headers; writes the access log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(18)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _POLICY.format(nonce=nonce))
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
