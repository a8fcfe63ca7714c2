"""Ed25519 with a purpose label, verified strictly: one signature, one meaning, one encoding.

Signed is always ASCII `praxistresor/1/<purpose>`, one zero byte, then deterministic CBOR. What is
stricter than RFC 8032: a public key of small order (under which one signature fits every message)
or in a non-canonical encoding is refused, and so is S >= L (a second signature for one message).
"""

from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from wire.errors import BadKey, BadSignature

PUBLIC_KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_P: Final = 2**255 - 19
_L: Final = 2**252 + 27742317777372353535851937790883648493
# The y coordinates of the eight points whose order divides the cofactor (0, 1, -1 and the two
# of order 8). Either sign bit is refused, so the set of y values is enough.
_Y_OF_ORDER_8: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER_Y: Final = frozenset({0, 1, _P - 1, _Y_OF_ORDER_8, _P - _Y_OF_ORDER_8})


class Purpose(StrEnum):
    """Closed list of what a key can ever sign; a signature for one never holds for another."""

    STATEMENT = "statement"
    TRANSMISSION = "transmission"
    REQUEST = "request"
    ANCHOR = "anchor"
    PRACTICE = "practice"
    RELEASE = "release"
    PAIR = "pair"
    KEY_CHANGE = "key-change"
    BACKUP = "backup"


def signing_base(purpose: Purpose, message: bytes) -> bytes:
    """The exact bytes that are signed for `message` (deterministic CBOR) and `purpose`."""
    return b"praxistresor/1/" + purpose.value.encode("ascii") + b"\x00" + message


def check_public_key(public_key: bytes) -> None:
    """Refuse (BadKey) a wrong length, a non-canonical encoding or a small-order point.

    Limit: a key with a small-order *component* is not found here; its owner alone could make
    one, and gains nothing over keys he may choose freely anyway.
    """
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise BadKey("an Ed25519 key is 32 bytes")
    y = int.from_bytes(public_key, "little") & ((1 << 255) - 1)
    if y >= _P:
        raise BadKey("not canonical")
    if y in _SMALL_ORDER_Y:
        raise BadKey("small order")


def verify(public_key: bytes, purpose: Purpose, message: bytes, signature: bytes) -> None:
    """Return silently if `signature` holds; else BadKey or BadSignature, nothing finer.

    `message` is verified as received; callers parse it only afterwards and never re-encode it.
    """
    check_public_key(public_key)
    if len(signature) != SIGNATURE_BYTES:
        raise BadSignature("a signature is 64 bytes")
    if int.from_bytes(signature[32:], "little") >= _L:
        raise BadSignature("S is not canonical")
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
    except ValueError:
        raise BadKey("not a point") from None
    try:
        key.verify(signature, signing_base(purpose, message))
    except InvalidSignature:
        raise BadSignature("does not hold") from None
