"""Calendar dates and times of day of the xDT family; what is unknown stays unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

_EIGHT = re.compile(r"[0-9]{8}")
_CLOCK = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})?[0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which day and month may be unknown (0), as cards and laboratories send it."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def exact(self) -> date | None:
        """The calendar date, None if a part is unknown."""
        known = self.year and self.month and self.day
        return date(self.year, self.month, self.day) if known else None

    def __str__(self) -> str:
        return f"{self.day:02d}.{self.month:02d}.{self.year:04d}"

    @property
    def year_first(self) -> str:
        """JJJJMMTT."""
        return f"{self.year:04d}{self.month:02d}{self.day:02d}"

    @property
    def day_first(self) -> str:
        """TTMMJJJJ."""
        return f"{self.day:02d}{self.month:02d}{self.year:04d}"


def quarter_in(month: int) -> int:
    """The quarter of the year a month lies in."""
    return (month + 2) // 3


def date_of(text: str, *, day_first: bool = False) -> PartialDate | None:
    """JJJJMMTT, or TTMMJJJJ if `day_first`; day and month may be 00, nonsense is None."""
    if not _EIGHT.fullmatch(text):
        return None
    parts = (text[4:], text[2:4], text[:2]) if day_first else (text[:4], text[4:6], text[6:])
    year, month, day = map(int, parts)
    if not year or (day and not month):
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year, month, day)


def date_either(text: str) -> PartialDate | None:
    """A date whose order nobody declares; between 1850 and 2099 only one order can be meant."""
    for day_first in (True, False):
        found = date_of(text, day_first=day_first)
        if found and 1850 <= found.year <= 2099:
            return found
    return None


def clock_of(text: str) -> time | None:
    """hhmm, hhmmss or hhmmssms, else None."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
