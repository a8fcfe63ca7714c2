"""The application's connection: known to be alive without a question, times in UTC."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from praxis.gate.guard import NotThroughTheGate, refuse_statement
from praxis.gate.postgres import base


@pytest.fixture
def other(db: None) -> Iterator[Any]:
    """A second connection of the application to the same database."""
    made: Any = connection.copy()
    made.connect()
    yield made
    made.close()


def test_a_silent_connection_is_usable_and_not_asked(other: Any) -> None:
    assert base._idle_and_silent(other.connection)
    assert other.is_usable()


def test_a_connection_the_server_ended_is_not_usable(other: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [other.connection.info.backend_pid])
    for _ in range(500):
        if not other.is_usable():
            break
        time.sleep(0.01)
    assert not other.is_usable()


def test_a_closed_one_is_not_usable(other: Any) -> None:
    other.connection.close()
    assert not other.is_usable()


def test_in_the_middle_of_something_the_server_is_asked(other: Any) -> None:
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert not base._idle_and_silent(other.connection)
    assert other.is_usable()


@pytest.mark.parametrize("prepared", [False, True])
def test_times_come_in_utc_and_with_microseconds(db: None, prepared: bool) -> None:
    at = datetime(2026, 3, 14, 7, 15, 9, 123456, tzinfo=UTC)

    def read(cursor: CursorWrapper) -> Any:
        cursor.execute("SELECT %s::timestamptz", [at])
        return cursor.fetchone()[0]

    if prepared:
        with connection.preparing(), connection.cursor() as cursor:  # type: ignore[attr-defined] # ours
            found = read(cursor)
    else:
        with connection.cursor() as cursor:
            found = read(cursor)
    assert found == at
    assert found.utcoffset().total_seconds() == 0
    assert found.isoformat() == "2026-03-14T07:15:09.123456+00:00"


def test_c07_a_statement_refused_once_is_refused_again() -> None:
    for text in ("SELECT * FROM patient", "SELECT * FROM patient" + " " * 9000):
        for _ in range(2):
            with pytest.raises(NotThroughTheGate):
                refuse_statement(text)
