"""The distinct name words, for finding what sounds alike or was mistyped, at a bounded cost."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from praxis.patients.search.phonetic import sound

MOST_ALTERNATIVES: Final = 16
_SHORTEST_TYPO: Final = 4
_REMEMBERED: Final = 512


def allowed_typos(word: str) -> int:
    """Return how many slips of the finger a word of this length may hold."""
    return 0 if len(word) < _SHORTEST_TYPO else 1 if len(word) < 6 else 2


@dataclass(slots=True)
class Vocabulary:
    """Folded name words by length, kept beside the database that counts them."""

    database: sqlite3.Connection
    _by_length: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _alike: dict[str, dict[str, int]] = field(default_factory=dict)
    _near: dict[str, dict[str, int]] = field(default_factory=dict)

    def load(self) -> None:
        """Read all words; called once after the database was filled or opened."""
        self._by_length.clear()
        for (word,) in self.database.execute("SELECT text FROM word"):
            self._by_length[len(word)].append(word)
        self._forget()

    def count(self, words: Iterable[str], by: int) -> None:
        """Note that `words` occur once more (1) or once less (-1)."""
        for word in set(words):
            changed = self.database.execute(
                "UPDATE word SET people = people + ? WHERE text = ?", (by, word)
            )
            if changed.rowcount == 0:
                row = (word, sound(word), by)
                self.database.execute("INSERT INTO word VALUES (?, ?, ?)", row)
                self._by_length[len(word)].append(word)
                self._forget()

    def alike(self, word: str) -> dict[str, int]:
        """Return words that sound like `word`, with their distance, nearest first."""
        if (known := self._alike.get(word)) is None:
            known = self._sounding(word)
            _remember(self._alike, word, known)
        return known

    def near(self, word: str) -> dict[str, int]:
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

    def _sounding(self, word: str) -> dict[str, int]:
        if not (code := sound(word)):
            return {}
        rows = self.database.execute(
            "SELECT text, people FROM word WHERE sound = ? AND text <> ? AND people > 0",
            (code, word),
        )
        reach = max(2, len(word) // 2 + 1)
        found = (
            (distance, -people, other)
            for other, people in rows
            if (distance := OSA.distance(word, other, score_cutoff=reach)) <= reach
        )
        return {other: d for d, _, other in sorted(found)[:MOST_ALTERNATIVES]}

    def _mistyped(self, word: str) -> dict[str, int]:
        reach = allowed_typos(word)
        if not reach:
            return {}
        lengths = range(len(word) - reach, len(word) + reach + 1)
        lists = [self._by_length[length] for length in lengths if length in self._by_length]
        same_letter = [[other for other in words if other[0] == word[0]] for words in lists]
        return self._nearest(word, same_letter, reach) or self._nearest(word, lists, reach)

    def _nearest(self, word: str, lists: list[list[str]], reach: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for words in lists:
            near = process.extract(
                word, words, scorer=OSA.distance, score_cutoff=reach, limit=4 * MOST_ALTERNATIVES
            )
            found.update({other: int(distance) for other, distance, _ in near if other != word})
        return self._most_frequent(found)

    def _most_frequent(self, found: dict[str, int]) -> dict[str, int]:
        marks = ",".join("?" * len(found))
        rows = self.database.execute(
            f"SELECT text, people FROM word WHERE people > 0 AND text IN ({marks})",  # noqa: S608 - question marks only
            list(found),
        )
        ranked = sorted((found[other], -people, other) for other, people in rows)
        return {other: distance for distance, _, other in ranked[:MOST_ALTERNATIVES]}


def _remember(memory: dict[str, dict[str, int]], word: str, found: dict[str, int]) -> None:
    if len(memory) >= _REMEMBERED:
        memory.pop(next(iter(memory)))
    memory[word] = found
