"""What this room puts up elsewhere: menu entries, inboxes, chart panels."""

from praxis.core.actors import Role
from praxis.core.navigation import NavEntry, navigation
from praxis.core.words import marked
from praxis.patients import rehashing
from praxis.patients.access import CLINICAL, IDENTITY_READERS


def put_up() -> None:
    """Called once at start-up."""
    rehashing.put_up()
    navigation.add(
        NavEntry(
            marked("Patienten"),
            "patients:search",
            20,
            "search",
            (marked("Suche"),),
            IDENTITY_READERS,
        )
    )
    navigation.add(
        NavEntry(
            marked("Aufnehmen"), "patients:create", 21, "user-plus",
            (marked("Patient"), marked("neu")), IDENTITY_READERS, in_menu=False,
        )
    )  # fmt: skip
    navigation.add(
        NavEntry(
            marked("Notfallsuche"), "patients:emergency_search", 22, "warning",
            (marked("Notfallzugriff"),), frozenset({Role.DOCTOR}), in_menu=False,
        )
    )  # fmt: skip
    navigation.add(
        NavEntry(
            marked("Von anderem Standort hinzuholen"), "patients:join", 23, "plus",
            (marked("Zweigpraxis"), marked("Karte")), CLINICAL, in_menu=False,
        )
    )  # fmt: skip
