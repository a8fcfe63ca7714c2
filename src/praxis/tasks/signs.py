"""What this room puts up elsewhere: menu entries, inboxes, chart panels."""

from praxis.core.actors import CLINICAL, Actor
from praxis.core.navigation import NavEntry, navigation
from praxis.core.panels import Inbox, registry


def _clinical(actor: Actor) -> bool:
    return actor.has(CLINICAL)


def _count(actor: Actor) -> int:
    from praxis.tasks.queries import count_mine

    return count_mine(actor)


def put_up() -> None:
    """Called once at start-up."""
    navigation.add(NavEntry("Aufgaben", "tasks:tasks", 50, "task", ("todo",), CLINICAL))
    registry.add_inbox(Inbox("tasks", "Aufgaben", "tasks:tasks", 40, _count, _clinical))
