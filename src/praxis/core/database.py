"""What a fresh database needs before the first migration: extensions and who may touch what."""

from typing import Final

import psycopg

# Roles are made by the installer or by `embedded`; their names are fixed, their passwords are not.
APPLICATION_ROLE: Final = "app"
CHAIN_ROLE: Final = "chainer"

_PREPARATION: Final = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    f"GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}, {CHAIN_ROLE}",
    f"DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO {CHAIN_ROLE}',"
    " current_database()); END $$",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION_ROLE}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    f" GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION_ROLE}",
)


def prepare_database(owner_conninfo: str) -> None:
    """Let the application role use, not own, what the owner will create; harmless to repeat."""
    with psycopg.connect(owner_conninfo, autocommit=True) as connection:
        for statement in _PREPARATION:
            connection.execute(statement.encode())
