"""Days and times as somebody in the practice writes them; fields and lists say which they take."""

import re
from datetime import date, time
from typing import Final

_POINTS: Final = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}|\d{2}))?")
_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WITH_TIME: Final = re.compile(
    r"(?:(.+?)(?:,? +|T))?([01]?\d|2[0-3])(?:[:.]([0-5]\d))?( ?Uhr| ?h)?", re.IGNORECASE
)


def day_written(text: str, today: date, *, ahead: bool = False) -> date:
    """`12.3.`, `12.3.26`, `12.03.2026`, `120326`, `12032026` or `2026-03-12`; ValueError otherwise.

    Without a year it is the last such day, or with `ahead` the next; two digits are of this
    century.
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    found = _POINTS.fullmatch(text) or _DIGITS.fullmatch(text)
    if found is None:
        raise ValueError("no day")
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _nearest(day, month, today, ahead)


def _nearest(day: int, month: int, today: date, ahead: bool) -> date:
    found = date(today.year, month, day)
    if ahead:
        return found if found >= today else found.replace(year=today.year + 1)
    return found if found <= today else found.replace(year=today.year - 1)


def moment_written(text: str, today: date) -> tuple[date, time | None]:
    """A day, a day and a time (`12.3. 8:15`, `12.03.2026, 8 Uhr`), or a time of today."""
    text = text.strip()
    try:
        return day_written(text, today), None
    except ValueError:
        found = _WITH_TIME.fullmatch(text)
        # A bare number is no time of today.
        if found is None or not (found[1] or found[3] or found[4]):
            raise
    day = day_written(found[1], today) if found[1] else today
    return day, time(int(found[2]), int(found[3] or 0))
