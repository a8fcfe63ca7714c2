"""What is given to people, and goes to others when somebody leaves; each room puts up its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from praxis.core.actors import SystemActor
from praxis.core.assigning import Addressee

# Leitung need not see what is handed over; the rules name this job for it and nothing else.
LEAVING: Final = SystemActor("leaving")


@dataclass(frozen=True, slots=True)
class Given:
    """One kind of thing given to people: its German name, how many somebody has, giving them on."""

    title: str
    count: Callable[[UUID], int]
    hand_over: Callable[[UUID, Addressee], int]


class GivenThings:
    """Every kind of thing the rooms have put up."""

    def __init__(self) -> None:
        self._kinds: list[Given] = []

    def add(self, kind: Given) -> None:
        """Put up a kind of thing that is given to people."""
        self._kinds.append(kind)

    def counts(self, account: UUID) -> list[tuple[str, int]]:
        """What somebody has, by its German name, as far as there is any."""
        found = ((kind.title, kind.count(account)) for kind in self._kinds)
        return [(title, count) for title, count in found if count]

    def hand_over(self, account: UUID, to: Addressee) -> int:
        """Give all of it on; how many things."""
        return sum(kind.hand_over(account, to) for kind in self._kinds)


given: Final = GivenThings()
