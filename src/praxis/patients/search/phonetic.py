"""Kölner Phonetik (Postel 1969) over folded words: names that sound alike get the same digits."""

from functools import lru_cache
from typing import Final

_SIMPLE: Final = {
    **dict.fromkeys("aeijouy", "0"),
    **dict.fromkeys("bp", "1"),
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    "l": "5",
    **dict.fromkeys("mn", "6"),
    "r": "7",
    **dict.fromkeys("sz", "8"),
}
SHORTEST: Final = 2


@lru_cache(maxsize=16_384)
def sound(word: str) -> str:
    """Return the digits of `word`, or "" where they would say too little to search by."""
    letters = [letter for letter in word.replace("ph", "f") if "a" <= letter <= "z"]
    digits: list[str] = []
    for at, letter in enumerate(letters):
        before = letters[at - 1] if at else ""
        after = letters[at + 1] if at + 1 < len(letters) else ""
        digits.append(_digit(letter, before, after))
    joined = "".join(digits)
    single = "".join(d for at, d in enumerate(joined) if at == 0 or joined[at - 1] != d)
    code = single[:1] + single[1:].replace("0", "")
    return code if len(code) >= SHORTEST else ""


def _digit(letter: str, before: str, after: str) -> str:
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    if letter == "c":
        if not before:
            return "4" if after and after in "ahkloqrux" else "8"
        return "4" if before not in "sz" and after and after in "ahkoqux" else "8"
    return _SIMPLE.get(letter, "")
