"""Check digits and ranges of the numbers of statutory billing."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

_WEIGHTS_LANR = (4, 9, 4, 9, 4, 9)
_WEIGHTS_KVNR = (1, 2) * 5


@lru_cache(maxsize=4096)
def lanr_is_sound(text: str) -> bool:
    """Doctor number: digit 7 is the complement of the weighted sum of digits 1–6 to ten.

    999999900 (doctors without a number) and 555555… (hospital doctors) carry none.
    """
    if len(text) != 9 or not text.isascii() or not text.isdecimal():
        return False
    if text.startswith(("999999", "555555")):
        return True
    total = sum(int(c) * w for c, w in zip(text[:6], _WEIGHTS_LANR, strict=True))
    return (10 - total % 10) % 10 == int(text[6])


@lru_cache(maxsize=4096)
def kvnr_is_sound(text: str) -> bool:
    """Insurance number: the letter as two digits, weights 1 and 2, cross sums, modulo ten."""
    if len(text) != 10 or not ("A" <= text[0] <= "Z") or not text[1:].isdecimal():
        return False
    figures = f"{ord(text[0]) - 64:02d}{text[1:9]}"
    products = (int(c) * w for c, w in zip(figures, _WEIGHTS_KVNR, strict=True))
    return sum(p // 10 + p % 10 for p in products) % 10 == int(text[9])


@lru_cache(maxsize=4096)
def asv_is_sound(text: str) -> bool:
    """Team number: starts with 00; digit 9 checks digits 3–8 with weights 4 and 9."""
    if len(text) != 9 or not text.isdecimal() or not text.startswith("00"):
        return False
    total = sum(int(c) * w for c, w in zip(text[2:8], _WEIGHTS_LANR, strict=True))
    return (10 - total % 10) % 10 == int(text[8])


@lru_cache(maxsize=1024)
def quarter_bounds(text: str) -> tuple[str, str]:
    """First and last day (JJJJMMTT) of a quarter QJJJJ; ('', '') if it is none."""
    if len(text) != 5 or not text.isdecimal() or text[0] not in "1234":
        return "", ""
    year, first = text[1:], 3 * int(text[0]) - 2
    last_day = {3: 31, 6: 30, 9: 30, 12: 31}[first + 2]
    return f"{year}{first:02d}01", f"{year}{first + 2:02d}{last_day:02d}"


@lru_cache(maxsize=1024)
def quarter_count(text: str) -> int:
    """Quarters since year 0 of QJJJJ, 0 if it is none."""
    bounds = quarter_bounds(text)[0]
    return int(text[1:]) * 4 + int(text[0]) if bounds else 0


@lru_cache(maxsize=4096)
def day_number(text: str) -> int:
    """JJJJMMTT as a running day, 0 if it is no full date."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).toordinal()
    except ValueError:
        return 0
