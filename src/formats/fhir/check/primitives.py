"""The written forms of FHIR's primitive types, checked without backtracking patterns."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_YEAR = r"([1-9]\d{3}|0\d{2}[1-9]|0\d[1-9]\d|0[1-9]\d{2})"
_DAY = rf"{_YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?"
_ZONE = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))"
_FORMS: Final = {
    "boolean": r"true|false",
    "integer": r"[-+]?(0|[1-9]\d{0,9})",
    "unsignedInt": r"0|[1-9]\d{0,9}",
    "positiveInt": r"\+?[1-9]\d{0,9}",
    "decimal": r"-?(0|[1-9]\d{0,17})(\.\d{1,18})?([eE][+-]?\d{1,3})?",
    "id": r"[A-Za-z0-9.-]{1,64}",
    "oid": r"urn:oid:[0-2](\.(0|[1-9]\d{0,39})){1,40}",
    "uuid": r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "uri": r"\S*",
    "url": r"\S*",
    "canonical": r"\S*",
    "code": r"[^\s]+(\s[^\s]+)*",
    "date": _DAY,
    "dateTime": rf"{_YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T{_CLOCK}{_ZONE})?)?)?",
    "instant": rf"{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T{_CLOCK}{_ZONE}",
    "time": _CLOCK,
    "base64Binary": r"[0-9A-Za-z+/=\s]*",
}
_TRIED: Final = {name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}
_GREATEST: Final = 1 << 20


def has_form(kind: str, value: str) -> bool:
    """Whether a value is written as its type demands. Source: FHIR R4, datatypes."""
    if kind in ("string", "markdown"):
        return len(value) <= _GREATEST and bool(value.strip())
    pattern = _TRIED.get(kind)
    if pattern is None:
        return True
    if kind in ("integer", "unsignedInt", "positiveInt"):
        return pattern.fullmatch(value) is not None and abs(int(value)) < 1 << 31
    if pattern.fullmatch(value) is None:
        return False
    return kind not in ("date", "dateTime", "instant") or _is_day(value[:10])


def _is_day(text: str) -> bool:
    if len(text) < 10:
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
