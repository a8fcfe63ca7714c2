"""Builds the migrated database all test databases are copied from."""

import os
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from embedded import EmbeddedServer


def _settings(conninfo: str) -> dict[str, str]:
    found = conninfo_to_dict(conninfo)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    return {ours: str(found.get(theirs) or "") for ours, theirs in names.items()} | {
        "PORT": str(found.get("port") or "")
    }


def point_django_at(server: EmbeddedServer, name: str) -> None:
    """Use the database `name` from now on, in this process."""
    from django.db import connections

    connections.close_all()
    for alias, role in (("default", "app"), ("owner", "owner")):
        settings = _settings(server.dsn(role, name))
        connections.settings[alias].update(settings)
        connections[alias].settings_dict.update(settings)


def cast_file() -> Path:
    """Where this run keeps the ids of its cast."""
    return Path(os.environ["PRAXISTRESOR_TEST_RUN"]) / "cast.json"


def people_the_practice() -> None:
    """Let the cast move in, as the application role and through the practice's own actions."""
    from house.cast import CHEAP, make_cast, write_cast
    from house.practice_keys import practice_open
    from praxis.audit.writer import drop_second_connection
    from praxis.staff.passwords import hashing_with
    from praxis.vault import lending

    with practice_open(), hashing_with(CHEAP), lending.opened():
        write_cast(make_cast(), cast_file())
    drop_second_connection()


def build_template(server: EmbeddedServer, name: str) -> None:
    """Migrate a new database as its owner and people it; nothing to do if another worker has."""
    from django.core.management import call_command
    from django.db import connections

    from praxis.core.database import prepare_database

    with psycopg.connect(server.dsn("owner", "postgres"), autocommit=True) as connection:
        if connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
        ).fetchone():
            return
    server.ensure_database(name)
    prepare_database(server.dsn("owner", name))
    point_django_at(server, name)
    call_command("migrate", database="owner", verbosity=0)
    people_the_practice()
    connections.close_all()
    with psycopg.connect(server.dsn("owner", "postgres"), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true'.encode())
