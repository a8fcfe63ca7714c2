"""Where to connect for an origin, and how long to wait."""

from typing import Final
from urllib.parse import urlsplit

CONNECT_SECONDS: Final = 4.0


def connect_address(origin: str) -> str:
    """Names under localhost are this machine, whatever a resolver says."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.scheme == "http" and (host == "localhost" or host.endswith(".localhost")):
        return f"http://127.0.0.1:{parts.port or 80}"
    return origin
