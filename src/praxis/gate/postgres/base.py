"""The connection that refuses guarded tables while no gate verb is at work."""

import select
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC
from typing import Any, Final

from django.db.backends.postgresql.base import TIMESTAMPTZ_OID, Cursor, ServerBindingCursor
from django.db.backends.postgresql.base import DatabaseWrapper as Postgres
from psycopg import adapters, pq

from praxis.gate.guard import refuse_guarded_tables, refuse_statement

# From the second time on PostgreSQL has read and planned the statement of a question already.
_PREPARED_AFTER: Final = 1
# A plan takes some tens of kilobytes in the database's memory, for each connection.
_MOST_PREPARED: Final = 80


class _Guarding:
    """COPY, `stream` and psycopg's own connection pass by Django's wrappers: so the cursor asks."""

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_statement(query)
        return super().execute(query, *args, **kwargs)  # type: ignore[misc] # psycopg 3

    def executemany(self, query: Any, *args: Any, **kwargs: Any) -> None:
        refuse_statement(query)
        super().executemany(query, *args, **kwargs)  # type: ignore[misc] # psycopg 3

    def stream(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_statement(query)
        return super().stream(query, *args, **kwargs)  # type: ignore[misc] # psycopg 3

    def copy(self, statement: Any, *args: Any, **kwargs: Any) -> AbstractContextManager[Any]:
        refuse_statement(statement)
        copied: AbstractContextManager[Any] = super().copy(statement, *args, **kwargs)  # type: ignore[misc] # psycopg 3
        return copied


class GuardedCursor(_Guarding, Cursor):
    """The cursor of everything Django says; it puts the values into the text."""


class PreparingCursor(_Guarding, ServerBindingCursor):
    """Sends text and values apart, so that PostgreSQL plans a statement once per connection."""


_read_by_psycopg: Any = adapters.get_loader(TIMESTAMPTZ_OID, pq.Format.TEXT)


class _Instants:
    """Times as psycopg reads them, in C where it can: the session is in UTC already, where Django's
    reader, written in Python, would set the zone once more. Django asks a reader for `timezone`."""

    timezone, format = UTC, pq.Format.TEXT

    def __new__(cls, oid: int, context: Any = None) -> Any:
        return _read_by_psycopg(oid, context)


class DatabaseWrapper(Postgres):
    """PostgreSQL; every statement passes the guard, also after a reconnect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(refuse_guarded_tables)

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.cursor_factory = GuardedCursor
        # What carries its values in the text is planned anew each time, for the tables as they are.
        connection.prepare_threshold = None
        connection.prepared_max = _MOST_PREPARED
        if self.timezone == UTC and self.timezone_name == "UTC":
            connection.adapters.register_loader("timestamptz", _Instants)
        return connection

    def is_usable(self) -> bool:
        """Whether the server still answers; asked by Django at the first question of a request.

        A server that ended the connection has said so on the socket: only where there is something
        to read it is asked. One that hangs would not answer that question either.
        """
        return _idle_and_silent(self.connection) or bool(super().is_usable())

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """Within the block statements are prepared; for those the gate keeps."""
        self.ensure_connection()
        before = self.connection.cursor_factory, self.connection.prepare_threshold
        self._prepares(PreparingCursor, _PREPARED_AFTER)
        try:
            yield
        finally:
            if self.connection is not None:
                self._prepares(*before)

    def _prepares(self, cursor: Any, threshold: int | None) -> None:
        self.connection.cursor_factory = cursor
        self.connection.prepare_threshold = threshold


def _idle_and_silent(connection: Any) -> bool:
    """Whether a connection of psycopg's waits for us with nothing to read: no end, no message."""
    if connection is None or connection.closed:
        return False
    if connection.pgconn.transaction_status != pq.TransactionStatus.IDLE:
        return False
    waiting = select.poll()
    waiting.register(connection.pgconn.socket, select.POLLIN)
    return not waiting.poll(0)
