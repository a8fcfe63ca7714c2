"""What the desk puts up: its own entry in the menu."""

from praxis.core.navigation import NavEntry, navigation


def put_up() -> None:
    """Called once at start-up."""
    navigation.add(NavEntry("Start", "desk:start", 10, "home", ("Tagesübersicht",)))
