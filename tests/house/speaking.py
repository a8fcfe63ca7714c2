"""Which German words of ours stand on a page that should be English."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from house import words
from house.unmarked import Visible

_PLACE: Final = re.compile(r"%\([a-z_]+\)s|\{[a-z_]+\}")


def german_on(page: str) -> list[str]:
    """Visible texts and labels of a page that are a German msgid whose English differs."""
    visible = Visible()
    visible.feed(page)
    visible.close()
    pieces = (" ".join(piece.split()) for piece in visible.found)
    return sorted({piece for piece in pieces if piece and _is_german(piece)})


def _is_german(piece: str) -> bool:
    exact, patterns = _known()
    return piece in exact or any(pattern.fullmatch(piece) for pattern in patterns)


@cache
def _known() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    different = set(_different())
    filled = {said for said in different if _PLACE.search(said)}
    return (
        frozenset(different - filled),
        tuple(re.compile(".+".join(map(re.escape, _PLACE.split(said)))) for said in filled),
    )


def _different() -> Iterator[str]:
    for one in words.catalogue():
        for said, told in zip(words.texts(one.id), words.texts(one.string), strict=True):
            if said and said != told:
                yield " ".join(said.split())
