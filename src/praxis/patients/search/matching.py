"""Whether and how well one row answers a question; the last word on a candidate."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from praxis.patients.search.question import PARTICLES, Number, Unit, Word
from praxis.patients.search.records import Kind
from praxis.patients.search.terms import (
    PHONE_WIDTH,
    Row,
    insurance_number,
    national,
    phones_of,
)
from praxis.patients.search.vocabulary import Vocabulary

SHORTEST_PLACE: Final = 3
SHORTEST_PHONE: Final = 5


class Match(NamedTuple):
    """How a row was found: the worst of its units, and how far off or how central it is."""

    kind: Kind
    weight: int


def phone_range(digits: str) -> tuple[int, int] | None:
    """Return the stored numbers (backwards) of all phones that end in `digits`."""
    plain = national(digits) if digits.isdigit() else ""
    if len(plain) < SHORTEST_PHONE:
        return None
    low = int(plain[::-1].ljust(PHONE_WIDTH, "0"))
    return low, low + 10 ** (PHONE_WIDTH - len(plain))


def insurance_range(text: str) -> tuple[int, int] | None:
    """Return the stored insurance numbers that begin with a letter and four digits or more."""
    if len(text) < 5 or len(text) > 10:
        return None
    low, high = insurance_number(text.ljust(10, "0")), insurance_number(text.ljust(10, "9"))
    return (low, high + 1) if low is not None and high is not None else None


@dataclass
class Matcher:
    """Judges rows against the units of one question."""

    units: tuple[Unit, ...]
    vocabulary: Vocabulary
    typos: bool = False

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """The words that may hold a slip: those that begin no name, else all of them."""
        words = {part for unit in self.units if isinstance(unit, Word) for part in unit.parts}
        words |= {unit.joined for unit in self.units if isinstance(unit, Word)}
        unknown = {word for word in words if self.vocabulary.beginning(word) == {}}
        return frozenset(unknown or words)

    @property
    def takes_places(self) -> bool:
        """A town alone is no question: it would answer with half the practice."""
        return len(self.units) > 1

    def judge(self, row: Row) -> Match | None:
        """Return how `row` answers all units, None if it misses one."""
        kind, weight = Kind.EXACT, 0
        family, given = row.family, row.given
        for unit in self.units:
            match unit:
                case Number():
                    found = number_fits(unit, row)
                case Word():
                    found = self._word(unit, family, given, row.place)
            if found is None:
                return None
            kind, weight = max(kind, found.kind), weight + found.weight
        return Match(kind, weight)

    def _word(self, word: Word, family: list[str], given: list[str], place: str) -> Match | None:
        whole = self._part(word.joined, family, given, place)
        if len(word.parts) == 1:
            return whole
        parts = [self._part(part, family, given, place) for part in word.parts]
        found = [part for part in parts if part]
        if len(found) < len(parts):
            return whole
        together = Match(max(part.kind for part in found), sum(part.weight for part in found))
        return min(whole, together) if whole else together

    def _part(self, word: str, family: list[str], given: list[str], place: str) -> Match | None:
        if word in family:
            return Match(Kind.EXACT, 0 if family[0] == word else 1)
        if word in given:
            return Match(Kind.EXACT, 2)
        towns = place.split() if self.takes_places else []
        if word in towns:
            return Match(Kind.EXACT, 3)
        if family[0].startswith(word):
            return Match(Kind.PREFIX, 0)
        if any(token.startswith(word) for token in family[1:]):
            return Match(Kind.PREFIX, 1)
        if any(token.startswith(word) for token in given):
            return Match(Kind.PREFIX, 2)
        if len(word) >= SHORTEST_PLACE and any(town.startswith(word) for town in towns):
            return Match(Kind.PREFIX, 3)
        return self._alike(word, {*family, *given})

    def _alike(self, word: str, tokens: set[str]) -> Match | None:
        if word in PARTICLES:
            return Match(Kind.TYPO, 3) if self.typos and self.takes_places else None
        alike = self.vocabulary.alike(word)
        if distances := [alike[token].distance for token in tokens if token in alike]:
            return Match(Kind.PHONETIC, min(distances))
        if not self.typos:
            return None
        near = self.vocabulary.near(word) if word in self.doubtful else {}
        if distances := [near[token].distance for token in tokens if token in near]:
            return Match(Kind.TYPO, min(distances))
        return None


def number_fits(unit: Number, row: Row) -> Match | None:
    """Return how digits are this person's birth date, numbers or phone (the weakest reading)."""
    if row.birth and any(date.matches(row.birth) for date in unit.dates):
        return Match(Kind.EXACT, 0)
    if unit.text and row.number is not None and _same_number(unit.text, str(row.number)):
        return Match(Kind.EXACT, 0)
    between = insurance_range(unit.text)
    if between and row.insurance is not None and between[0] <= row.insurance < between[1]:
        return Match(Kind.EXACT if len(unit.text) == 10 else Kind.PREFIX, 0)
    ends = phone_range(unit.text)
    if ends and any(ends[0] <= number < ends[1] for number in phones_of(row)):
        return Match(Kind.EXACT, 1)
    return None


def _same_number(asked: str, kept: str) -> bool:
    return asked == kept or (asked.isdigit() and asked.lstrip("0") == kept)
