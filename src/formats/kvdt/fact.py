"""What is known about one KVDT field and the kinds of content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from formats.xdt.dates import date_of


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content: English words for the table, and the pattern the whole text must match.

    `dated` kinds are dates JJJJMMTT that must exist in the calendar: "full", or "partial" where
    day and month may be 00, or "birth" where the whole may be 00000000.
    """

    words: str
    pattern: re.Pattern[str]
    dated: str = ""

    def accepts(self, text: str) -> bool:
        """Whether a text is of this kind."""
        if not self.pattern.fullmatch(text):
            return False
        return not self.dated or _is_date(text, self.dated)


@lru_cache(maxsize=4096)
def _is_date(text: str, dated: str) -> bool:
    if dated == "birth" and text == "00000000":
        return True
    if dated == "period":
        return _is_date(text[:8], "full") and _is_date(text[8:], "full")
    day = date_of(text)
    return day is not None and (dated != "full" or day.exact is not None)


def text(shortest: int, longest: int) -> Kind:
    """Any characters of the set, counted."""
    return Kind(f"text {shortest}–{longest}", re.compile(rf".{{{shortest},{longest}}}"))


def digits(shortest: int, longest: int) -> Kind:
    """Digits, counted."""
    words = f"{shortest} digits" if shortest == longest else f"{shortest}–{longest} digits"
    return Kind(words, re.compile(rf"[0-9]{{{shortest},{longest}}}"))


def codes(*values: str) -> Kind:
    """One of a fixed list."""
    words = "one of " + ", ".join(values[:8]) + (" …" if len(values) > 8 else "")
    return Kind(words, re.compile("|".join(map(re.escape, values))))


def pattern(words: str, expression: str) -> Kind:
    """A shape of its own."""
    return Kind(words, re.compile(expression))


def numbers(first: int, last: int, *, without: tuple[int, ...] = (), width: int = 0) -> Kind:
    """Whole numbers from first to last, zero-filled to a width."""
    found = [f"{n:0{width}d}" for n in range(first, last + 1) if n not in without]
    return codes(*found)


_EIGHT = r"[0-9]{8}"
DAY = Kind("date JJJJMMTT", re.compile(r"(?:1[89]|[2-9][0-9])[0-9]{6}"), "full")
DAY_PARTIAL = Kind("date JJJJMMTT, parts may be 00", re.compile(_EIGHT), "partial")
BIRTH = Kind("date JJJJMMTT, all may be 0", re.compile(_EIGHT), "birth")
PERIOD = Kind("two dates JJJJMMTT", re.compile(r"[0-9]{16}"), "period")
MOMENT = pattern("JJJJMMTThhmmss", r"[0-9]{8}(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]")
CLOCK = pattern("hhmm", r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
QUARTER = pattern("QJJJJ", r"[1-4][12][0-9]{3}")
FLAG = codes("1")
TEST_NUMBER = pattern(
    "a/n–nnn/JJMM/MM/aaa",
    r"[VXYZ]/[0-9]{1,3}/[0-9]{2}(?:0[1-9]|1[0-2])/(?:0[1-9]|[1-9][0-9])/[0-9A-Za-z]{3}",
)
SERVICE = pattern("5 digits and an optional letter", r"[0-9]{5}[A-Z]?")
KVNR = pattern("letter and 9 digits", r"[A-Z][0-9]{9}")
KV = codes(
    *[
        "01",
        "02",
        "03",
        "17",
        "18",
        "19",
        "20",
        "21",
        "24",
        "25",
        "27",
        "28",
        "31",
        "37",
        "39",
        "40",
        "44",
        "45",
        "47",
        "48",
        "49",
        "50",
        "51",
        "55",
    ],
    *[
        "60",
        "61",
        "62",
        "63",
        "64",
        "65",
        "66",
        "67",
        "68",
        "69",
        "70",
        "72",
        "73",
        "78",
        "79",
        "80",
        "81",
        "83",
        "85",
        "86",
        "87",
        "93",
        "94",
        "95",
        "96",
        "98",
        "99",
    ],
)
WOP = codes(
    *[
        "00",
        "01",
        "02",
        "03",
        "17",
        "20",
        "38",
        "46",
        "47",
        "48",
        "49",
        "50",
        "51",
        "52",
        "55",
        "60",
        "61",
        "62",
        "71",
        "72",
        "73",
        "78",
        "83",
        "88",
        "93",
        "98",
    ]
)
SUBGROUP = codes(
    *[
        "00",
        "20",
        "21",
        "23",
        "24",
        "26",
        "27",
        "28",
        "30",
        "31",
        "32",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
    ]
)
VERSION = pattern("name and version", r"[A-Zh]{3,4}[01][0-9]{3}\.[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field id: our name, the German label, the kind of content.

    `since` and `until` are quarters (JJJJQ) where they differ from all versions we know.
    """

    id: str
    name: str
    label: str
    kind: Kind
    since: str = ""
    until: str = ""
