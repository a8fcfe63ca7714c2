"""The whole template language: `{{ name }}` for a name on the list, everything else is text."""

import re
from collections.abc import Mapping
from typing import Final

NAMES: Final = frozenset(
    {"vorname", "nachname", "geburtsdatum", "strasse", "plz", "ort", "heute", "arzt", "praxis"}
)
_MARK: Final = re.compile(r"\{\{ {0,3}([a-z]{1,20}) {0,3}\}\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put the known words in, once: what a value brings along is never read again (E-04, E-05)."""

    def word(found: re.Match[str]) -> str:
        return values.get(found[1], "") if found[1] in NAMES else found[0]

    return _MARK.sub(word, text)
