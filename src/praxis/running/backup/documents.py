"""The sealed documents of a practice as packs: each is carried once, by its content's address."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from psycopg import sql

from praxis.running.backup.errors import BrokenBackup
from praxis.running.backup.frames import Contents
from praxis.running.backup.manifest import ADDRESS
from praxis.running.backup.tables import Connection
from praxis.vault.store import private_folder, sync_folder

_PIECE: Final = 1 << 18


def named_by_rows(connection: Connection) -> set[bytes]:
    """Every address a row names, as the database is at this connection's moment."""
    from django.apps import apps

    found: set[bytes] = set()
    for model in apps.get_models():
        for name in getattr(model, "DOCUMENTS", ()):
            column = sql.Identifier(str(getattr(model._meta.get_field(name), "column", name)))
            rows = connection.execute(
                sql.SQL("SELECT {} FROM {}").format(column, sql.Identifier(model._meta.db_table))
            )
            found |= {_address(value) for (value,) in rows if value}
    return found


def _address(value: Any) -> bytes:
    return bytes.fromhex(value) if isinstance(value, str) else bytes(value)


class Carried:
    """Those of `addresses` that lie in the folder, as contents; says which were there."""

    def __init__(self, folder: Path, addresses: Collection[bytes]) -> None:
        self._folder = folder
        self._addresses = sorted(addresses)
        self.packed: set[bytes] = set()
        self.missing: set[bytes] = set()

    def contents(self) -> Contents:
        """Head and sealed bytes of each document, as they lie."""
        for address in self._addresses:
            try:
                file = path_of(self._folder, address).open("rb")
            except FileNotFoundError:
                self.missing.add(address)
                continue
            with file:
                yield {"document": address}, iter(lambda file=file: file.read(_PIECE), b"")  # type: ignore[misc] # mypy cannot infer the bound default
            self.packed.add(address)


def path_of(folder: Path, address: bytes) -> Path:
    """Where a document lies, as `vault.documents` has it; BrokenBackup for no address."""
    if len(address) != ADDRESS:
        raise BrokenBackup(detail="not an address")
    name = address.hex()
    return folder / name[:2] / name[2:]


def unpack(
    contents: Iterator[tuple[dict[str, Any], Iterator[bytes]]],
    wanted: Collection[bytes], folder: Path | None,
) -> set[bytes]:  # fmt: skip
    """Read a pack to its end, write what is wanted (if `folder`); the addresses in it."""
    found: set[bytes] = set()
    for head, pieces in contents:
        address = head.get("document")
        if not isinstance(address, bytes) or len(address) != ADDRESS or address in found:
            raise BrokenBackup(detail="a document without an address")
        found.add(address)
        if folder is None or address not in wanted:
            continue
        place = path_of(folder, address)
        private_folder(place.parent)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.utime(handle, (946_684_800, 946_684_800))
            os.fsync(handle)
        sync_folder(place.parent)
    return found
