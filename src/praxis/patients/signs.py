"""What this room puts up elsewhere: menu entries, inboxes, chart panels."""

from praxis.core.actors import Role
from praxis.core.navigation import NavEntry, navigation
from praxis.patients import rehashing
from praxis.patients.access import CLINICAL, IDENTITY_READERS


def put_up() -> None:
    """Called once at start-up."""
    rehashing.put_up()
    navigation.add(
        NavEntry("Patienten", "patients:search", 20, "search", ("Suche",), IDENTITY_READERS)
    )
    navigation.add(
        NavEntry(
            "Aufnehmen", "patients:create", 21, "user-plus", ("Patient", "neu"),
            IDENTITY_READERS, in_menu=False,
        )
    )  # fmt: skip
    navigation.add(
        NavEntry(
            "Notfallsuche", "patients:emergency_search", 22, "warning",
            ("Notfallzugriff",), frozenset({Role.DOCTOR}), in_menu=False,
        )
    )  # fmt: skip
    navigation.add(
        NavEntry(
            "Von anderem Standort hinzuholen", "patients:join", 23, "plus",
            ("Zweigpraxis", "Karte"), CLINICAL, in_menu=False,
        )
    )  # fmt: skip
