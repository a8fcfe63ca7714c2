"""The time, injected: rooms ask a clock, never the operating system."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class Clock(Protocol):
    """Somebody who knows what time it is."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The current instant of the operating system, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; for tests and for replaying."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant the clock was set to."""
        return self._at

    def move(self, by: timedelta) -> None:
        """Move the clock by a span, forwards or backwards."""
        self._at += by


_current: list[Clock] = [SystemClock()]
_of_thread = threading.local()


def now() -> datetime:
    """The current instant by the clock of this process, aware, in UTC."""
    standing: datetime | None = getattr(_of_thread, "at", None)
    return standing or _current[-1].now()


@contextmanager
def standing_still(at: datetime) -> Iterator[None]:
    """For this thread alone the time is `at`; for the gate, which compiles with invented times."""
    _of_thread.at = at
    try:
        yield
    finally:
        _of_thread.at = None


@contextmanager
def clock_set_to(clock: Clock) -> Iterator[Clock]:
    """Let this process live by another clock for the length of the block."""
    _current.append(clock)
    try:
        yield clock
    finally:
        _current.remove(clock)


def from_seconds(seconds: int) -> datetime:
    """The instant of a Unix time, aware, in UTC."""
    return datetime.fromtimestamp(min(seconds, 253_402_300_799), UTC)


def berlin_day(at: datetime) -> date:
    """The calendar day of an instant in the practice's time zone."""
    return at.astimezone(BERLIN).date()


def today() -> date:
    """Today in the practice's time zone."""
    return berlin_day(now())
