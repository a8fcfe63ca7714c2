"""Words as they are searched: folded, bounded, written so that PostgreSQL takes them literally."""

from collections.abc import Iterable
from typing import Final

from praxis.core.folding import fold

LONGEST: Final = 20_000
_LONGEST_WORD: Final = 60


def folded(text: str) -> str:
    """The text as searches compare it: lower case, without accents, hyphens as gaps."""
    return " ".join(fold(text, LONGEST).replace("-", " ").replace("'", "").split())


def words_of(text: str) -> list[str]:
    """The folded words, each once."""
    return list(dict.fromkeys(word[:_LONGEST_WORD] for word in folded(text).split()))


def vector(number: int, words: Iterable[str]) -> str:
    """A tsvector as text. Words are letters and digits only, so quoting cannot be broken."""
    return " ".join(f"'{word}'" for word in (edition_word(number), *words))


def edition_word(number: int) -> str:
    """What stands for an edition among the words; `=` occurs in no folded word."""
    return f"={number}"


def query(number: int, words: list[str]) -> str:
    """A tsquery as text: this edition and every word as a beginning (`akut` finds `akute`)."""
    return " & ".join([f"'{edition_word(number)}'", *(f"'{word}':*" for word in words)])


def key_of(code: str) -> str:
    """A code without dots, blanks and marks, in capitals: `j06.9+` is J069."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
