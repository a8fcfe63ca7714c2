"""Everything an operator can set, and the few numbers the relay lives by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

INLINE_BYTES: Final = 272 * 1024
"""Up to here a frame is one row (measured in bench/relaying.py); above it arrives in parts."""
PART_BYTES: Final = 256 * 1024
UNFINISHED_SECONDS: Final = 3600
EXPIRED_LIST_SECONDS: Final = 60 * 86_400
PING_SECONDS: Final = 25.0
STREAMS_PER_QUEUE: Final = 16


def utc_now() -> datetime:
    """The system's clock; tests give their own."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class RelaySettings:
    """One running relay. `authorities` are the host names (with port) it answers to.

    `contact` is where weaknesses are reported, for `/.well-known/security.txt`; empty: none.
    """

    dsn: str
    authorities: frozenset[str]
    tls: bool = False
    requests_per_minute: int = 6000
    refusals_per_minute: int = 300
    idle_body_seconds: float = 10.0
    sweep_seconds: float = 600.0
    pool_size: int = 8
    stream_seconds: float = 600.0
    contact: str = ""
    clock: Callable[[], datetime] = utc_now

    def __repr__(self) -> str:  # the connection string holds a password
        return f"RelaySettings(authorities={sorted(self.authorities)})"
