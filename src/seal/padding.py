"""Padding at rest, so that the size of a sealed value does not tell what it says.

u32 length ‖ value ‖ zero bytes. The length 2^32 - 1 means "not known", so that an empty and an
unknown value are sealed alike.
"""

from enum import Enum
from typing import Final

from seal.errors import BadPadding
from wire.buckets import PLAINTEXT_LENGTHS

LENGTH_BYTES: Final = 4
MAX_VALUE: Final = 64 << 20
_UNKNOWN: Final = 0xFFFF_FFFF
_TEXT_STEP: Final = 256


class Pad(Enum):
    """To which sizes a value is filled up, its length field included."""

    IDENTITY = "identity"
    """64, 128, then multiples of 256: names, addresses, numbers."""
    TEXT = "text"
    """Multiples of 256: everything somebody wrote."""
    DOCUMENT = "document"
    """The buckets of `wire`, then multiples of 1 MiB: contents of files kept in a column."""


def padded_length(used: int, rule: Pad) -> int:
    """The size that `used` bytes (length field included) are filled up to."""
    if rule is Pad.IDENTITY:
        steps: tuple[int, ...] = (64, 128)
        step = _TEXT_STEP
    elif rule is Pad.TEXT:
        steps, step = (), _TEXT_STEP
    else:
        steps, step = PLAINTEXT_LENGTHS, 1 << 20
    return next((size for size in steps if used <= size), -(-used // step) * step)


def pad(value: bytes | None, rule: Pad) -> bytes:
    """Fill up; None is a value nobody knows. ValueError above 64 MiB (those are files)."""
    content = value or b""
    if len(content) > MAX_VALUE:
        raise ValueError("too large for a column")
    length = _UNKNOWN if value is None else len(content)
    filled = length.to_bytes(LENGTH_BYTES, "big") + content
    return filled.ljust(padded_length(len(filled), rule), b"\x00")


def unpad(padded: bytes) -> bytes | None:
    """Take the value out; BadPadding if a filling byte is not zero or the length does not fit."""
    if len(padded) < LENGTH_BYTES:
        raise BadPadding("length")
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    end = LENGTH_BYTES + (0 if length == _UNKNOWN else length)
    if end > len(padded) or padded.count(0, end) != len(padded) - end:
        raise BadPadding("filling")
    return None if length == _UNKNOWN else padded[LENGTH_BYTES:end]
