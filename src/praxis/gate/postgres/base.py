"""The connection that refuses guarded tables while no gate verb is at work."""

from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as Postgres

from praxis.gate.guard import refuse_guarded_tables


class DatabaseWrapper(Postgres):
    """PostgreSQL; every statement passes the guard, also after a reconnect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(refuse_guarded_tables)
