"""The connection that refuses guarded tables while no gate verb is at work."""

from contextlib import AbstractContextManager
from typing import Any

from django.db.backends.postgresql.base import Cursor
from django.db.backends.postgresql.base import DatabaseWrapper as Postgres

from praxis.gate.guard import refuse_guarded_tables, refuse_statement


class GuardedCursor(Cursor):
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


class DatabaseWrapper(Postgres):
    """PostgreSQL; every statement passes the guard, also after a reconnect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(refuse_guarded_tables)

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.cursor_factory = GuardedCursor
        return connection
