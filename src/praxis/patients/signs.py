"""What this room puts up elsewhere: menu entries, inboxes, chart panels."""

from praxis.core.navigation import NavEntry, navigation
from praxis.patients.access import IDENTITY_READERS


def put_up() -> None:
    """Called once at start-up."""
    navigation.add(
        NavEntry("Patienten", "patients:search", 20, "search", ("Suche",), IDENTITY_READERS)
    )
    navigation.add(
        NavEntry(
            "Aufnehmen", "patients:create", 21, "user-plus", ("Patient", "neu"),
            IDENTITY_READERS, in_menu=False,
        )
    )  # fmt: skip
