"""The office's entries in the menu and the words that find them."""

from typing import Final

from praxis.core.actors import Role
from praxis.core.duties import Duty, duties
from praxis.core.health import checks as checks_of_health
from praxis.core.navigation import NavEntry, navigation
from praxis.core.panels import Inbox, registry
from praxis.core.said import Said, sayings
from praxis.core.words import marked
from praxis.office.health import lines
from praxis.office.oversight import checks, emergencies, restorations

_OWNER = frozenset({Role.OWNER})
_OF_AUDIT: Final = (
    marked("Audit"), marked("Zugriffe"), marked("Notfallzugriff"), marked("Betroffene"),
    marked("Kette"),
)  # fmt: skip
_OF_KEYS: Final = (
    marked("Tresor"), marked("Wiederherstellungsblätter"), marked("Passphrase"),
    marked("Schlüsselwechsel"),
)  # fmt: skip

_SAID: Final = {
    "passkey-angelegt": marked(
        "Der Passkey ist angelegt: Ab jetzt können Sie sich damit anmelden."
    ),
    "passkey-entfernt": marked("Der Passkey ist entfernt."),
    "pin-gespeichert": marked("Die PIN ist gespeichert."),
    "pin-entfernt": marked("Die PIN ist gelöscht."),
    "app-eingerichtet": marked("Die Authenticator-App ist eingerichtet."),
}


def put_up() -> None:
    """Bring the entries; called once at start-up."""
    team = (marked("Mitarbeiter"), marked("Rollen"))
    navigation.add(NavEntry(marked("Team"), "office:team", 800, "staff", team, _OWNER))
    branches = (marked("Zweigpraxis"), marked("Betriebsstätte"), marked("Anschrift"))
    navigation.add(NavEntry(marked("Standorte"), "office:sites", 805, "safe", branches, _OWNER))
    machines = (marked("Rechner"), marked("Geräte"))
    navigation.add(
        NavEntry(marked("Arbeitsplätze"), "office:workstations", 810, "lock", machines, _OWNER)
    )
    navigation.add(NavEntry(marked("Protokoll"), "office:audit", 820, "log", _OF_AUDIT, _OWNER))
    navigation.add(NavEntry(marked("Schlüssel"), "office:keys", 825, "key", _OF_KEYS, _OWNER))
    registry.add_inbox(
        Inbox(
            "emergencies", marked("Notfallzugriffe"), "office:emergencies", 90, emergencies.unseen,
            lambda actor: actor.has(_OWNER),
        )
    )  # fmt: skip
    registry.add_inbox(
        Inbox(
            "restorations", marked("Rücksicherung bestätigen"), "office:restored", 5,
            restorations.waiting, lambda actor: actor.has(_OWNER), rare=True,
        )
    )  # fmt: skip
    health = (marked("Zustand"), marked("Ampel"), marked("Sicherung"), marked("Speicherplatz"))
    navigation.add(NavEntry(marked("Praxisgesundheit"), "office:health", 830, "health", health))
    for name, words in _SAID.items():
        sayings.add(name, Said(words))
    for name, check in lines.OWN.items():
        checks_of_health.add(name, check)
    duties.add(Duty("sign-of-life", 15.0, lines.show_life))
    duties.add(Duty("audit-check", 3.0, checks.check_if_asked))
    navigation.add(
        NavEntry(
            marked("Mein Konto"), "office:own_account", 890, "key",
            (
                marked("Passwort"), "PIN", marked("Passkey"), marked("Authenticator"),
                marked("Abmelden"), marked("Sprache"),
            ), in_menu=False,
        )
    )  # fmt: skip
