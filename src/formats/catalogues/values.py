"""Dates, periods and numbers as catalogue files write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from formats.catalogues.errors import UnreadableCatalogueError
from formats.xdt.dates import quarter_in

FOREVER = 9999
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBER = re.compile(r"[+-]?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})", re.ASCII)
Period = tuple[date | None, date | None]


def day(text: str, line: int | None = None) -> date | None:
    """`2025-01-31`, `2025-01-31+01:00` or `20250131`; '' is None, and so is the year 9999."""
    said = text.strip()
    if not said:
        return None
    found = _ISO.match(said) or _COMPACT.fullmatch(said)
    try:
        if found is None:
            raise ValueError
        given = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise UnreadableCatalogueError("Ein Datum ist falsch.", line=line) from None
    return None if given.year == FOREVER else given


def period(text: str, line: int | None = None) -> Period:
    """`2025-01-01..2025-03-31`, open at either end."""
    if ".." not in text:
        return day(text, line), None
    begin, _, end = text.partition("..")
    first, last = day(begin, line), day(end, line)
    if first and last and last < first:
        raise UnreadableCatalogueError("Ein Zeitraum endet vor seinem Anfang.", line=line)
    return first, last


def quarter_of(given: date) -> tuple[date, date]:
    """First and last day of the quarter a day lies in."""
    first = date(given.year, 3 * quarter_in(given.month) - 2, 1)
    following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def quarter_name(given: date) -> str:
    """The quarter a day lies in as a version: `2031/Q1`."""
    return f"{given.year}/Q{quarter_in(given.month)}"


def year(number: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(number, 1, 1), date(number, 12, 31)


def number(text: str, line: int | None = None, fault: str = "Eine Zahl ist falsch.") -> Decimal:
    """A plain number with comma or point: no exponent, nothing endless."""
    said = text.strip().replace(",", ".")
    if not _NUMBER.fullmatch(said):
        raise UnreadableCatalogueError(fault, line=line)
    return Decimal(said)


def cents(text: str, line: int | None = None) -> int | None:
    """Euro as `4,66` or `4.66` in whole cents; '' is None."""
    if not text.strip():
        return None
    return int((number(text, line, "Ein Betrag ist keine Zahl.") * 100).to_integral_value())


def whole(text: str, line: int | None = None) -> int | None:
    """A whole number; '' is None."""
    if not text.strip():
        return None
    if not re.fullmatch(r"\d{1,9}", text.strip(), re.ASCII):
        raise UnreadableCatalogueError("Eine Zahl ist falsch.", line=line)
    return int(text.strip())
