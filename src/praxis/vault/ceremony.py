"""What a person does with the vault: make it, open it, change who opens it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from praxis.core import clock
from praxis.core.errors import PraxisError
from praxis.core.words import marked, spoken
from praxis.vault import hardening, openers, sheets
from praxis.vault.chest import Chest, vault_exists
from praxis.vault.client import Client
from praxis.vault.openers import Kind, Material, Opener

KEY_FILE: Final = "root.key"

# How well each way protects a machine that is switched off and stolen; shown on the health page.
PROTECTS: Final = {
    Kind.PASSPHRASE: marked("Ein gestohlener, ausgeschalteter Rechner öffnet nichts."),
    Kind.CREDENTIAL: marked(
        "Schützt Platte und Sicherungen, nicht den ganzen gestohlenen Rechner."
    ),
    Kind.KEY_FILE: marked(
        "Schützt nur Datenbankabzüge und Sicherungen; der Schlüssel liegt daneben."
    ),
    Kind.SHEETS: marked("Mit Wiederherstellungsblättern geöffnet."),
    Kind.ESCROW: marked("Mit dem hinterlegten Notfallschlüssel geöffnet."),
}


class OldSheet(PraxisError):
    """A proper sheet, but not of the set that opens now."""

    message = marked(
        "Dieses Blatt ist lesbar, gehört aber nicht zum gültigen Satz. Bitte vernichten Sie es "
        "und suchen Sie das neuere."
    )


class UnknownSheets(PraxisError):
    """The set was made before sheets could be told apart."""

    message = marked(
        "Das Blatt ist lesbar. Ob es zum gültigen Satz gehört, lässt sich nicht sagen: Der Satz "
        "ist älter als diese Prüfung. Bitte drucken Sie neue Blätter."
    )


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the vault in words, for `praxistresor status` and the health page."""

    is_open: bool
    opened_by: str
    protection: str
    openers: tuple[tuple[str, str, str], ...]
    epochs: tuple[tuple[int, str], ...]
    warnings: tuple[str, ...]
    sheets: tuple[tuple[str, int | None], ...] = ()


def create_vault(folder: Path, materials: Iterable[Material]) -> list[str]:
    """Make a new vault; returns the words of its three recovery sheets, shown this one time."""
    recovery, words = sheets.new_sheets()
    today = clock.today().isoformat()
    ways = [openers.new_opener(material, added_on=today) for material in materials]
    ways.append(_sheets_opener(recovery, words))
    Chest.create(folder, ways, on=clock.today())
    return words


def create_demo_vault(data: Path) -> Material:
    """The vault of the demo: opens itself with a key file beside the data, and says so."""
    key = data / KEY_FILE
    if vault_exists(data / "vault"):
        return openers.key_file(key)
    material = openers.key_file(key) if key.exists() else openers.new_key_file(key)
    way = openers.new_opener(material, added_on=clock.today().isoformat())
    Chest.create(data / "vault", [way], on=clock.today())
    return material


def add_opener(line: Client, proof: Material, new: Material) -> str:
    """Let one more way in; returns its id."""
    way = openers.new_opener(new, added_on=clock.today().isoformat())
    return line.add_opener(way, proof).hex()


def add_escrow(line: Client, proof: Material, recipient: str) -> str:
    """Let an age recipient open in an emergency; returns the opener's id."""
    way = openers.new_escrow(recipient, added_on=clock.today().isoformat())
    return line.add_opener(way, proof).hex()


def replace_sheets(line: Client, proof: Material) -> list[str]:
    """Make new recovery sheets and let the old ones open nothing any more; returns the words."""
    material, words = sheets.new_sheets()
    old = [bytes.fromhex(way) for way, kind, _ in health(line).openers if kind == Kind.SHEETS]
    line.add_opener(_sheets_opener(material, words), proof)
    for opener in old:
        line.remove_opener(opener, proof)
    return words


def check_sheet(line: Client, words: str) -> int:
    """The number of a sheet of the set that opens this vault now; BadSheet, OldSheet."""
    sheet = sheets.read_sheet(words)
    known = {number for _added_on, number in health(line).sheets}
    if sheet.set not in known:
        raise UnknownSheets if None in known else OldSheet
    return sheet.number


def _sheets_opener(material: Material, words: list[str]) -> Opener:
    number = sheets.read_sheet(words[0]).set
    return openers.new_opener(material, added_on=clock.today().isoformat(), sheet_set=number)


def remove_opener(line: Client, proof: Material, opener: str) -> int:
    """Close a way in and replace the root, so that what it knew is worth nothing."""
    line.remove_opener(bytes.fromhex(opener), proof)
    return line.rotate_root(proof)


def health(line: Client) -> Health:
    """Ask the keeper how the vault is. KeeperAway."""
    state: dict[str, Any] = line.status()
    way = str(state["opened_by"])
    return Health(
        is_open=bool(state["open"]),
        opened_by=way,
        protection=PROTECTS[Kind(way)] if way else "",
        openers=tuple((bytes(i).hex(), str(kind), str(on)) for i, kind, on in state["openers"]),
        epochs=tuple((int(n), str(what)) for n, what in state["epochs"]),
        warnings=tuple(_warnings(state, clock.today())),
        sheets=tuple((str(on), number) for on, number in state["sheets"]),
    )


def _warnings(state: dict[str, Any], today: date) -> Iterable[str]:
    # The keeper, and the process that asks: it holds the patients' keys.
    if not state["memory_locked"] or hardening.may_be_swapped():
        yield spoken(
            "Dieser Rechner lagert Speicher aus. Bitte Auslagerung abschalten oder verschlüsseln."
        )
    kinds = {kind for _, kind, _ in state["openers"]}
    if state["open"] and not kinds & {Kind.SHEETS.value, Kind.ESCROW.value}:
        yield spoken(
            "Es gibt keine Wiederherstellungsblätter. Geht der Schlüssel verloren, ist alles weg."
        )
    active = [n for n, what in state["epochs"] if what == "active"]
    if state["open"] and min(active) < today.year * 100 + today.month:
        yield spoken(
            "Der Monatsschlüssel wurde noch nicht überall gewechselt; das läuft im Hintergrund."
        )
