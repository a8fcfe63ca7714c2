"""The connection that refuses guarded tables while no gate verb is at work."""

from contextlib import AbstractContextManager
from typing import Any

from django.db.backends.postgresql.base import Cursor
from django.db.backends.postgresql.base import DatabaseWrapper as Postgres

from praxis.gate.guard import refuse_guarded_tables, refuse_statement


class GuardedCursor(Cursor):
    """COPY goes past Django's execute wrappers, so the cursor itself asks the guard."""

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
