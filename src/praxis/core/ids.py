"""Row ids: time-ordered UUIDv7 made before insert, and their names as types."""

import secrets
import threading
import time
from datetime import UTC, datetime
from typing import Final, NewType
from uuid import UUID

PatientId = NewType("PatientId", UUID)
AccountId = NewType("AccountId", UUID)
SiteId = NewType("SiteId", UUID)
WorkstationId = NewType("WorkstationId", UUID)
SessionId = NewType("SessionId", UUID)
EntryId = NewType("EntryId", UUID)
DocumentId = NewType("DocumentId", UUID)
TaskId = NewType("TaskId", UUID)
EventId = NewType("EventId", UUID)

_VERSION_AND_VARIANT: Final = (7 << 76) | (2 << 62)
_SEQUENCE_BITS: Final = 12


class _Sequence:
    """The last millisecond and counter handed out by this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tick = 0

    def next(self) -> int:
        """The next tick: milliseconds and a 12-bit counter in one number, always rising."""
        with self._lock:
            now = (time.time_ns() // 1_000_000) << _SEQUENCE_BITS
            self._tick = max(now, self._tick + 1)
            return self._tick


_sequence = _Sequence()


def uuid7() -> UUID:
    """A UUID version 7 (RFC 9562), strictly rising within this process, also when the clock falls.

    The 12 bits after the time are a counter, the last 62 bits are from the operating system.
    Never sent across the relay: it tells the time. Use `uuid.uuid4` there.
    """
    tick = _sequence.next()
    milliseconds, counter = tick >> _SEQUENCE_BITS, tick & 0xFFF
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    return UUID(int=value | _VERSION_AND_VARIANT | counter << 64 | secrets.randbits(62))


def made_at(row_id: UUID) -> datetime:
    """When `uuid7` made this id, to the millisecond."""
    return datetime.fromtimestamp((row_id.int >> 80) / 1000, UTC)


def canonical_uuid(text: str) -> UUID | None:
    """The UUID written in `text`, or None unless it is the canonical lower-case form (C-05)."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None
