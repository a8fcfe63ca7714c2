"""Writes events: changes inside the caller's transaction, reads and refusals apart from it."""

import threading
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

import psycopg
from django.db import connection

from praxis.audit.events import Event
from praxis.audit.insertion import insert, insert_numbered, values
from praxis.audit.macs import LogCannotBeWritten, row_macs

# A page takes a dozen decisions; longer ones go row by row in a transaction.
_TOGETHER: Final = 50


def _row(event: Event) -> list[Any]:
    return values(event, *row_macs().make(event.canonical()))


def write_inside(events: Iterable[Event]) -> None:
    """Write within Django's transaction: the row lives or dies with the change."""
    rows = [_row(event) for event in events]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(insert(), rows)


def write_on(raw: psycopg.Connection[Any], events: Iterable[Event]) -> None:
    """Write on a connection of psycopg's own, in its transaction (a restore, before Django)."""
    with raw.cursor() as cursor:
        cursor.executemany(insert(), [_row(event) for event in events])


class _Apart(threading.local):
    """One autocommit connection per thread, opened at first use."""

    connection: psycopg.Connection[Any] | None = None
    of: tuple[str, ...] = ()


_apart = _Apart()


def target() -> dict[str, Any]:
    """Where this process's log lies, for a connection beside Django's."""
    settings = connection.settings_dict
    found = {
        "dbname": settings["NAME"], "user": settings["USER"], "password": settings["PASSWORD"],
        "host": settings["HOST"], "port": settings["PORT"],
        "passfile": settings["OPTIONS"].get("passfile"),
    }  # fmt: skip
    return {name: str(value) for name, value in found.items() if value}


def _second_connection() -> psycopg.Connection[Any]:
    where = target()
    signature = tuple(sorted(where.values()))
    if _apart.connection is None or _apart.connection.closed or _apart.of != signature:
        if _apart.connection is not None:
            _apart.connection.close()
        _apart.connection = psycopg.connect(**where, autocommit=True, connect_timeout=5)
        _apart.of = signature
    return _apart.connection


def write_apart(events: Sequence[Event]) -> None:
    """Write and commit at once, whatever becomes of the caller's transaction.

    One retry on a fresh connection, then LogCannotBeWritten: what was to be logged, must not be.
    """
    if not events:
        return
    rows = [_row(event) for event in events]
    for last_try in (False, True):
        try:
            _commit(_second_connection(), rows)
        except psycopg.Error as error:
            drop_second_connection()
            if last_try:
                raise LogCannotBeWritten(detail=type(error).__name__) from error
        else:
            return


def _commit(apart: psycopg.Connection[Any], rows: list[list[Any]]) -> None:
    """All of them or none, with one question and one answer where they fit into one statement."""
    if len(rows) <= _TOGETHER:
        with psycopg.RawCursor(apart) as cursor:
            cursor.execute(insert_numbered(len(rows)), list(chain.from_iterable(rows)))
        return
    with apart.transaction(), apart.cursor() as cursor:
        cursor.executemany(insert(), rows)


def drop_second_connection() -> None:
    """Close this thread's second connection; the next event opens a new one."""
    if _apart.connection is not None:
        _apart.connection.close()
        _apart.connection = None
