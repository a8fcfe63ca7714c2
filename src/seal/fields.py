"""Sealed values in columns: each opens only at its own table, column, row, owner and key.

u8 format (1) ‖ u32 key id, big-endian ‖ 12 random bytes ‖ AES-256-GCM-SIV ciphertext and tag of
the padded value. The associated data are CBOR["praxistresor/1", table, column, row id, key owner
id, key id]. A repeated nonce would at worst show that two values of one column are equal; that is
why GCM-SIV and not GCM stands here.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag

from seal.errors import NotOpened, UnknownFormat, UnknownKey
from seal.keys import LABEL, NONCE_BYTES, SecretKey
from seal.padding import Pad, pad, unpad
from wire import cbor

FORMAT: Final = 1
PREFIX_BYTES: Final = 1 + 4
OVERHEAD_BYTES: Final = PREFIX_BYTES + NONCE_BYTES + 16
MAX_KEY_ID: Final = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; `table` and `column` are frozen labels, ids are 16 raw bytes."""

    table: str
    column: str
    row: bytes
    owner: bytes

    def context(self, key_id: int) -> bytes:
        """The associated data of a value sealed here under key `key_id`."""
        # The array of all six, its parts one after the other: names come again and again.
        names, owner = _names(self.table, self.column), _owner(self.owner, key_id)
        return names + cbor.encode(self.row) + owner


@cache
def _names(table: str, column: str) -> bytes:
    """The head of the context: an array of six, of which these are the first three."""
    whole = cbor.encode([LABEL, table, column, None, None, None])
    return whole[: -3 * len(cbor.encode(None))]


@lru_cache(maxsize=256)
def _owner(owner: bytes, key_id: int) -> bytes:
    """The end of the context: whose values, under which key; the same for a whole page."""
    return cbor.encode(owner) + cbor.encode(key_id)


def seal_value(key: SecretKey, key_id: int, place: Place, value: bytes | None, rule: Pad) -> bytes:
    """Seal one value under the column key `key`; two calls never give the same bytes."""
    if not 0 <= key_id <= MAX_KEY_ID:
        raise ValueError("key id")
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = key.cipher().encrypt(nonce, pad(value, rule), place.context(key_id))
    return bytes([FORMAT]) + key_id.to_bytes(4, "big") + nonce + sealed


def key_id_of(sealed: bytes) -> int:
    """The key id that a sealed value names; UnknownFormat if it is not one of ours."""
    if len(sealed) < OVERHEAD_BYTES or sealed[0] != FORMAT:
        raise UnknownFormat("sealed value")
    return int.from_bytes(sealed[1:PREFIX_BYTES], "big")


def open_value(keys: Mapping[int, SecretKey], place: Place, sealed: bytes) -> bytes | None:
    """Open a value with the column key it names.

    UnknownKey if that key was not lent (no other is tried), NotOpened if anything was changed or
    the value was sealed for another place, UnknownFormat, BadPadding.
    """
    key_id = key_id_of(sealed)
    key = keys.get(key_id)
    if key is None:
        raise UnknownKey("key id")
    nonce = sealed[PREFIX_BYTES : PREFIX_BYTES + NONCE_BYTES]
    try:
        padded = key.cipher().decrypt(
            nonce, sealed[PREFIX_BYTES + NONCE_BYTES :], place.context(key_id)
        )
    except InvalidTag:
        raise NotOpened("sealed value") from None
    return unpad(padded)
