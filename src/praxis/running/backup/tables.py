"""Every table as text, of one moment, and back: data only, the tables come from our migrations.

An archive holds no SQL, so it can run none (K-11): it names tables and columns, and a name that
our own migrations did not make is refused.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import sql

from praxis.running.backup.errors import BrokenBackup
from praxis.running.backup.frames import Contents
from praxis.running.backup.manifest import Table

Connection = psycopg.Connection[Any]
# Written by `migrate` itself when the tables are made.
_OURS: Final = "django_migrations"
_COLUMNS: Final = (
    "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid"
    " WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
    " AND a.attgenerated = '' GROUP BY c.relname ORDER BY c.relname"
)
_NUMBERED: Final = (
    "SELECT name, pg_get_serial_sequence(quote_ident(%s), name) FROM unnest(%s::text[]) AS name"
)


@contextmanager
def at_one_moment(conninfo: str) -> Iterator[Connection]:
    """A connection that sees the database as it is now, however long it looks."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SELECT 1")  # the moment is that of the first question
        yield connection


def columns(connection: Connection) -> dict[str, list[str]]:
    """Every table with its columns, but the list of migrations."""
    found = {str(name): list(names) for name, names in connection.execute(_COLUMNS)}
    found.pop(_OURS, None)
    return found


def migrations(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Which migrations made these tables, in their order."""
    rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY id")
    return tuple((str(app), str(name)) for app, name in rows)


class Dump:
    """All tables as contents of a stream; `tables` is filled while it is read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.tables: list[Table] = []

    def contents(self) -> Contents:
        """Head and text of each table."""
        for name, names in columns(self._connection).items():
            yield {"table": name, "columns": names}, self._text(name, names)

    def _text(self, name: str, names: list[str]) -> Iterator[bytes]:
        digest = hashlib.sha256()
        query = sql.SQL("COPY {} ({}) TO STDOUT").format(
            sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        cursor = psycopg.Cursor(self._connection)
        with cursor.copy(query) as copy:
            for piece in copy:
                digest.update(piece)
                yield bytes(piece)
        self.tables.append(Table(name, tuple(names), cursor.rowcount, digest.digest()))


def load(
    connection: Connection, contents: Iterator[tuple[dict[str, Any], Iterator[bytes]]],
    wanted: Mapping[str, Table],
) -> None:  # fmt: skip
    """Fill empty tables of their owner; BrokenBackup unless all is as the manifest says.

    In the caller's transaction. Foreign keys are checked at the end, all at once.
    """
    known = columns(connection)
    if set(known) != set(wanted):
        raise BrokenBackup(detail="other tables than the program has")
    names = [sql.Identifier(name) for name in known]
    for name in names:
        # The log's own triggers refuse even the owner; foreign keys stay checked.
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
    connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(names)))
    seen = set()
    for head, pieces in contents:
        table = wanted.get(str(head.get("table")))
        if table is None or table.name in seen or head.get("columns") != list(table.columns):
            raise BrokenBackup(detail="a table the manifest does not name")
        if not set(table.columns) <= set(known[table.name]):
            raise BrokenBackup(detail=f"columns of {table.name}")
        _fill(connection, table, pieces)
        seen.add(table.name)
    if seen != set(wanted):
        raise BrokenBackup(detail="a table is missing")
    try:
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.errors.IntegrityError as error:
        raise BrokenBackup(detail=f"rows that do not fit: {error.sqlstate}") from None
    for name in names:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))


def _fill(connection: Connection, table: Table, pieces: Iterator[bytes]) -> None:
    digest, name = hashlib.sha256(), sql.Identifier(table.name)
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(
        name, sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    cursor = psycopg.Cursor(connection)
    try:
        with cursor.copy(query) as copy:
            for piece in pieces:
                digest.update(piece)
                copy.write(piece)
    except psycopg.errors.DataError as error:
        raise BrokenBackup(detail=f"{table.name}: {error.sqlstate}") from None
    except psycopg.errors.IntegrityError as error:
        raise BrokenBackup(detail=f"{table.name}: {error.sqlstate}") from None
    if cursor.rowcount != table.rows or digest.digest() != table.sha256:
        raise BrokenBackup(detail=f"{table.name} has other rows")
    for column, sequence in connection.execute(_NUMBERED, [table.name, list(table.columns)]):
        if sequence is None:
            continue
        connection.execute(
            sql.SQL("SELECT setval({}, greatest(1, max({})), max({}) IS NOT NULL) FROM {}").format(
                sql.Literal(sequence), sql.Identifier(column), sql.Identifier(column), name
            )
        )
