"""The paper secret: 100 random bits that a person types, with a check against mistyping.

Twenty characters of Crockford's Base32 (no I, L, O, U) and one check character of the same
alphabet, shown as `XXXXX-XXXXX-XXXXX-XXXXX-X`. The check is a polynomial over GF(32): it finds
every single wrong character and every swap of two neighbours.
"""

import secrets
from typing import Final

from wire.errors import MistypedSecret

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHARACTERS: Final = 20
BITS: Final = 5 * CHARACTERS

# What people read for a character that is not in the alphabet.
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def new_paper_secret() -> str:
    """A fresh secret as printed."""
    return write_paper_secret(secrets.randbits(BITS))


def write_paper_secret(value: int) -> str:
    """Print a 100-bit number: most significant character first."""
    if not 0 <= value < 1 << BITS:
        raise MistypedSecret("range")
    digits = [value >> 5 * (CHARACTERS - 1 - i) & 31 for i in range(CHARACTERS)]
    text = "".join(ALPHABET[digit] for digit in [*digits, _check(digits)])
    return "-".join(text[i : i + 5] for i in range(0, len(text), 5))


def read_paper_secret(typed: str) -> str:
    """The twenty characters that go into the key derivation, from whatever a person typed.

    Case, spaces and hyphens do not matter; O is read as 0, I and L as 1. MistypedSecret else.
    """
    text = typed.upper().translate(_READ_AS) if typed.isascii() else ""
    if len(text) != CHARACTERS + 1 or any(character not in ALPHABET for character in text):
        raise MistypedSecret("characters")
    digits = [ALPHABET.index(character) for character in text]
    if _check(digits[:-1]) != digits[-1]:
        raise MistypedSecret("check")
    return text[:-1]


def _check(digits: list[int]) -> int:
    # Horner's rule with x = 2 in GF(32) modulo x^5 + x^2 + 1, in which 2 generates all of 1..31.
    value = 0
    for digit in [*digits, 0]:
        value = (value << 1) ^ (0x25 if value & 16 else 0)
        value ^= digit
    return value
