"""Field contents to dates, numbers, ranges and marks; what is not clearly one stays text."""

from __future__ import annotations

import re
from decimal import Decimal

from formats.ldt.model import Mark, ReferenceRange, State, Value

_NUMBER = r"[+-]?\d{1,12}(?:[.,]\d{1,9})?"
_ONLY_NUMBER = re.compile(rf"\s*({_NUMBER})\s*")
_VALUE = re.compile(rf"\s*(<=|>=|=<|=>|≤|≥|<|>)?\s*({_NUMBER})\s*")
_UNIT = r"\s*[^\d\s<>=-]?[^\s\d<>=][^<>=]{0,30}"
_BETWEEN = re.compile(rf"\s*({_NUMBER})\s*(?:-|–|bis)\s*({_NUMBER})(?:{_UNIT})?\s*")
_BELOW = re.compile(rf"\s*(?:<=|≤|<|bis|unter|kleiner)\s*({_NUMBER})(?:{_UNIT})?\s*", re.I)
_ABOVE = re.compile(rf"\s*(?:>=|≥|>|ab|über|größer)\s*({_NUMBER})(?:{_UNIT})?\s*", re.I)
_OPERATORS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}

MARKS = {
    "N": Mark.NORMAL,
    "H": Mark.HIGH,
    "+": Mark.HIGH,
    "HH": Mark.VERY_HIGH,
    "++": Mark.VERY_HIGH,
    "!H": Mark.CRITICALLY_HIGH,
    "!+": Mark.CRITICALLY_HIGH,
    "L": Mark.LOW,
    "-": Mark.LOW,
    "LL": Mark.VERY_LOW,
    "--": Mark.VERY_LOW,
    "–": Mark.VERY_LOW,
    "!L": Mark.CRITICALLY_LOW,
    "!-": Mark.CRITICALLY_LOW,
    "A": Mark.ABNORMAL,
    "AA": Mark.VERY_ABNORMAL,
    "!": Mark.ABNORMAL,
}
# Worst first: a test may carry several ranges, each with its own mark.
_WEIGHT = list(reversed([Mark.UNKNOWN, *dict.fromkeys(MARKS.values())]))

# LDT 3, field 8418 (KBV LDT 3.2.x, E007).
STATES = {
    "01": State.UNKNOWN,
    "02": State.PENDING,
    "03": State.PRELIMINARY,
    "04": State.CORRECTED,
    "05": State.PRELIMINARY,
    "06": State.FINAL,
    "07": State.FINAL,
    "08": State.CORRECTED,
    "09": State.MISSING,
    "10": State.PENDING,
    "11": State.MISSING,
    "12": State.CANCELLED,
}
# The code we write; a code of the same state that says more is kept as a fact of the result.
STATE_CODES = {
    State.UNKNOWN: "01",
    State.PENDING: "02",
    State.PRELIMINARY: "05",
    State.FINAL: "06",
    State.CORRECTED: "08",
    State.MISSING: "09",
    State.CANCELLED: "12",
}
A_NUMBER = "01"  # what 7306 says of a value where nothing else is said
# LDT 2, field 8418: B already reported, K corrected, F missing.
STATES_2 = {"B": State.FINAL, "K": State.CORRECTED, "F": State.MISSING}


def unit_kind(unit: str) -> str:
    """What 8419 says where nothing else is said: SI, or without a dimension."""
    return "1" if unit else "9"


def mark_of(text: str) -> Mark | None:
    """The meaning of a mark, None if there is none, UNKNOWN if we do not know it."""
    return MARKS.get(text.strip().upper(), Mark.UNKNOWN) if text.strip() else None


def worst(marks: list[Mark]) -> Mark | None:
    """The mark a person must see first."""
    for mark in (Mark.CRITICALLY_HIGH, Mark.CRITICALLY_LOW, *_WEIGHT):
        if mark in marks:
            return mark
    return None


def number_of(text: str) -> Decimal | None:
    """A plain number with comma or point, else None; never NaN, never infinite."""
    found = _ONLY_NUMBER.fullmatch(text)
    return Decimal(found.group(1).replace(",", ".")) if found else None


def value_of(text: str, unit: str = "") -> Value:
    """A result with its number where the whole text is one ("<0,5", "142")."""
    found = _VALUE.fullmatch(text)
    if not found:
        return Value(text, unit=unit)
    sign = found.group(1) or ""
    return Value(text, number_of(found.group(2)), _OPERATORS.get(sign, sign), unit)


def range_of(text: str, unit: str = "") -> ReferenceRange:
    """A range from its text; bounds only where the whole text is one range."""
    if found := _BETWEEN.fullmatch(text):
        low, high = number_of(found.group(1)), number_of(found.group(2))
        if low is not None and high is not None and low <= high:
            return ReferenceRange(text, low, high, unit)
    if found := _BELOW.fullmatch(text):
        return ReferenceRange(text, None, number_of(found.group(1)), unit)
    if found := _ABOVE.fullmatch(text):
        return ReferenceRange(text, number_of(found.group(1)), None, unit)
    return ReferenceRange(text, unit=unit)
