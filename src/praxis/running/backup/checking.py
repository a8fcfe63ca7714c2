"""Opens a backup fully: hashes, seals, a database of its own, row counts, log, documents."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from embedded import EmbeddedServer
from praxis.audit.verify import Fits
from praxis.running.backup import filling, opening
from praxis.running.backup.errors import ForeignBackup
from praxis.running.backup.manifest import Manifest
from praxis.running.backup.target import Target

_DATABASE: Final = "probe"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a full check found in order."""

    manifest: Manifest
    rows: int
    links: int
    documents: int
    seconds: float


def check(
    target: Target, name: str, *, scratch: Path, vault: bytes, public_key: bytes,
    row_fits: Fits, link_fits: Fits, clock: Callable[[], float] = time.monotonic,
) -> Checked:  # fmt: skip
    """Restore a backup into a private database below `scratch`, look, and throw it away.

    BrokenBackup, ForeignBackup, NewerBackup, ChainBroken.
    """
    began = clock()
    opened = opening.open_backup(target, name, opening.own_identities())
    opened.check_signature(public_key)
    if opened.manifest.vault != vault:
        raise ForeignBackup(detail="another vault")
    filling.check_files(opened)
    opened.vault_files()
    server = EmbeddedServer(scratch, fsync=False)
    server.remove()  # what a check that was cut off left behind
    try:
        server.start()
        server.ensure_database(_DATABASE)
        owner = server.dsn("owner", _DATABASE)
        filling.make_tables(owner, opened.manifest.migrations)
        with filling.connect(owner) as connection:
            filling.fill(connection, opened)
            verdict = filling.check_log(connection, row_fits, link_fits)
            documents = filling.check_documents(connection, opened, None)
    finally:
        server.remove()
    rows = sum(table.rows for table in opened.manifest.tables)
    return Checked(opened.manifest, rows, verdict.checked, documents, clock() - began)
