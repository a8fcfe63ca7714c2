"""What the desk puts up: its own entry in the menu."""

from praxis.core.navigation import NavEntry, navigation
from praxis.core.words import marked


def put_up() -> None:
    """Called once at start-up."""
    navigation.add(NavEntry(marked("Start"), "desk:start", 10, "home", (marked("Tagesübersicht"),)))
