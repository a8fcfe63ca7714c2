"""The office's entries in the menu and the words that find them."""

from praxis.core.actors import Role
from praxis.core.navigation import NavEntry, navigation

_OWNER = frozenset({Role.OWNER})


def put_up() -> None:
    """Bring the entries; called once at start-up."""
    navigation.add(NavEntry("Team", "office:team", 800, "staff", ("Mitarbeiter", "Rollen"), _OWNER))
    navigation.add(
        NavEntry("Arbeitsplätze", "office:workstations", 810, "lock", ("Rechner", "Geräte"), _OWNER)
    )
    navigation.add(
        NavEntry(
            "Mein Konto", "office:own_account", 890, "key",
            ("Passwort", "PIN", "Passkey", "Authenticator"), in_menu=False,
        )
    )  # fmt: skip
