"""Words of the screen: written in German where they belong, shown in the reader's language.

`marked` says that a sentence is for the screen and changes nothing; constants and the `message` of
an error carry it. `spoken` and `spoken_many` translate, once, where the sentence is shown. What is
stored or sent (entries, audit codes, letters, papers) stays as it was written; a sentence of ours
that was stored with figures filled in is `kept`, and `respoken` where it is shown.
Without Django (keeper, command line) nobody has chosen a language and everything stays German.
"""

import re
from collections.abc import Callable
from typing import Final

One = Callable[[str, str], str]
Many = Callable[[str, str, int], str]
_PLACE: Final = re.compile(r"\{([a-z]+)\}")
_kept: Final[dict[str, re.Pattern[str]]] = {}


def marked(words: str, sense: str = "") -> str:  # noqa: ARG001 - read from the source
    """The same words; the catalogue is collected from these calls, so they take literals.

    `sense` parts two meanings of one German word; whoever speaks the word names it again.
    """
    return words


def kept(words: str) -> str:
    """Marked, and known again by `respoken` after its `{figures}` were filled in and stored."""
    parts = _PLACE.split(words)
    pattern = "".join(
        f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)
    )
    _kept[words] = re.compile(pattern)
    return words


class _Reader:
    def __init__(self) -> None:
        self.one: One = lambda words, _sense: words
        self.many: Many = lambda one, many, count: one if count == 1 else many


_reader: Final = _Reader()


def read_with(one: One, many: Many) -> None:
    """Plug in gettext with a sense, and ngettext; the roof does it once, at start-up."""
    _reader.one, _reader.many = one, many


def spoken(words: str, sense: str = "") -> str:
    """In the reader's language; words the catalogue does not know come back as they are."""
    return _reader.one(words, sense) if words else ""


def spoken_many(one: str, many: str, count: int) -> str:
    """One or several, with `{n}` filled in: `spoken_many("{n} Glied", "{n} Glieder", 3)`."""
    return _reader.many(one, many, count).format(n=count)


def respoken(said: str) -> str:
    """What was stored in German, in the reader's language; foreign words stay as they are."""
    for words, pattern in _kept.items():
        if found := pattern.fullmatch(said):
            return spoken(words).format(**found.groupdict())
    return spoken(said)
