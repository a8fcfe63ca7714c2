"""What the keys' page shows: ways in, sheets, every key with its last replacement."""

from dataclasses import dataclass
from typing import Final

from praxis.core.words import marked, spoken
from praxis.vault import renewal
from praxis.vault.ceremony import PROTECTS, Health
from praxis.vault.models import KeyRenewal
from praxis.vault.openers import Kind

WAYS: Final = {
    Kind.PASSPHRASE: marked("Passphrase"),
    Kind.KEY_FILE: marked("Schlüsseldatei"),
    Kind.CREDENTIAL: marked("Vom Betriebssystem übergeben"),
    Kind.SHEETS: marked("Wiederherstellungsblätter (2 von 3)"),
    Kind.ESCROW: marked("Hinterlegter Notfallschlüssel"),
}
_PROTECTS: Final = {
    **PROTECTS,
    Kind.SHEETS: marked("Öffnen auch dann, wenn die Passphrase verloren ist."),
    Kind.ESCROW: marked("Öffnet im Notfall; der Schlüssel dazu liegt nicht in der Praxis."),
}
KEYS: Final = {
    "login": (marked("Anmeldung"), marked("Einmalcodes, PINs und Kennwörter des Teams")),
    "mail": (marked("E-Mail"), marked("Zugangsdaten der Postfächer")),
    "post": (marked("Post"), marked("Briefe der Patienten an die Praxis")),
    "intake": (marked("Eingang"), marked("Laborbefunde, die noch niemandem zugeordnet sind")),
    "index": (marked("Suche"), marked("Suchverzeichnis und Prüfwerte der Versicherten")),
    "sign": (
        marked("Praxis gegenüber den Telefonen"),
        marked(
            "Unterschrift und Empfang der Briefe. Jedes Telefon erfährt den Wechsel in einem "
            "Brief; die Sicherheitsnummern ändern sich. Offene Blätter gelten weiter. Briefe an "
            "die alten Schlüssel öffnet die Praxis noch 60 Tage; die alte Unterschrift wird nach "
            "einem Jahr vernichtet. Machen Sie danach eine Sicherung. Einmal im Jahr."
        ),
    ),
    "patients": (marked("Patienten"), marked("Für jeden Patienten ein eigener Schlüssel")),
}
# Why no button stands here, in words for the owner.
KEPT: Final = (
    (
        marked("Protokoll"),
        marked("Es wird nie gewechselt: Zehn Jahre Protokoll werden damit geprüft."),
    ),
    (marked("Monatsschlüssel"), marked("Er wechselt von selbst an jedem Monatsanfang.")),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way into the vault."""

    name: str
    added_on: str
    protects: str
    used: bool


@dataclass(frozen=True, slots=True)
class Key:
    """One key and how its last replacement stands."""

    what: str
    name: str
    holds: str
    last: KeyRenewal | None

    @property
    def running(self) -> bool:
        """Whether it is being replaced now."""
        return self.last is not None and self.last.finished_at is None

    @property
    def settling(self) -> bool:
        """Whether everything is sealed anew and only the old version still waits for its end."""
        last = self.last
        return self.running and last is not None and 0 < last.total == last.done


def kept() -> list[tuple[str, str]]:
    """The keys without a button, and why."""
    return [(spoken(name), spoken(why)) for name, why in KEPT]


def ways(found: Health) -> list[Way]:
    """Every opener, the one used now marked."""
    return [
        Way(
            spoken(WAYS[Kind(kind)]),
            _day(added),
            spoken(_PROTECTS[Kind(kind)]),
            kind == found.opened_by,
        )
        for _id, kind, added in found.openers
    ]


def keys() -> list[Key]:
    """Every key that can be replaced."""
    last = {one.what: one for one in renewal.last_of_each()}
    return [
        Key(what, spoken(name), spoken(holds), last.get(what))
        for what in renewal.renewable()
        for name, holds in (KEYS.get(what, (what, "")),)
    ]


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}.{month}.{year}"
