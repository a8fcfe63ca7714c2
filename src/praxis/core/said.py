"""What an action says after it led on to another page: a sentence of ours, named in the address.

The address carries the sentence's name and perhaps the id of what was done, never the words; a name
nobody put up says nothing.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from praxis.core.ids import canonical_uuid

NAME: Final = "getan"
THING: Final = "an"


@dataclass(frozen=True, slots=True)
class Said:
    """A German sentence; the words and the url name of a link back to the thing, if it has one."""

    words: str
    again: str = ""
    page: str = ""


class Sayings:
    """Every sentence the rooms have put up, by name."""

    def __init__(self) -> None:
        self._known: dict[str, Said] = {}

    def add(self, name: str, said: Said) -> None:
        """Put up what an action says."""
        self._known[name] = said

    def find(self, name: str) -> Said | None:
        """The sentence of this name."""
        return self._known.get(name)


sayings: Final = Sayings()


def saying(address: str, name: str, thing: UUID | None = None) -> str:
    """The address of the page one is led on to, with what it says on arrival."""
    fields = {NAME: name} | ({THING: str(thing)} if thing else {})
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"


def thing_named(text: str) -> UUID | None:
    """The id that came with the sentence, if it is one."""
    return canonical_uuid(text)
