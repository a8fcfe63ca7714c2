"""Folding words so that every usual way to type them meets: ä/ae/a, ß/ss, accents, invisibles.

One pass, one character of memory, no regular expression: the folded form of the beginning of a
name is always the beginning of the folded name, so a list narrows while the person types.
"""

import unicodedata
from functools import lru_cache
from typing import Final

LONGEST_TEXT: Final = 160
LONGEST_WORD: Final = 40

# Letters that Unicode does not take apart. The second list stands for a vowel that swallowed
# its "e" already, as the umlauts do.
_PLAIN: Final = {"ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
_WITH_E: Final = {"æ": "a", "ø": "o", "œ": "o"}
_DIAERESIS: Final = "\u0308"
_APOSTROPHES: Final = frozenset("'’‘`´ʼʹ′ʻʿʾ＇")
_HYPHENS: Final = frozenset("-‐‑‒–—−－")


def clean(text: str, limit: int = LONGEST_TEXT) -> str:
    """Return `text` cut to `limit`, without control and format characters and lone surrogates."""
    kept: list[str] = []
    for character in text[:limit]:
        category = unicodedata.category(character)
        if character in _APOSTROPHES:
            kept.append("'")  # before NFKD, which turns the acute accent into a space
        elif character in _HYPHENS:
            kept.append("-")
        elif category in ("Cc", "Zs", "Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn"):
            kept.append(character)
    return "".join(kept)


def fold(text: str, limit: int = LONGEST_TEXT) -> str:
    """Return lower-case letters and digits of `text`, single spaces, hyphens and apostrophes."""
    out: list[str] = []
    open_vowel = False  # an a, o or u that a following e would turn into an umlaut
    for character in unicodedata.normalize("NFKD", clean(text, limit).casefold()).casefold():
        if character == _DIAERESIS:
            open_vowel = False
        elif unicodedata.category(character) == "Mn":
            continue
        elif character == "e" and open_vowel:
            open_vowel = False
        elif character.isalnum():
            out.append(_WITH_E.get(character) or _PLAIN.get(character, character))
            open_vowel = character in "aou"
        else:
            open_vowel = False
            mark = character if character in "-'" else " "
            if mark != " " or (out and out[-1] != " "):
                out.append(mark)
    return "".join(out)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the folded words of `text`, each as its parts: `((hans, peter), (o'x,))`."""
    found: list[tuple[str, ...]] = []
    for word in fold(text).split(" "):
        parts = [part.strip("'")[:LONGEST_WORD] for part in word.split("-")]
        if kept := [part for part in parts if part]:
            found.append(tuple(kept))
    return tuple(found)


def without_apostrophe(word: str) -> str:
    """Return `word` as people type it who skip the apostrophe."""
    return word.replace("'", "")
