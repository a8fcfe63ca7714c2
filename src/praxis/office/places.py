"""The office's entries in the menu and the words that find them."""

from praxis.core.actors import Role
from praxis.core.duties import Duty, duties
from praxis.core.health import checks as checks_of_health
from praxis.core.navigation import NavEntry, navigation
from praxis.core.panels import Inbox, registry
from praxis.office.health import lines
from praxis.office.oversight import checks, emergencies, restorations

_OWNER = frozenset({Role.OWNER})


def put_up() -> None:
    """Bring the entries; called once at start-up."""
    navigation.add(NavEntry("Team", "office:team", 800, "staff", ("Mitarbeiter", "Rollen"), _OWNER))
    navigation.add(
        NavEntry("Arbeitsplätze", "office:workstations", 810, "lock", ("Rechner", "Geräte"), _OWNER)
    )
    words = ("Audit", "Zugriffe", "Notfallzugriff", "Betroffene", "Kette")
    navigation.add(NavEntry("Protokoll", "office:audit", 820, "log", words, _OWNER))
    sheets = ("Tresor", "Wiederherstellungsblätter", "Passphrase", "Schlüsselwechsel")
    navigation.add(NavEntry("Schlüssel", "office:keys", 825, "key", sheets, _OWNER))
    registry.add_inbox(
        Inbox(
            "emergencies", "Notfallzugriffe", "office:emergencies", 90, emergencies.unseen,
            lambda actor: actor.has(_OWNER),
        )
    )  # fmt: skip
    registry.add_inbox(
        Inbox(
            "restorations", "Rücksicherung bestätigen", "office:restored", 5,
            restorations.waiting, lambda actor: actor.has(_OWNER),
        )
    )  # fmt: skip
    health = ("Zustand", "Ampel", "Sicherung", "Speicherplatz")
    navigation.add(NavEntry("Praxisgesundheit", "office:health", 830, "health", health))
    for name, check in lines.OWN.items():
        checks_of_health.add(name, check)
    duties.add(Duty("sign-of-life", 15.0, lines.show_life))
    duties.add(Duty("audit-check", 3.0, checks.check_if_asked))
    navigation.add(
        NavEntry(
            "Mein Konto", "office:own_account", 890, "key",
            ("Passwort", "PIN", "Passkey", "Authenticator"), in_menu=False,
        )
    )  # fmt: skip
