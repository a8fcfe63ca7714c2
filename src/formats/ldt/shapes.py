"""The forms of laboratory fields that are more than a length: numbers, codes, sums (3.2.17)."""

from __future__ import annotations

import re

_LANR = r"[0-9]{9}"
_ROWS = {
    "0001": r"LDT3\.[0-9]+\.[0-9]+(?:\.[0-9]+)?",
    "0105": r"[VXYZ]/[0-9]{1,3}/[0-9]{2}(?:0[1-9]|1[0-2])/[0-9]{2}/[0-9A-Za-z]{3}",
    "0201": r"[0-9]{9}",
    "0212": _LANR,
    "0222": r"[0-9]{9}",
    "0223": r"555555[0-9]{3}",
    "3119": r"[A-Z][0-9]{9}",
    "4104": r"[0-9]{5}",
    "4217": r"[0-9]{9}",
    "4241": _LANR,
    "4248": r"555555[0-9]{3}",
    "5005": r"[0-9]{1,3}",
    "6001": r"[A-Z][0-9]{2}(?:\.(?:[0-9]{1,2}|-))?[*+!]?",
    "6206": r"[0-9]{7,8}",
    "7375": r"[0-9]{4}",
    "8522": r"[0-9]{2}[0-5][0-9]",
    "9300": r"[0-9a-fA-F]{40}",
}
SHAPES = {fk: re.compile(row) for fk, row in _ROWS.items()}


def has_shape(fk: str, text: str) -> bool:
    """Whether a content has the form of its field; fields without one always have."""
    shape = SHAPES.get(fk)
    return shape is None or shape.fullmatch(text) is not None
