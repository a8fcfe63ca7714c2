"""Fills an empty database from a backup, and checks that what came out is what went in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from praxis.audit.verify import Anchored, Fits, Verdict, verify
from praxis.core.database import prepare_database
from praxis.running.backup import documents, tables
from praxis.running.backup.errors import BrokenBackup, ChainBroken, NewerBackup
from praxis.running.backup.opening import Opened
from praxis.running.backup.tables import Connection

_ALIAS: Final = "owner"


def check_files(opened: Opened) -> None:
    """Every file of the backup has the length and hash the manifest gives; BrokenBackup."""
    for file in opened.files():
        opened.target.check(file)


def make_tables(owner: str, migrations: tuple[tuple[str, str], ...]) -> None:
    """Tables as the backup had them, by our own migrations; NewerBackup if it had more."""
    prepare_database(owner)
    with _pointed_at(owner) as connection:
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        wanted = set(migrations)
        if unknown := wanted - set(executor.loader.graph.nodes):
            raise NewerBackup(detail=f"{len(unknown)} migrations this program does not have")
        graph = executor.loader.graph
        # The last ones of each app that the backup had; what came later runs after the filling.
        inner = {
            parent.key
            for node in wanted
            for parent in graph.node_map[node].parents
            if parent.key[0] == node[0]
        }
        ends = wanted - inner
        executor.migrate(sorted(ends))


def finish_tables(owner: str) -> None:
    """Bring a filled database of an older program up to date."""
    from django.core.management import call_command

    with _pointed_at(owner):
        call_command("migrate", database=_ALIAS, verbosity=0)


def fill(connection: Connection, opened: Opened) -> None:
    """Load every table, in the caller's transaction; BrokenBackup."""
    wanted = {table.name: table for table in opened.manifest.tables}
    tables.load(connection, opened.contents(opened.manifest.tables_file), wanted)
    # Nobody has counted these rows yet, and the whole log is about to be compared with its chain.
    connection.execute("ANALYZE")
    head = connection.execute("SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1")
    row = head.fetchone()
    found = (int(row[0]), bytes(row[1])) if row else (0, b"")
    if found != opened.manifest.audit:
        raise BrokenBackup(detail="another end of the log")


def check_log(connection: Connection, row_fits: Fits, link_fits: Fits) -> Verdict:
    """The chain of the log in the filled database; ChainBroken."""
    rows = connection.execute("SELECT counter, seq, head FROM audit_anchor").fetchall()
    anchors = tuple(Anchored(counter, seq, bytes(head)) for counter, seq, head in rows)
    verdict = verify(
        connection, row_fits=row_fits, link_fits=link_fits, anchors=anchors, patience=timedelta(0)
    )
    # Events of the last seconds before the backup wait for the chain: late, but not broken.
    if verdict.bad_seq is not None:
        raise ChainBroken(detail=f"link {verdict.bad_seq}")
    return verdict


def check_documents(connection: Connection, opened: Opened, folder: Path | None) -> int:
    """Read every pack to its end, write what rows name into `folder`; BrokenBackup if one lacks."""
    named, found = documents.named_by_rows(connection), set[bytes]()
    for pack in opened.manifest.packs:
        inside = documents.unpack(opened.contents(pack.file), named - found, folder)
        if inside != pack.addresses:
            raise BrokenBackup(detail=f"{pack.file.name} holds other documents")
        found |= inside
    if len(named - found) != opened.manifest.missing:
        raise BrokenBackup(detail=f"{len(named - found)} documents are in no pack")
    return len(named & found)


@contextmanager
def _pointed_at(owner: str) -> Iterator[Any]:
    """Let Django's migrations work on another database meanwhile."""
    from django.db import connections

    connection = connections[_ALIAS]
    before = dict(connection.settings_dict)
    said = conninfo_to_dict(owner)
    connection.close()
    connection.settings_dict.update(
        NAME=said.get("dbname", ""), USER=said.get("user", ""), HOST=said.get("host", ""),
        PASSWORD=said.get("password", ""), PORT=said.get("port", ""),
        OPTIONS={"passfile": said["passfile"]} if "passfile" in said else {},
    )  # fmt: skip
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


def connect(owner: str) -> Connection:
    """A connection of the owner; its block is one transaction."""
    return psycopg.connect(owner)
