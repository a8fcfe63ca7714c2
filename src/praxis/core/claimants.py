"""Who claimed a row, and whether that process still lives: a claim dies with its connection.

Every claiming thread has a random name and holds an advisory lock on it for as long as its
database connection lasts. Whoever can take that lock knows that the other one is gone, be it by
kill -9, a power cut or a restart of the database, and needs not wait for a claim to run out.
"""

import threading
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID, uuid4
from weakref import ref

from django.db import connection

# Beside the chainer's lock of the same database; the second half is the claimant's own.
_CLASS: Final = 0x434C_414D


class _Mine(threading.local):
    def __init__(self) -> None:
        self.name = uuid4()
        self.held: ref[Any] | None = None


_mine = _Mine()


def me() -> UUID:
    """This thread's name, its lock held on the connection of now."""
    connection.ensure_connection()
    raw = connection.connection
    if _mine.held is None or _mine.held() is not raw:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_CLASS, _half(_mine.name)])
        _mine.held = ref(raw)
    return _mine.name


def dead(claimants: Iterable[UUID]) -> list[UUID]:
    """Which of these are gone for certain; never this thread itself."""
    return [one for one in set(claimants) if one != _mine.name and _is_gone(one)]


def _is_gone(claimant: UUID) -> bool:
    key = [_CLASS, _half(claimant)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        row = cursor.fetchone()
        if row is None or not row[0]:
            return False
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
    return True


def _half(name: UUID) -> int:
    """Thirty-one bits: two names that meet here only mean that somebody waits the usual time."""
    return name.int & 0x7FFF_FFFF
