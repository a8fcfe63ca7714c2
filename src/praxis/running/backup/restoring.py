"""Brings a practice back from a backup into an empty place: everything is checked before it is put.

Documents and keys are written beside their place and moved there at the end, the keys last: until
then no server starts here. What was cut off leaves no vault, and is begun again in an empty place.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from praxis.audit import macs
from praxis.audit.macs import RowMac
from praxis.flows import returned
from praxis.flows.returned import Found
from praxis.running.backup import filling, opening, tombstones
from praxis.running.backup.errors import BrokenBackup, ForeignBackup, PlaceTaken
from praxis.running.backup.manifest import Manifest
from praxis.running.backup.opening import Opened
from praxis.running.backup.target import Target
from praxis.vault import openers, store
from praxis.vault.chest import Chest
from praxis.vault.keys import Domain
from praxis.vault.openers import Material
from praxis.vault.roles import Role
from praxis.vault.service import KeeperService

STAGING: Final = ".ruecksicherung"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the practice is to stand again: an empty folder and an empty database of the owner."""

    data: Path
    owner: str

    @property
    def staging(self) -> Path:
        """Beside the place, on the same disk."""
        return self.data / STAGING


def check_empty(data: Path) -> None:
    """PlaceTaken if there is a vault or a document; leftovers of a return cut off are removed."""
    shutil.rmtree(data / STAGING, ignore_errors=True)
    if (data / "vault").exists() or any((data / "documents").glob("??/*")):
        raise PlaceTaken(detail="vault or documents")


def check_empty_database(owner: str) -> None:
    """PlaceTaken if there is a table."""
    with psycopg.connect(owner) as connection:
        query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        if (found := connection.execute(query).fetchone()) is None or found[0]:
            raise PlaceTaken(detail="database")


def restore(target: Target, name: str, material: Material, place: Place, say: Say) -> Manifest:
    """Put the practice back as it was; nothing outside happens before the owner has looked.

    PlaceTaken, WrongOpener, BrokenBackup, ForeignBackup, NewerBackup, ChainBroken.
    """
    check_empty(place.data)
    check_empty_database(place.owner)
    opened = opening.open_backup(target, name, [openers.identity(material)])
    try:
        keeper = _vault(opened, material, place.staging / "vault")
        say("Die Schlüssel gehören zu dieser Sicherung. Prüfe alle Dateien ...")
        filling.check_files(opened)
        say("Lese die Tabellen ein ...")
        _database(opened, keeper, place, say)
        _put(place)
    finally:
        macs.forget()
        shutil.rmtree(place.staging, ignore_errors=True)
    return opened.manifest


def _vault(opened: Opened, material: Material, folder: Path) -> KeeperService:
    """The vault out of the backup, opened in this process; ForeignBackup unless it signed it."""
    store.private_folder(folder)
    for name, data in opened.vault_files().items():
        store.write_private(folder / name, data)
    keeper = KeeperService(lambda given: Chest.open(folder, given))
    asked = {"op": "unseal", "kind": material.kind.value, "secret": material.secret}
    if not _ask(keeper, asked)["ok"]:
        raise openers.WrongOpener
    opened.check_signature(bytes(_ask(keeper, {"op": "public"})["keys"]["backup"]))
    if bytes(_ask(keeper, {"op": "backup"})["vault"]) != opened.manifest.vault:
        raise ForeignBackup(detail="another vault")
    return keeper


def _ask(keeper: KeeperService, message: dict[str, Any]) -> dict[str, Any]:
    return keeper.answer(Role.WORKER, message)


def _database(opened: Opened, keeper: KeeperService, place: Place, say: Say) -> None:
    row_macs, made = _row_macs(keeper), opened.manifest
    filling.make_tables(place.owner, made.migrations)
    documents = store.private_folder(place.staging / "documents")
    with filling.connect(place.owner) as connection:
        filling.fill(connection, opened)
        say("Prüfe das Protokoll ...")
        filling.check_log(
            connection, row_macs.fits, lambda v, link, mac: keeper.chain_mac(link) == (v, mac)
        )
        say("Lese die Dokumente ein ...")
        filling.check_documents(connection, opened, documents)
    filling.finish_tables(place.owner)
    macs.install(row_macs)
    key = bytes(_ask(keeper, {"op": "public"})["keys"]["backup"])
    stones = tombstones.newest(opened.target, opened.identities, key)
    with filling.connect(place.owner) as connection:
        state_of = datetime.fromtimestamp(made.made_at, UTC)
        again = tombstones.apply(connection, stones)
        returned.close_outside(
            connection, Found("restore", made.name, state_of, again, made.missing)
        )


def _row_macs(keeper: KeeperService) -> RowMac:
    """The keys of the log's rows, as the vault in the backup has them."""
    domains = keeper.process_keys(Role.WORKER).domains
    keys = domains.get(Domain.AUDIT_ROW, {})
    if not keys:
        raise BrokenBackup(detail="a vault without a key of the log")

    def newest() -> tuple[int, bytes]:
        return max(keys), keys[max(keys)].reveal()

    return RowMac(newest, lambda version: keys[version].reveal())


def _put(place: Place) -> None:
    """Documents first, the vault last: with it the practice stands."""
    shutil.rmtree(place.data / "documents", ignore_errors=True)
    (place.staging / "documents").rename(place.data / "documents")
    (place.staging / "vault").rename(place.data / "vault")
    store.sync_folder(place.data)
