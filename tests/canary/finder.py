"""Looks for many needles in all their forms at once, in bytes and in what lies inside of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from canary import layers
from canary.needles import Needle

_PLAIN: Final = re.compile(rb"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A needle was found: which one, how it was written, where, at which byte."""

    needle: Needle
    encoding: str
    place: str
    offset: int

    def __str__(self) -> str:
        return f"{self.needle.name} ({self.encoding}) in {self.place} at {self.offset}"


class Finder:
    """Made once from all needles; `search` may be asked for any number of places."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        known: dict[bytes, tuple[Needle, str]] = {}
        for needle in needles:
            for pattern, encoding in needle.forms().items():
                known.setdefault(pattern, (needle, encoding))
        self._known = list(known.values())
        self._patterns = list(known)
        self._machine = BytesAhoCorasick(self._patterns, matchkind=MatchKind.Standard)
        self.searched = 0

    def search(self, data: bytes, place: str, depth: int = 0) -> Iterator[Hit]:
        """Every hit in these bytes and up to four layers inside of them."""
        self.searched += len(data)
        for number, begin, end in self._machine.find_matches_as_indexes(data, overlapping=True):
            needle, encoding = self._known[number]
            if not (needle.bounded and _runs_on(data, begin, end)):
                yield Hit(needle, encoding, place, begin)
        if depth < layers.DEEPEST:
            for kind, inner in layers.inside(data):
                yield from self.search(inner, f"{place} > {kind}", depth + 1)


def _runs_on(data: bytes, begin: int, end: int) -> bool:
    """Whether the match is part of a longer number or word."""
    before, after = data[max(0, begin - 1) : begin], data[end : end + 1]
    return bool(_PLAIN.match(before) or _PLAIN.match(after))
