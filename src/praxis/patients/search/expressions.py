"""Questions as FTS5 expressions, level by level from exact to typing errors.

Every term is quoted and made of folded letters and digits only, so nothing typed can become
an operator.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from praxis.patients.search.births import Pattern
from praxis.patients.search.matching import SHORTEST_PLACE, Matcher
from praxis.patients.search.question import PARTICLES, Number, Unit, Word
from praxis.patients.search.records import Kind
from praxis.patients.search.store import Store
from praxis.patients.search.terms import (
    BIRTH,
    BIRTH_YEAR,
    BIRTHDAY,
    BITS,
    FAMILY,
    GIVEN,
    JOINED,
    OTHER,
    PLACE,
    SHORT,
)
from praxis.patients.search.vocabulary import Vocabulary

_MOST_PLACES: Final = 6


class Level(NamedTuple):
    """One round of asking: how bold, in which fields, and how far from the typed words."""

    kind: Kind
    fields: str
    reach: int = 0
    led: bool = False  # one of the words must begin the main name


_MAIN: Final = FAMILY
_NAMES: Final = FAMILY + OTHER
_ALL: Final = FAMILY + OTHER + GIVEN
_LED: Final = Level(Kind.PREFIX, FAMILY)
_FARTHEST: Final = 99
_EVERYWHERE: Final = sum(BITS.values())
SHORTEST_JOINED: Final = 4
# Nearest first: else the alphabet, not the likeness, would choose among a thousand people.
_SLIPS: Final = tuple(
    (kind, reach) for kind in (Kind.PHONETIC, Kind.TYPO) for reach in (1, _FARTHEST)
)
_SEVERAL: Final = (
    Level(Kind.EXACT, _ALL),
    Level(Kind.PREFIX, _ALL, led=True),
    Level(Kind.PREFIX, _ALL),
    Level(Kind.PHONETIC, _ALL, _FARTHEST),
    Level(Kind.TYPO, _ALL, _FARTHEST),
)
# A single word is first a family name: else "Martin" would answer with a thousand first names.
_SINGLE: Final = (
    *(
        Level(kind, fields)
        for kind in (Kind.EXACT, Kind.PREFIX)
        for fields in (_MAIN, _NAMES, _ALL)
    ),
    *(Level(kind, fields, reach) for kind, reach in _SLIPS for fields in (_MAIN, _ALL)),
)

Places = dict[str, list[int]]


def levels(matcher: Matcher, places: Places) -> Iterator[tuple[Level, Callable[[], str]]]:
    """Yield each level with its expression, which is only worked out if it is asked for."""
    alone = len(matcher.units) == 1 and isinstance(matcher.units[0], Word)
    for level in _SINGLE if alone else _SEVERAL:
        yield level, _Writer(matcher, level, places).whole


def places_of(matcher: Matcher, store: Store) -> Places:
    """Return the towns that each word may begin."""
    if not matcher.takes_places:
        return {}
    words = [part for unit in matcher.units if isinstance(unit, Word) for part in unit.parts]
    return {w: store.towns(w, _MOST_PLACES) for w in words if len(w) >= SHORTEST_PLACE}


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
        if self.level.led:
            if not (leads := self._leads()):
                return ""
            parts.append(f"({' OR '.join(leads)})")
        return " AND ".join(parts)

    def _leads(self) -> list[str]:
        """Return the terms of main names that any of several words begins."""
        words = [unit.joined for unit in self.matcher.units if isinstance(unit, Word)]
        writer = _Writer(self.matcher, _LED, {})
        # Long words leave few people anyway; with short ones this is quick and often enough.
        if len(words) < 2 or min(map(len, words)) > len(SHORT[FAMILY]):
            return []
        return [term for word in words for term in writer._beginning(word)]

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
        exact = self._exactly(word, _EVERYWHERE)
        town = [f'"{PLACE}{place}"' for place in self.places.get(word, ())]
        if kind is Kind.EXACT:
            return " OR ".join(exact + town)
        alone = not self.matcher.takes_places
        if kind is Kind.PREFIX:
            return " OR ".join(self._beginning(word) + town)
        others = self._others(word, self.matcher.vocabulary)
        # Alone, a word's own beginnings were asked for by the levels before.
        terms = [] if alone else self._beginning(word) + town
        for other, fields in others:
            terms += self._exactly(other, fields)
        return " OR ".join(terms)

    def _exactly(self, word: str, fields: int) -> list[str]:
        """Return the terms of a whole word in those fields of the level where it occurs."""
        terms = [f'"{field}{word}"' for field in self.level.fields if BITS[field] & fields]
        if fields == _EVERYWHERE and OTHER in self.level.fields and len(word) >= SHORTEST_JOINED:
            terms.append(f'"{JOINED}{word}"')
        return terms

    def _beginning(self, word: str) -> list[str]:
        """Return the terms of words that begin so: a ready list, the words by name, or a range."""
        fields = self.level.fields
        terms = [f'"{JOINED}{word}"*'] if OTHER in fields and len(word) >= SHORTEST_JOINED else []
        if len(word) <= len(SHORT[FAMILY]):
            return terms + [f'"{SHORT[field][len(word) - 1]}{word}"' for field in fields]
        begun = self.matcher.vocabulary.beginning(word)
        if begun is None:
            return terms + [f'"{field}{word}"*' for field in fields]
        for other, (_, where) in begun.items():
            terms += [f'"{field}{other}"' for field in fields if BITS[field] & where]
        return terms

    def _others(self, word: str, vocabulary: Vocabulary) -> list[tuple[str, int]]:
        if word in PARTICLES:
            return []
        others = vocabulary.alike(word)
        if self.level.kind is Kind.TYPO and word in self.matcher.doubtful:
            others = others | vocabulary.near(word)
        return [
            (text, other.fields)
            for text, other in others.items()
            if other.distance <= self.level.reach
        ]


def _date(pattern: Pattern) -> str:
    year, month, day = pattern.year, pattern.month, pattern.day
    if len(year) == 4 and month is not None:
        whole = f"{BIRTH}{year}{month:02}"
        return f'"{whole}{day:02}"' if day is not None else f'"{whole}"*'
    if month is not None and day is not None:
        return f'"{BIRTHDAY}{month:02}{day:02}"'
    return f'"{BIRTH_YEAR}{year}"' if len(year) == 4 else f'"{BIRTH_YEAR}{year}"*'
