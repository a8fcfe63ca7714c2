"""The three cookies: session, machine, login on its way; all `__Host-`, Secure and HttpOnly."""

from datetime import timedelta
from typing import Final, Literal

from django.http import HttpRequest, HttpResponseBase

# Chromium and Firefox take Secure and `__Host-` cookies from http://*.localhost, because they
# treat it as trustworthy (tested: office/tests/test_browser.py); everything else speaks TLS.
SESSION: Final = "__Host-sitzung"
DEVICE: Final = "__Host-arbeitsplatz"
STEP: Final = "__Host-anmeldung"
_DEVICE_LIFE: Final = timedelta(days=400)


def read(request: HttpRequest, name: str) -> str | None:
    """The value of one of our cookies; None if absent or of a length we never give."""
    value = request.COOKIES.get(name, "")
    return value if len(value) == 43 else None


def give(response: HttpResponseBase, name: str, value: str) -> None:
    """Set a cookie. Session and login end with the browser, the machine's stays."""
    same_site: Literal["Lax", "Strict"] = "Lax" if name == SESSION else "Strict"
    response.set_cookie(
        name,
        value,
        max_age=_DEVICE_LIFE if name == DEVICE else None,
        secure=True,
        httponly=True,
        samesite=same_site,
        path="/",
    )


def take(response: HttpResponseBase, name: str) -> None:
    """Delete a cookie. The browser deletes a `__Host-` cookie only if asked with Secure."""
    response.set_cookie(name, "", max_age=0, secure=True, httponly=True, samesite="Lax", path="/")
