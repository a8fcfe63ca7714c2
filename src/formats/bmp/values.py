"""Between the text of an attribute and its Python value, by kind."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from formats.bmp.fields import Fact, Kind
from formats.xdt.dates import PartialDate, date_of

Value = str | PartialDate | datetime | Decimal | int | bool | None
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")


def nothing(fact: Fact) -> Value:
    """The value that says the attribute is absent."""
    if fact.kind is Kind.FLAG:
        return False
    return "" if fact.kind in (Kind.TEXT, Kind.CODE) else None


def value_of(fact: Fact, text: str) -> Value:
    """The value of a written attribute; `nothing(fact)` if it cannot be understood."""
    match fact.kind:
        case Kind.TEXT | Kind.CODE:
            return text
        case Kind.DAY:
            return date_of(text)
        case Kind.MOMENT:
            return _moment(text)
        case Kind.FLAG:
            return text == "1"
        case Kind.NUMBER:
            return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
        case Kind.DECIMAL:
            return Decimal(text) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", text) else None


def text_of(value: Value) -> str:
    """The attribute as written; empty if absent."""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, PartialDate):
        return value.year_first
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _moment(text: str) -> datetime | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
