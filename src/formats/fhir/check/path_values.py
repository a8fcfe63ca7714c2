"""What FHIRPath computes with: elements of the document and plain values, compared its way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from formats.fhir.check.instance import Thing

_INTEGERS: Final = frozenset({"integer", "positiveInt", "unsignedInt"})
TIMES: Final = frozenset({"date", "dateTime", "instant", "time"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as text, compared as far as both are precise."""

    text: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity literal."""

    number: Decimal
    unit: str


Value = Thing | str | bool | int | Decimal | Moment | Amount
Items = list[Value]


def plain(value: Value) -> Value | None:
    """The plain value of an element (None where it has none); other values are themselves."""
    if not isinstance(value, Thing):
        return value
    text = value.value
    if text is None:
        return None
    if value.type == "boolean":
        return text == "true" if text in ("true", "false") else text
    try:
        if value.type in _INTEGERS:
            return int(text)
        if value.type == "decimal":
            return Decimal(text)
    except (ValueError, InvalidOperation):
        return text
    return Moment(text) if value.type in TIMES else text


def text_of(value: Value) -> str | None:
    """A value as text, None for what has none."""
    if isinstance(value, Thing):
        return value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.text if isinstance(value, Moment) else str(value)


def key_of(value: Value) -> object:
    """Something equal exactly where two values are equal."""
    if isinstance(value, Thing) and value.value is None:
        return tuple(sorted((c.name, repr(key_of(c))) for c in value.children if c.name != "id"))
    bare = plain(value)
    if isinstance(bare, bool):
        return ("truth", bare)
    if isinstance(bare, int | Decimal):
        return ("number", Decimal(bare))
    if isinstance(bare, Moment):
        return ("text", bare.text)
    return ("text", bare) if isinstance(bare, str) else bare


def same(one: Items, other: Items) -> bool | None:
    """FHIRPath's `=`: None (unknown) where a side is empty."""
    if not one or not other:
        return None
    if len(one) != len(other):
        return False
    return all(key_of(a) == key_of(b) for a, b in zip(one, other, strict=True))


def before(one: Value, other: Value) -> int | None:
    """-1, 0 or 1 as one lies before, on or behind the other; None where that cannot be told."""
    if isinstance(one, Thing) and one.first("value") and isinstance(other, Thing):
        first, second = one.first("value"), other.first("value")
        return before(first, second) if first and second else None
    a, b = plain(one), plain(other)
    if isinstance(a, Moment) or isinstance(b, Moment):
        left, right = text_of(one) or "", text_of(other) or ""
        common = min(len(left), len(right))
        if left[:common] == right[:common]:
            return 0 if len(left) == len(right) else None
        left, right = (
            re.sub(r"(Z|[+-]\d\d:\d\d)$", "", left),
            re.sub(r"(Z|[+-]\d\d:\d\d)$", "", right),
        )
        return -1 if left < right else 1
    if isinstance(a, str) and isinstance(b, str):
        return (a > b) - (a < b)
    if isinstance(a, int | Decimal) and isinstance(b, int | Decimal):
        return (a > b) - (a < b)
    return None
