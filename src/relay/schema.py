"""Brings the relay's tables up to date, as their owner."""

import re
from importlib.resources import files

import psycopg

_NUMBERED = re.compile(r"(\d{4})_[a-z_]+\.sql")


def migrate(dsn: str) -> list[str]:
    """Apply what is missing, each file in its own transaction; returns their names."""
    done = []
    with psycopg.connect(dsn, autocommit=True) as connection:
        # Two starts at once: the second waits and then finds nothing to do.
        connection.execute("SELECT pg_advisory_lock(%s)", (0x52454C42,))
        connection.execute("CREATE TABLE IF NOT EXISTS relay_migration (name text PRIMARY KEY)")
        applied = {row[0] for row in connection.execute("SELECT name FROM relay_migration")}
        for entry in sorted(files("relay").joinpath("migrations").iterdir(), key=lambda e: e.name):
            if not _NUMBERED.fullmatch(entry.name) or entry.name in applied:
                continue
            with connection.transaction():
                connection.execute(entry.read_bytes())
                connection.execute("INSERT INTO relay_migration VALUES (%s)", (entry.name,))
            done.append(entry.name)
    return done
