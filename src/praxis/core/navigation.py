"""The menu and the functions of the command field: rooms bring their own entries."""

from dataclasses import dataclass, field
from typing import Final

from praxis.core.actors import EVERYONE, Actor, Role


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A place one can go: title on the screen, url name, and words that find it.

    `in_menu=False` keeps it out of the left menu; the command field still finds it.
    """

    title: str
    url_name: str
    order: int
    icon: str = "dot"
    words: tuple[str, ...] = ()
    roles: frozenset[Role] = field(default=EVERYONE)
    in_menu: bool = True


class Navigation:
    """All entries of all rooms; a url name taken twice stops the start-up."""

    def __init__(self) -> None:
        self._entries: dict[str, NavEntry] = {}

    def add(self, entry: NavEntry) -> None:
        """Bring an entry."""
        if entry.url_name in self._entries:
            raise ValueError(f"navigation entry {entry.url_name} is brought twice")
        self._entries[entry.url_name] = entry

    def of(self, actor: Actor) -> list[NavEntry]:
        """Every entry whose roles the actor has, in order."""
        mine = [entry for entry in self._entries.values() if actor.has(entry.roles)]
        return sorted(mine, key=lambda entry: entry.order)

    def menu_of(self, actor: Actor) -> list[NavEntry]:
        """The entries of the left menu for this actor, in order."""
        return [entry for entry in self.of(actor) if entry.in_menu]


navigation: Final = Navigation()
