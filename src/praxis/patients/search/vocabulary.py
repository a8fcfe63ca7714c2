"""The distinct name words, for finding what sounds alike or was mistyped, at a bounded cost."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from praxis.patients.search.phonetic import sound

MOST_ALTERNATIVES: Final = 16
MOST_BEGUN: Final = 24
# Words that a typed beginning with a slip may become, beside whole words that are near.
MOST_HALF: Final = 16
_SHORTEST_TYPO: Final = 4
_REMEMBERED: Final = 512
_REMEMBERED_STARTS: Final = 60


def allowed_typos(word: str) -> int:
    """Return how many slips of the finger a word of this length may hold."""
    return 0 if len(word) < _SHORTEST_TYPO else 1 if len(word) < 6 else 2


_K = TypeVar("_K")
_T = TypeVar("_T")


class Other(NamedTuple):
    """Another word: how far it is from the typed one, and the fields it occurs in, as bits."""

    distance: int
    fields: int


Others = dict[str, Other]


@dataclass(slots=True)
class Vocabulary:
    """Folded name words by length and first letter, and by sound; the database counts them."""

    database: sqlite3.Connection
    _lists: dict[tuple[int, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    _sounds: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _alike: dict[str, Others] = field(default_factory=dict)
    _near: dict[str, Others] = field(default_factory=dict)
    _begun: dict[str, Others | None] = field(default_factory=dict)
    _starts: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def load(self) -> None:
        """Read all words; called once after the database was filled or opened."""
        self._lists.clear()
        self._sounds.clear()
        for word, code in self.database.execute("SELECT text, sound FROM word"):
            self._know(word, code)
        self._forget()

    def count(self, words: Mapping[str, int], by: int) -> None:
        """Note that `words` occur once more (1) or once less (-1), in the fields of their bits."""
        for word, bits in words.items():
            changed = self.database.execute(
                "UPDATE word SET people = people + ?, fields = fields | ? WHERE text = ?",
                (by, bits, word),
            )
            if changed.rowcount == 0:
                new = (word, sound(word), by, bits)
                self.database.execute("INSERT INTO word VALUES (?, ?, ?, ?)", new)
                self._know(word, sound(word))
        self._forget()

    def beginning(self, word: str) -> Others | None:
        """Return the words that begin with `word`; None where they are too many to name."""
        if word not in self._begun:
            rows = self.database.execute(
                "SELECT text, fields FROM word WHERE text >= ? AND text < ? LIMIT ?",
                (word, word + "\U0010ffff", MOST_BEGUN + 1),
            )
            found = {other: Other(0, fields) for other, fields in rows}
            _remember(self._begun, word, found if len(found) <= MOST_BEGUN else None)
        return self._begun[word]

    def alike(self, word: str) -> Others:
        """Return words that sound like `word`, with their distance, nearest first."""
        if (known := self._alike.get(word)) is None:
            known = self._sounding(word)
            _remember(self._alike, word, known)
        return known

    def near(self, word: str) -> Others:
        """Return words a slip or two away, with their distance, nearest first.

        Words with the same first letter are tried first: people rarely miss that one, and it
        leaves a fifteenth of the work.
        """
        if (known := self._near.get(word)) is None:
            known = self._mistyped(word)
            _remember(self._near, word, known)
        return known

    def _forget(self) -> None:
        self._alike.clear()
        self._near.clear()
        self._begun.clear()

    def _know(self, word: str, code: str) -> None:
        self._lists[len(word), word[0]].append(word)
        self._starts.clear()
        if code:
            self._sounds[code].append(word)

    def _sounding(self, word: str) -> Others:
        words = self._sounds.get(sound(word), [])
        return self._nearest(word, [words], max(3, len(word) // 3))

    def _mistyped(self, word: str) -> Others:
        reach = allowed_typos(word)
        if not reach:
            return {}
        lengths = range(len(word) - reach, len(word) + reach + 1)
        near = [self._lists[n, word[0]] for n in lengths if (n, word[0]) in self._lists]
        found = self._nearest(word, near, reach)
        if not found:
            far = [words for (n, _), words in self._lists.items() if n in lengths]
            found = self._nearest(word, far, 1)
        return self._half_typed(word) | found

    def _half_typed(self, word: str) -> Others:
        """Return frequent longer words whose beginning is one slip away: `shcnei` for Schneider.

        They stand behind whole words that are as near: their distance counts one more.
        """
        ways: set[str] = set()
        for size in range(len(word) - 1, len(word) + 2):
            near = process.extract(
                word, self._beginnings(word[0], size), scorer=OSA.distance, score_cutoff=1,
                limit=MOST_ALTERNATIVES,
            )  # fmt: skip
            ways.update(way for way, _, _ in near)
        found: dict[str, tuple[int, int]] = {}
        for way in ways:
            rows = self.database.execute(
                "SELECT text, people, fields FROM word"
                " WHERE text >= ? AND text < ? AND length(text) > ? AND people > 0"
                " ORDER BY people DESC LIMIT ?",
                (way, way + "\U0010ffff", len(word), MOST_HALF),
            )
            found |= {text: (-people, fields) for text, people, fields in rows}
        frequent = sorted((people, text, fields) for text, (people, fields) in found.items())
        return {text: Other(2, fields) for _, text, fields in frequent[:MOST_HALF]}

    def _beginnings(self, letter: str, size: int) -> list[str]:
        """Return the distinct beginnings of this length, of words with this first letter."""
        if (letter, size) not in self._starts:
            lists = self._lists.items()
            words = [words for (n, first), words in lists if first == letter and n > size]
            starts = list({word[:size] for some in words for word in some})
            _remember(self._starts, (letter, size), starts, _REMEMBERED_STARTS)
        return self._starts[letter, size]

    def _nearest(self, word: str, lists: list[list[str]], reach: int) -> Others:
        found: dict[str, int] = {}
        for words in lists:
            near = process.extract(
                word, words, scorer=OSA.distance, score_cutoff=reach, limit=2 * MOST_ALTERNATIVES
            )
            found.update({other: int(distance) for other, distance, _ in near if other != word})
        return self._most_frequent(found) if found else {}

    def _most_frequent(self, found: dict[str, int]) -> Others:
        marks = ",".join("?" * len(found))
        rows = self.database.execute(
            f"SELECT text, people, fields FROM word WHERE people > 0 AND text IN ({marks})",  # noqa: S608 - question marks only
            list(found),
        )
        ranked = sorted((found[other], -people, other, fields) for other, people, fields in rows)
        nearest = ranked[:MOST_ALTERNATIVES]
        return {other: Other(distance, fields) for distance, _, other, fields in nearest}


def _remember(memory: dict[_K, _T], key: _K, found: _T, most: int = _REMEMBERED) -> None:
    if len(memory) >= most:
        memory.pop(next(iter(memory)))
    memory[key] = found
