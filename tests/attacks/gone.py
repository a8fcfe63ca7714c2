"""Takes something away in the middle of a request: the database, the disk's room, the keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.db import OperationalError, connection

from praxis.audit import macs, writer
from praxis.vault import keys

Statement = Callable[..., Any]
_OF_TRANSACTIONS: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
_WRITING: Final = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE")


class Statements:
    """Counts questions, keeps those that would change something, calls `at_last` at one of them."""

    def __init__(self, at: int = -1, at_last: Callable[[], None] = lambda: None) -> None:
        self.count, self._at, self._at_last = 0, at, at_last
        self.writing: list[str] = []

    def __call__(self, run: Statement, sql: Any, params: Any, many: bool, context: Any) -> Any:
        # The test's own transaction lives on, so that what was done can be taken back.
        if not str(sql).lstrip().upper().startswith(_OF_TRANSACTIONS):
            self.count += 1
            if str(sql).lstrip().upper().startswith(_WRITING):
                self.writing.append(str(sql)[:120])
            if 0 <= self._at < self.count:
                self._at_last()
        return run(sql, params, many, context)


@contextmanager
def counted() -> Iterator[Statements]:
    """How many questions are asked within the block."""
    counting = Statements()
    with connection.execute_wrapper(counting):
        yield counting


@contextmanager
def the_database_goes(at: int) -> Iterator[None]:
    """From this question on PostgreSQL does not answer, nor takes a second connection."""
    settings, port = connection.settings_dict, connection.settings_dict["PORT"]

    def goes() -> None:
        settings["PORT"] = "1"
        raise OperationalError from psycopg.errors.AdminShutdown("server closed the connection")

    try:
        with connection.execute_wrapper(Statements(at, goes)):
            yield
    finally:
        settings["PORT"] = port
        writer.drop_second_connection()


@contextmanager
def the_disk_is_full(at: int) -> Iterator[None]:
    """From this question on PostgreSQL says that it has no room."""

    def full() -> None:
        raise OperationalError from psycopg.errors.DiskFull("could not extend file")

    with connection.execute_wrapper(Statements(at, full)):
        yield


@contextmanager
def the_vault_is_sealed(at: int) -> Iterator[None]:
    """At this question the keeper is sealed: this process forgets every key it has."""
    log = macs.row_macs()

    def sealed() -> None:
        keys.forget()
        macs.forget()

    try:
        with keys.installed(keys.held()), connection.execute_wrapper(Statements(at, sealed)):
            yield
    finally:
        macs.install(log)
