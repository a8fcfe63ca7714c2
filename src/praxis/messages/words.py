"""Makes text fit for the wire: one normal form, no control or turning characters, a byte limit."""

import re
import unicodedata
from typing import Final

_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def fit(text: str, most: int, *, lines: bool = False) -> str:
    """The text as `wire.shape.Text` takes it, cut at a character below `most` UTF-8 bytes."""
    said = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    said = said if lines else said.replace("\n", " ")
    said = _TURNING.sub("", unicodedata.normalize("NFC", said))
    said = "".join(
        one for one in said
        if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp")
    )  # fmt: skip
    raw = said.strip().encode()[:most]
    return raw.decode("utf-8", "ignore")
