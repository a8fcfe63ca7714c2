"""How a room puts itself on a page of several rooms: chart panels, inboxes, codes of the line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from praxis.core.actors import Actor
from praxis.core.ids import PatientId

# Opens what was found and gives the template's context.
Filled = Callable[[], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the chart: where it stands, its template, and who fills it.

    `place` is `head`, `left`, `stream` or `right`; `order` sorts within a place, smallest first.
    `fill` asks the room through the gate and opens nothing yet; what it gives opens it. So the
    decisions about a whole chart are in the log, together, before the first value is opened.
    """

    name: str
    place: str
    order: int
    template: str
    fill: Callable[[Actor, PatientId], Filled]
    show: Callable[[Actor], bool] = lambda _actor: True


@dataclass(frozen=True, slots=True)
class Inbox:
    """One line on the start page: a German title, where it leads, and how much waits there.

    A `rare` one is shown only while something waits.
    """

    name: str
    title: str
    url_name: str
    order: int
    count: Callable[[Actor], int]
    show: Callable[[Actor], bool] = lambda _actor: True
    rare: bool = False


@dataclass(frozen=True, slots=True)
class LineCode:
    """A code of the chart's command line that another room takes, such as `AUF` for a task.

    `take` does what the rest of the line says; its PraxisError comes back beside the line.
    """

    code: str
    title: str
    take: Callable[[Actor, PatientId, str], None]
    show: Callable[[Actor], bool] = lambda _actor: True


class Registry:
    """What the rooms have put up; a name taken twice stops the start-up."""

    def __init__(self) -> None:
        self._panels: dict[str, Panel] = {}
        self._inboxes: dict[str, Inbox] = {}
        self._codes: dict[str, LineCode] = {}

    def add_panel(self, panel: Panel) -> None:
        """Put up a chart panel."""
        if panel.name in self._panels:
            raise ValueError(f"panel {panel.name} is put up twice")
        self._panels[panel.name] = panel

    def add_inbox(self, inbox: Inbox) -> None:
        """Put up an inbox on the start page."""
        if inbox.name in self._inboxes:
            raise ValueError(f"inbox {inbox.name} is put up twice")
        self._inboxes[inbox.name] = inbox

    def add_code(self, brought: LineCode) -> None:
        """Bring a code of the command line."""
        if brought.code in self._codes:
            raise ValueError(f"code {brought.code} is brought twice")
        self._codes[brought.code] = brought

    def codes(self, actor: Actor) -> list[LineCode]:
        """The codes other rooms bring for this actor, in order."""
        mine = [code for code in self._codes.values() if code.show(actor)]
        return sorted(mine, key=lambda code: code.code)

    def panels(self, place: str, actor: Actor) -> list[Panel]:
        """The panels of a place this actor is shown, in order."""
        here = [p for p in self._panels.values() if p.place == place and p.show(actor)]
        return sorted(here, key=lambda panel: panel.order)

    def inboxes(self, actor: Actor) -> list[Inbox]:
        """The inboxes this actor is shown, in order."""
        mine = [box for box in self._inboxes.values() if box.show(actor)]
        return sorted(mine, key=lambda box: box.order)


registry: Final = Registry()
