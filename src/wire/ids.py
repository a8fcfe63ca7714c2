"""Random 128-bit ids, 256-bit hashes and their one spelling in paths and headers."""

import hashlib
import re
import secrets
from typing import Final, NewType

from wire.errors import Malformed

MailboxId = NewType("MailboxId", bytes)
EnvelopeId = NewType("EnvelopeId", bytes)
ConversationId = NewType("ConversationId", bytes)
InviteId = NewType("InviteId", bytes)
Epoch = NewType("Epoch", bytes)
KeyId = NewType("KeyId", bytes)
"""SHA-256 of a raw public key (Ed25519: 32 bytes; age hybrid recipient: 1,216 bytes)."""

ID_BYTES: Final = 16
HASH_BYTES: Final = 32

_HEX_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


def new_id() -> bytes:
    """Sixteen fresh bytes from the operating system; wrap in the NewType that is meant."""
    return secrets.token_bytes(ID_BYTES)


def id_text(value: bytes) -> str:
    """The one spelling of an id in a path: 32 lower-case hex digits."""
    if len(value) != ID_BYTES:
        raise Malformed("an id is sixteen bytes")
    return value.hex()


def parse_id(text: str) -> bytes:
    """Read an id from a path; Malformed for any other spelling (upper case, dashes, spaces)."""
    if not _HEX_ID.fullmatch(text):
        raise Malformed("an id is 32 lower-case hex digits")
    return bytes.fromhex(text)


def key_id(public_key: bytes) -> KeyId:
    """SHA-256 of the raw public key: how statements and requests name a key."""
    return KeyId(hashlib.sha256(public_key).digest())
