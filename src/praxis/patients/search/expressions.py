"""Questions as FTS5 expressions, level by level from exact to typing errors.

Every term is quoted and made of folded letters and digits only, so nothing typed can become
an operator.
"""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from praxis.patients.search.births import Pattern
from praxis.patients.search.matching import SHORTEST_PLACE, Matcher
from praxis.patients.search.question import PARTICLES, Number, Unit, Word
from praxis.patients.search.records import Kind
from praxis.patients.search.terms import (
    BIRTH,
    BIRTH_YEAR,
    BIRTHDAY,
    FAMILY,
    GIVEN,
    PLACE,
    SHORT,
)
from praxis.patients.search.vocabulary import Vocabulary

_MOST_PLACES: Final = 6


class Level(NamedTuple):
    """One round of asking: how bold, and in which fields."""

    kind: Kind
    fields: str


_BOTH: Final = FAMILY + GIVEN
_SEVERAL: Final = tuple(Level(kind, _BOTH) for kind in Kind)
# A single word is first a family name: else "Martin" would answer with a thousand first names.
_SINGLE: Final = tuple(Level(kind, fields) for kind in Kind for fields in (FAMILY, _BOTH))

Places = dict[str, list[str]]


def levels(matcher: Matcher, places: Places) -> Iterator[tuple[Level, Callable[[], str]]]:
    """Yield each level with its expression, which is only worked out if it is asked for."""
    alone = len(matcher.units) == 1 and isinstance(matcher.units[0], Word)
    for level in _SINGLE if alone else _SEVERAL:
        yield level, _Writer(matcher, level, places).whole


def places_of(matcher: Matcher, database: sqlite3.Connection) -> Places:
    """Return the towns that each word may begin, so that a town is an exact term."""
    found: Places = {}
    if not matcher.takes_places:
        return found
    words = [part for unit in matcher.units if isinstance(unit, Word) for part in unit.parts]
    for word in words:
        if len(word) >= SHORTEST_PLACE:
            rows = database.execute(
                "SELECT text FROM place WHERE text >= ? AND text < ? LIMIT ?",
                (word, word + "\U0010ffff", _MOST_PLACES),
            )
            found[word] = [text for (text,) in rows]
    return found


class _Writer(NamedTuple):
    matcher: Matcher
    level: Level
    places: Places

    def whole(self) -> str:
        """Return the expression for all units, "" where the index cannot help."""
        parts: list[str] = []
        for unit in self.matcher.units:
            if self.level.kind is Kind.TYPO and self._may_miss(unit):
                continue
            written = self._unit(unit)
            if not written:
                return ""
            parts.append(f"({written})")
        return " AND ".join(parts)

    def _may_miss(self, unit: Unit) -> bool:
        return isinstance(unit, Word) and unit.joined in PARTICLES and self.matcher.takes_places

    def _unit(self, unit: Unit) -> str:
        match unit:
            case Number():
                return " OR ".join(filter(None, map(_date, unit.dates)))
            case Word(parts=(single,)):
                return self._word(single)
            case Word():
                written = [self._word(part) for part in unit.parts]
                together = " AND ".join(f"({part})" for part in written) if all(written) else ""
                return " OR ".join(filter(None, (together, self._word(unit.joined))))

    def _word(self, word: str) -> str:
        kind = self.level.kind
        exact = [f'"{field}{word}"' for field in self.level.fields]
        town = [f'"{PLACE}{place}"' for place in self.places.get(word, ())]
        if kind is Kind.EXACT:
            return " OR ".join(exact + (town if word in self.places.get(word, ()) else []))
        terms = [_beginning(field, word) for field in self.level.fields] + town
        if kind >= Kind.PHONETIC:
            others = self._others(word, self.matcher.vocabulary)
            if not others and not self.matcher.takes_places:
                return ""  # nothing that the levels before did not ask
            if not self.matcher.takes_places:
                terms = []
            terms += [f'"{field}{other}"' for other in others for field in self.level.fields]
        return " OR ".join(terms)

    def _others(self, word: str, vocabulary: Vocabulary) -> list[str]:
        others = list(vocabulary.alike(word))
        if self.level.kind is Kind.TYPO:
            others += [near for near in vocabulary.near(word) if near not in others]
        return others


def _beginning(field: str, word: str) -> str:
    short = SHORT[field]
    if len(word) <= len(short):
        return f'"{short[len(word) - 1]}{word}"'
    return f'"{field}{word}"*'


def _date(pattern: Pattern) -> str:
    year, month, day = pattern.year, pattern.month, pattern.day
    if len(year) == 4 and month is not None:
        whole = f"{BIRTH}{year}{month:02}"
        return f'"{whole}{day:02}"' if day is not None else f'"{whole}"*'
    if month is not None and day is not None:
        return f'"{BIRTHDAY}{month:02}{day:02}"'
    return f'"{BIRTH_YEAR}{year}"' if len(year) == 4 else f'"{BIRTH_YEAR}{year}"*'
