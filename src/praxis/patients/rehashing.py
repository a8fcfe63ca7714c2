"""Lays a newer index key around every keyed hash, in one transaction and without opening a name."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from praxis.patients.changes import hashed_again
from praxis.patients.models import ExactHashes, Patient
from praxis.vault.keys import Domain
from praxis.vault.renewal import Resealer, resealers
from praxis.vault.resealing import Passage

_BATCH: Final = 2000
_columns: Final[list[tuple[Any, str]]] = []


def hashed(model: type[Any], *columns: str) -> None:
    """Say that these columns hold `changes.exact_hash`; every room says it for its own."""
    _columns.extend((model, column) for column in columns)


def hashed_columns() -> list[tuple[Any, str]]:
    """Every column that holds a keyed hash under the index key."""
    return list(_columns)


def put_up() -> None:
    """Called once at start-up."""
    hashed(Patient, "number_hash", "insurance_hash")
    resealers.add(Resealer(Domain.INDEX, "hashes for exact matching", rehash, left, chained=True))


def left(version: int, _passage: Passage) -> int:
    """1 while the tables are at an older version."""
    return ExactHashes.objects.filter(version__lt=version).count()


def rehash(version: int, passage: Passage) -> int:
    """Bring every hash under `version`, or none; how many moved.

    The row lock waits for writers that made a hash in a transaction of theirs, and lets none in.
    """
    moved = 0
    with transaction.atomic(), passage():
        now = ExactHashes.objects.select_for_update().get()
        missing = list(range(now.version + 1, version + 1))
        for model, column in _columns if missing else ():
            for rows in _batches(model, column):
                for row in rows:
                    old = bytes(row.__dict__[column])
                    setattr(row, column, hashed_again(old, missing))
                QuerySet(model).bulk_update(rows, [column])
                moved += len(rows)
        if missing:
            ExactHashes.objects.filter(one=now.one).update(version=version)
    return moved


def _batches(model: type[Any], column: str) -> Iterator[list[Any]]:
    """Rows with a hash, by id, only the id and the hash loaded."""
    base: QuerySet[Any] = QuerySet(model)
    known = base.exclude(**{f"{column}__isnull": True}).exclude(**{column: b""})
    last = None
    while True:
        rows = known if last is None else known.filter(pk__gt=last)
        batch = list(rows.order_by("pk").only("pk", column)[:_BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1].pk
