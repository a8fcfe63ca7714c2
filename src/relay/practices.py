"""What only the operator does: admit a practice, remove it, count what is there."""

import secrets
from dataclasses import dataclass

import psycopg
from psycopg.rows import TupleRow

from wire.ids import key_id
from wire.relay_api import PRACTICE_BYTES
from wire.signatures import check_public_key


@dataclass(frozen=True)
class Stats:
    """Counts, no ids."""

    practices: int
    mailboxes: int
    envelopes: int
    bytes: int


def add(
    owner_dsn: str, public_key: bytes, *, quota: int = PRACTICE_BYTES, origin: str | None = None
) -> bytes:
    """Admit a practice by its public relay key; returns its new random id.

    Raises BadKey for an unusable key and psycopg's UniqueViolation for one already known.
    """
    check_public_key(public_key)
    practice = secrets.token_bytes(16)
    with psycopg.connect(owner_dsn) as connection:
        _act_for(connection, practice)
        connection.execute(
            "INSERT INTO practice (practice, quota_bytes, page_origin) VALUES (%b, %s, %s)",
            (practice, quota, origin),
        )
        connection.execute(
            "INSERT INTO principal VALUES (%b, %b, NULL, %b)",
            (key_id(public_key), practice, public_key),
        )
        connection.execute(
            "INSERT INTO usage SELECT %b, slot FROM generate_series(0, 15) slot", (practice,)
        )
    return practice


def change(owner_dsn: str, whom: bytes, new_key: bytes) -> bool:
    """Let a practice go on under another key: after it came back to an earlier state of its own.

    `whom` is the key it had, or its id: it does not know the key it had any more. Everything else
    stays. False if there is no such practice; BadKey and UniqueViolation as `add`.
    """
    check_public_key(new_key)
    with psycopg.connect(owner_dsn) as connection:
        practice = _with_id(connection, whom) if len(whom) == 16 else _practice_of(connection, whom)
        if practice is None:
            return False
        connection.execute(
            "DELETE FROM principal WHERE practice = %b AND mailbox IS NULL", (practice,)
        )
        connection.execute(
            "INSERT INTO principal VALUES (%b, %b, NULL, %b)",
            (key_id(new_key), practice, new_key),
        )
        _end_streams(connection, practice)
    return True


def remove(owner_dsn: str, public_key: bytes) -> bool:
    """Delete a practice and all that waits for it or its devices; its anchors stay."""
    with psycopg.connect(owner_dsn) as connection:
        practice = _practice_of(connection, public_key)
        if practice is None:
            return False
        connection.execute("DELETE FROM practice WHERE practice = %b", (practice,))
        _end_streams(connection, practice)
    return True


def stats(owner_dsn: str) -> Stats:
    """Sums over all practices, asked one by one: no query spans them."""
    total = [0, 0, 0]
    with psycopg.connect(owner_dsn) as connection:
        practices = [row[0] for row in connection.execute("SELECT relay_practices()")]
        for practice in practices:
            _act_for(connection, practice)
            row = connection.execute(
                "SELECT (SELECT count(*) FROM mailbox), (SELECT count(*) FROM envelope),"
                " (SELECT coalesce(sum(bytes), 0)::bigint FROM usage)"
            ).fetchone()
            total = [had + more for had, more in zip(total, row or (0, 0, 0), strict=True)]
    return Stats(len(practices), *total)


def _act_for(connection: psycopg.Connection[TupleRow], practice: bytes) -> None:
    connection.execute("SELECT relay_act_for(%b)", (practice,))


def _with_id(connection: psycopg.Connection[TupleRow], practice: bytes) -> bytes | None:
    """The practice with this id, as which the transaction acts from now on."""
    _act_for(connection, practice)
    found = connection.execute("SELECT 1 FROM practice WHERE practice = %b", (practice,)).fetchone()
    return practice if found else None


def _practice_of(connection: psycopg.Connection[TupleRow], public_key: bytes) -> bytes | None:
    """The practice with this key, as which the transaction acts from now on."""
    connection.execute(
        "SELECT set_config('relay.key', encode(%b, 'hex'), true)", (key_id(public_key),)
    )
    row = connection.execute("SELECT practice FROM principal WHERE mailbox IS NULL").fetchone()
    if row is None:
        return None
    _act_for(connection, bytes(row[0]))
    return bytes(row[0])


def _end_streams(connection: psycopg.Connection[TupleRow], practice: bytes) -> None:
    """In every process: who listens has to show its key again."""
    connection.execute("SELECT pg_notify('relay', %s)", (f"-{practice.hex()}",))
