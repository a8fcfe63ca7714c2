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
    FAMILY,
    GIVEN,
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
_FARTHEST: Final = 99
# Nearest first: else the alphabet, not the likeness, would choose among a thousand people.
_SLIPS: Final = tuple(
    (kind, reach) for kind in (Kind.PHONETIC, Kind.TYPO) for reach in (1, _FARTHEST)
)
_SEVERAL: Final = (
    Level(Kind.EXACT, _ALL),
    Level(Kind.PREFIX, _ALL, led=True),
    Level(Kind.PREFIX, _ALL),
    *(Level(kind, _ALL, reach) for kind, reach in _SLIPS),
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
            words = (unit.joined for unit in self.matcher.units if isinstance(unit, Word))
            leads = [_beginning(FAMILY, word) for word in words]
            if len(leads) < 2:
                return ""
            parts.append(f"({' OR '.join(leads)})")
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
            return " OR ".join(exact + town)
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
        if word in PARTICLES:
            return []
        others = vocabulary.alike(word)
        if self.level.kind is Kind.TYPO:
            others = others | vocabulary.near(word)
        return [other for other, distance in others.items() if distance <= self.level.reach]


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
