"""The command line of the chart: `A Husten`, `D J06.9 G`, `A 12.11. Text` for a day gone by."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from praxis.core.clock import BERLIN, berlin_day
from praxis.core.days import day_written
from praxis.record.errors import BadDay, EmptyEntry, InTheFuture, UnknownCode

_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?(?=\s|$)")
_NOON: Final = time(12)


@dataclass(frozen=True, slots=True, repr=False)
class TypedLine:
    """What was typed: a code in use, the text, and the day it happened if it was not today."""

    code: str
    text: str
    day: date | None

    def happened_at(self, now: datetime) -> datetime | None:
        """Noon of the day gone by (nobody typed a time); None for now."""
        if self.day is None or self.day == berlin_day(now):
            return None
        return datetime.combine(self.day, _NOON, BERLIN)


def read_line(typed: str, codes: Collection[str], today: date) -> TypedLine:
    """Parse one typed line; UnknownCode, EmptyEntry, BadDay or InTheFuture otherwise."""
    head, _, rest = unicodedata.normalize("NFC", typed.strip()).partition(" ")
    if "\n" in head:
        head, _, rest = typed.strip().partition("\n")
    code = head.upper()
    if not code:
        raise EmptyEntry
    if code not in codes:
        raise UnknownCode
    day, text = _day_of(rest.lstrip(), today)
    if not text.strip():
        raise EmptyEntry
    return TypedLine(code, text.strip(), day)


def day_in(rest: str, today: date) -> tuple[date | None, str, str]:
    """The day a text begins with, how it was typed (with its blanks), and what follows."""
    day, after = _day_of(rest, today)
    after = after.lstrip() if day is not None else after
    return day, rest[: len(rest) - len(after)], after


def _day_of(rest: str, today: date) -> tuple[date | None, str]:
    found = _DAY.match(rest)
    if found is None:
        return None, rest
    return read_day(found[0], today), rest[found.end() :]


def read_day(text: str, today: date) -> date:
    """`12.11.`, `12.11.25` or `12.11.2025`; without a year the last such day. BadDay otherwise."""
    if _DAY.fullmatch(text.strip()) is None:
        raise BadDay
    try:
        day = day_written(text, today)
    except ValueError:
        raise BadDay from None
    if day > today:
        raise InTheFuture
    return day
