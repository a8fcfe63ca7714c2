"""What the keys' page shows: ways in, sheets, every key with its last replacement."""

from dataclasses import dataclass
from typing import Final

from praxis.vault import renewal
from praxis.vault.ceremony import PROTECTS, Health
from praxis.vault.models import KeyRenewal
from praxis.vault.openers import Kind

WAYS: Final = {
    Kind.PASSPHRASE: "Passphrase",
    Kind.KEY_FILE: "Schlüsseldatei",
    Kind.CREDENTIAL: "Vom Betriebssystem übergeben",
    Kind.SHEETS: "Wiederherstellungsblätter (2 von 3)",
    Kind.ESCROW: "Hinterlegter Notfallschlüssel",
}
_PROTECTS: Final = {
    **PROTECTS,
    Kind.SHEETS: "Öffnen auch dann, wenn die Passphrase verloren ist.",
    Kind.ESCROW: "Öffnet im Notfall; der Schlüssel dazu liegt nicht in der Praxis.",
}
KEYS: Final = {
    "login": ("Anmeldung", "Einmalcodes, PINs und Kennwörter des Teams"),
    "mail": ("E-Mail", "Zugangsdaten der Postfächer"),
    "post": ("Post", "Briefe der Patienten an die Praxis"),
    "intake": ("Eingang", "Laborbefunde, die noch niemandem zugeordnet sind"),
    "index": ("Suche", "Suchverzeichnis und Prüfwerte der Versicherten"),
    "patients": ("Patienten", "Für jeden Patienten ein eigener Schlüssel"),
}
# Why no button stands here, in words for the owner.
KEPT: Final = (
    ("Unterschrift der Praxis", "Sie wechselt gegenüber den Telefonen, nicht hier."),
    ("Protokoll", "Es wird nie gewechselt: Zehn Jahre Protokoll werden damit geprüft."),
    ("Monatsschlüssel", "Er wechselt von selbst an jedem Monatsanfang."),
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


def ways(found: Health) -> list[Way]:
    """Every opener, the one used now marked."""
    return [
        Way(WAYS[Kind(kind)], _day(added), _PROTECTS[Kind(kind)], kind == found.opened_by)
        for _id, kind, added in found.openers
    ]


def keys() -> list[Key]:
    """Every key that can be replaced."""
    last = {one.what: one for one in renewal.last_of_each()}
    return [Key(what, *KEYS.get(what, (what, "")), last.get(what)) for what in renewal.renewable()]


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}.{month}.{year}"
