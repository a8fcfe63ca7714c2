"""One event as one row: the statement and its values, for whoever writes the log (no Django)."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Final

import psycopg

from praxis.audit.events import Event

_COLUMNS: Final = tuple(field.name for field in fields(Event))
_WIDTH: Final = len(_COLUMNS) + 2


def insert() -> str:
    """One row's statement, for psycopg and for Django."""
    return _insert(f"({', '.join(['%s'] * _WIDTH)})")


@cache
def insert_numbered(rows: int) -> str:
    """One statement for that many rows, a transaction of its own, for psycopg's `RawCursor`.

    Its places are numbered as PostgreSQL numbers them: psycopg takes long statements with places
    of its own apart anew each time, and every page writes one.
    """
    numbers = [f"${number}" for number in range(1, rows * _WIDTH + 1)]
    each = (numbers[at : at + _WIDTH] for at in range(0, len(numbers), _WIDTH))
    return _insert(", ".join(f"({', '.join(one)})" for one in each))


def _insert(places: str) -> str:
    return (
        f"INSERT INTO audit_event ({', '.join(_COLUMNS)}, mac_key, mac) "  # noqa: S608 - own names
        f"VALUES {places} "
        "ON CONFLICT (id) DO NOTHING"  # the answer to the first try may have been lost
    )


def write_rows(conninfo: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows made by `values`, all or none, on a connection made for it; psycopg.Error."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection, connection.cursor() as cursor:
        cursor.executemany(insert(), rows)


def values(event: Event, version: int, mac: bytes) -> list[Any]:
    """What stands in the row, in the statement's order."""
    found = (getattr(event, name) for name in _COLUMNS)
    return [*(list(v) if isinstance(v, tuple) else v for v in found), version, mac]
