"""Birth dates in every usual notation, read as patterns that a birth date matches or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MONTHS: Final = (
    ("januar", "janner"), ("februar", "feber"), ("marz", "mrz"), ("april",), ("mai",), ("juni",),
    ("juli",), ("august",), ("september",), ("oktober",), ("november",), ("dezember",),
)  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1880, 2099


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was typed of a birth date: `year` may be the beginning of one, "" where unknown."""

    year: str
    month: int | None = None
    day: int | None = None

    def matches(self, number: int) -> bool:
        """Whether the birth date YYYYMMDD fits."""
        year, rest = divmod(number, 10_000)
        month, day = divmod(rest, 100)
        return (
            str(year).startswith(self.year)
            and self.month in (None, month)
            and self.day in (None, day)
        )


def month_of(word: str) -> int:
    """Return the month that a folded word of three letters or more begins, 0 if it is none."""
    if len(word) < 3:
        return 0
    names = enumerate(_MONTHS, start=1)
    return next((at for at, spelt in names if any(name.startswith(word) for name in spelt)), 0)


def read(groups: list[str]) -> tuple[Pattern, ...]:
    """Return what a run of one to three groups of digits can mean as a birth date."""
    readers = {1: _one, 2: _two, 3: _three}
    if len(groups) not in readers or any(len(group) > 8 for group in groups):
        return ()
    return tuple(dict.fromkeys(readers[len(groups)](groups)))


def _one(groups: list[str]) -> Iterator[Pattern]:
    digits = groups[0]
    match len(digits):
        case 8:
            yield from _pattern(digits[4:], digits[2:4], digits[:2])
            yield from _pattern(digits[:4], digits[4:6], digits[6:])
        case 7 | 5:  # still typing: day and month are there
            yield from _pattern("", digits[2:4], digits[:2])
        case 6:
            yield from _pattern(digits[4:], digits[2:4], digits[:2])
            yield from _pattern(digits[2:], digits[:2])
        case 4:
            whole_year = list(_pattern(digits))
            yield from whole_year or _pattern("", digits[2:], digits[:2])
        case 3 if digits[:2] in ("18", "19", "20"):
            yield Pattern(digits)
        case 2:
            yield from _pattern(digits)
        case _:
            return


def _two(groups: list[str]) -> Iterator[Pattern]:
    first, second = groups
    if len(first) == 4:
        yield from _pattern(first, second)
    elif len(second) == 4 or int(second) > 12:
        yield from _pattern(second, first)
    else:
        yield from _pattern("", second, first)


def _three(groups: list[str]) -> Iterator[Pattern]:
    first, month, last = groups
    if len(first) == 4:
        yield from _pattern(first, month, last)
    elif len(last) in (2, 4):
        yield from _pattern(last, month, first)
    else:  # still typing the year
        yield from _pattern("", month, first)


def _pattern(year: str, month: str = "", day: str = "") -> Iterator[Pattern]:
    """Yield the pattern if it can be a date; two digits of a year mean both centuries."""
    if len(month) > 2 or len(day) > 2 or (month and int(month) > 12) or (day and int(day) > 31):
        return
    parts = (int(month) if month else None, int(day) if day else None)
    if len(year) == 2:
        yield Pattern(f"19{year}", *parts)
        yield Pattern(f"20{year}", *parts)
    elif not year or (len(year) == 4 and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        yield Pattern(year, *parts)
