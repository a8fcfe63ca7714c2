"""What a person typed into the search field, read once into words, dates and numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from praxis.core.folding import clean, fold, without_apostrophe, words
from praxis.patients.search import births

MOST_UNITS: Final = 8
_TITLES: Final = frozenset(
    ("dr", "prof", "professor", "doktor", "med", "dipl", "ing", "herr", "herrn", "frau")
)
PARTICLES: Final = frozenset(
    ("von", "van", "vom", "der", "den", "dem", "de", "zu", "zum", "zur", "del", "di", "da")
) | frozenset(("la", "el", "al", "bin", "ibn", "ben", "ter", "ten"))
_NUMBER_MARKS: Final = frozenset("0123456789.,/-()+")


@dataclass(frozen=True, slots=True)
class Word:
    """A fragment of a name; several parts where it was typed with hyphens."""

    parts: tuple[str, ...]

    @property
    def joined(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class Number:
    """Digits (perhaps after one letter): a birth date, phone, patient or insurance number."""

    text: str
    dates: tuple[births.Pattern, ...] = ()


Unit = Word | Number


def read(text: str) -> tuple[Unit, ...]:
    """Return the units of `text`, at most MOST_UNITS; never fails, whatever was typed."""
    units: list[Unit] = []
    run: list[str] = []
    for chunk in clean(text).casefold().split():
        if _is_number(chunk) or (run and (_is_mark(chunk) or births.month_of(fold(chunk).strip()))):
            run.append(chunk)
            continue
        units += _numbers(run)
        run = []
        units += _identifier(chunk) or [
            Word(tuple(kept)) for parts in words(chunk) if (kept := _plain(parts))
        ]
    units += _numbers(run)
    return _without_titles(_insurance_number_in_groups(units))[:MOST_UNITS]


def _plain(parts: Iterable[str]) -> list[str]:
    return [plain for part in parts if (plain := without_apostrophe(part))]


def _is_number(chunk: str) -> bool:
    return all(mark in _NUMBER_MARKS for mark in chunk) and any(map(str.isdigit, chunk))


def _is_mark(chunk: str) -> bool:
    """Whether a lone mark stands between numbers, as in `07071 / 45566`."""
    return all(mark in _NUMBER_MARKS for mark in chunk)


def _groups(text: str) -> list[str]:
    return "".join(mark if "0" <= mark <= "9" else " " for mark in text).split()


def _numbers(run: list[str]) -> list[Unit]:
    """Read neighbouring numbers as one date or one phone number, else one by one."""
    month_at = next((at for at, chunk in enumerate(run) if not _is_mark(chunk)), None)
    if month_at is not None:
        return _with_month_word(run, month_at)
    groups = _groups(" ".join(run))
    if dates := births.read(groups):
        return [Number("".join(groups), dates)]
    dated = [births.read(_groups(chunk)) if len(_groups(chunk)) > 1 else () for chunk in run]
    if any(dated):
        return [
            Number("".join(_groups(chunk)), dates or births.read(_groups(chunk)))
            for chunk, dates in zip(run, dated, strict=True)
        ]
    digits = "".join(groups)
    # A phone number with + is one with 00: what follows is a country, not a town.
    return [Number("00" + digits if run[0].startswith("+") else digits)] if digits else []


def _with_month_word(run: list[str], at: int) -> list[Unit]:
    """Read `12. März 1958`, `März 1958` and `12. März`."""
    before, after = _groups(" ".join(run[:at])), _groups(" ".join(run[at + 1 :]))
    word = fold(run[at]).strip()
    month = str(births.month_of(word))
    if dates := births.read([*before[-1:], month, *after[:1]]):
        return [Number("", dates)]
    return [*_numbers(run[:at]), Word((word,)), *_numbers(run[at + 1 :])]


def _identifier(chunk: str) -> list[Unit]:
    """Read one letter and digits as insurance or patient number (`A123456789`, `p-4711`)."""
    plain = "".join(mark for mark in fold(chunk) if mark.isalnum())
    if len(plain) >= 4 and "a" <= plain[0] <= "z" and plain[1:].isdecimal() and plain.isascii():
        return [Number(plain)]
    return []


def _insurance_number_in_groups(units: list[Unit]) -> list[Unit]:
    """Join `A 123 456 789`, as it is printed on cards."""
    match units:
        case [Word(parts=(letter,)), Number(text=digits)] if len(letter) == 1 and len(digits) == 9:
            return [Number(letter + digits)]
    return units


def _without_titles(units: list[Unit]) -> tuple[Unit, ...]:
    start = 0
    while start + 1 < len(units):
        match units[start], units[start + 1]:
            case Word(parts=(title,)), Word() if title in _TITLES:
                start += 1
            case _:
                break
    return tuple(units[start:])
