"""What the relay says: fixed short answers, one shape for everything that is not allowed."""

from typing import Final

from starlette.responses import Response
from starlette.types import Scope

from wire.relay_api import MEDIA_TYPE

SECURITY_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
HSTS: Final = "max-age=63072000"


class Refusal(Exception):
    """The request ends here with a status and one word that names a rule, never a value."""

    def __init__(self, status: int, word: str, **headers: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word
        self.headers = headers


class NotHere(Refusal):
    """Unknown, foreign, unsigned, stale and repeated look exactly alike."""

    def __init__(self) -> None:
        super().__init__(404, "not-found")


class ClientGone(Exception):
    """The caller hung up; there is nobody left to answer."""


def done(status: int = 204) -> Response:
    """It was done and there is nothing to say."""
    return Response(status_code=status)


def content(body: bytes, **headers: str) -> Response:
    """Bytes as the protocol defines them."""
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


def refused(refusal: Refusal) -> Response:
    """The answer for a refusal: one word and a line feed."""
    return Response(
        f"{refusal.word}\n", refusal.status, dict(refusal.headers), media_type="text/plain"
    )


def header(scope: Scope, name: bytes) -> str | None:
    """The one value of a request header; None if absent, NotHere if it stands there twice."""
    found = [value for key, value in scope["headers"] if key == name]
    if len(found) > 1:
        raise NotHere
    return found[0].decode("latin-1") if found else None
