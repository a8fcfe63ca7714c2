"""Data keys in and out of their wrapping; the owner, version, kind and epoch are bound in."""

from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

import seal.keys
from praxis.core.compiled import Once, OneOf
from praxis.vault.errors import opening
from praxis.vault.keys import Kind, ProcessKeys
from praxis.vault.models import DataKey
from seal.keys import SecretKey


def wrap(key: SecretKey, row: DataKey, held: ProcessKeys) -> bytes:
    """`key` wrapped for exactly this row."""
    kek = held.epoch_key(Kind(row.kind), row.epoch)
    return seal.keys.wrap(kek, key, purpose=_purpose(row), owner=row.owner.bytes, key_id=row.key_id)


def unwrap(row: DataKey, held: ProcessKeys) -> SecretKey:
    """The key of a row; UnknownKey without its epoch, BrokenSeal if changed or moved."""
    kek = held.epoch_key(Kind(row.kind), row.epoch)
    with opening(f"data key of {row.owner}"):
        return seal.keys.unwrap(
            kek,
            bytes(row.wrapped),
            purpose=_purpose(row),
            owner=row.owner.bytes,
            key_id=row.key_id,
        )


def unwrapped(owners: Iterable[UUID], held: ProcessKeys) -> Iterator[tuple[DataKey, SecretKey]]:
    """Every data key of `owners`, with one query."""
    wanted = list(owners)
    for row in _KEYS.rows(wanted) if wanted else ():
        yield row, unwrap(row, held)


def _keys_of(owners: list[UUID]) -> Any:
    return DataKey.objects.filter(OneOf("owner", owners)).order_by("owner", "key_id")


# Asked in every request that opens anything.
_KEYS: Final = Once(_keys_of, mark=[UUID(int=0xABAD1DEA)])


def _purpose(row: DataKey) -> str:
    return f"data-key/{row.kind}/{row.epoch}"
