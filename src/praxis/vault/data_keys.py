"""Making, replacing and destroying the data key of a patient or of an unassigned thing."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from praxis.core import clock
from praxis.vault import keys, lending
from praxis.vault.keys import Kind
from praxis.vault.models import DataKey
from praxis.vault.wrapping import wrap
from seal.keys import SecretKey


def create_data_key(owner: UUID, kind: Kind | Literal["patient", "intake"] = Kind.PATIENT) -> int:
    """Give `owner` a new random data key and lend it to the current request, if there is one.

    Returns the key id (1 for a new owner, one more for a key that replaces an older one). Values
    sealed from now on use it. An IntegrityError means that somebody else was faster.
    """
    held, kind = keys.held(), Kind(kind)
    newest = DataKey.objects.filter(owner=owner).aggregate(newest=Max("key_id"))["newest"]
    row = DataKey(
        owner=owner,
        key_id=(newest or 0) + 1,
        kind=kind,
        epoch=held.newest_epoch(kind),
        created_on=clock.today(),
    )
    key = SecretKey.new()
    row.wrapped = wrap(key, row, held)
    row.save(force_insert=True)
    current = lending.current_or_none()
    if current is not None:
        current.hold(owner, row.key_id, key)
    return row.key_id


def create_first_keys(owners: Sequence[UUID], kind: Kind) -> None:
    """The first data key of each of these new owners, in one statement; lent like any other."""
    held, current = keys.held(), lending.current_or_none()
    epoch, today = held.newest_epoch(kind), clock.today()
    rows = []
    for owner in owners:
        row = DataKey(owner=owner, key_id=1, kind=kind, epoch=epoch, created_on=today)
        key = SecretKey.new()
        row.wrapped = wrap(key, row, held)
        rows.append(row)
        if current is not None:
            current.hold(owner, 1, key)
    DataKey.objects.bulk_create(rows)


def destroy_data_key(owner: UUID) -> int:
    """Crypto-erasure: delete every data key of `owner`; returns how many there were.

    What is sealed under them stays unreadable here at once, and in backups as soon as the epoch
    that wrapped them is destroyed. Call it with the ids merged into a patient too.
    """
    with transaction.atomic():
        count, _ = DataKey.objects.filter(owner=owner).delete()
    current = lending.current_or_none()
    if current is not None:
        current.drop(owner)
    return count
