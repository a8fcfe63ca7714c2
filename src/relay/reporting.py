"""Where weaknesses are reported: `/.well-known/security.txt` (RFC 9116), the one public answer."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from relay.settings import RelaySettings

PATH: Final = "/.well-known/security.txt"
# RFC 9116 recommends less than a year; a relay that nobody runs any more promises nothing.
_HOLDS: Final = timedelta(days=180)


def is_contact(text: str) -> bool:
    """Whether this can stand behind `Contact:`: a mailto or https address in one line."""
    parts = urlsplit(text)
    usable = (parts.scheme == "mailto" and "@" in parts.path) or (
        parts.scheme == "https" and bool(parts.hostname)
    )
    return usable and text.isascii() and text.isprintable() and " " not in text


def asked(scope: Scope, settings: RelaySettings) -> bool:
    """Whether this request is for the file, and there is one."""
    return bool(settings.contact) and scope["method"] == "GET" and scope["path"] == PATH


def security_txt(settings: RelaySettings) -> Response:
    """The file as of now."""
    until = (settings.clock() + _HOLDS).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = (f"Contact: {settings.contact}", f"Expires: {until}", "Preferred-Languages: de, en")
    return PlainTextResponse("\n".join(lines) + "\n")
