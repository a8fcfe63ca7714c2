"""The only lengths a sealed letter or attachment can have.

Plaintexts are padded to a short list: powers of two from 4 KiB to 1 MiB, then steps of at most
12 % in whole 4 KiB up to what an attachment of 25 MiB needs. With exactly one hybrid recipient and
no grease the age file then has exactly one length per bucket.
"""

from bisect import bisect_left
from typing import Final

from wire.errors import WrongLength

CHUNK_BYTES: Final = 65_536
TAG_BYTES: Final = 16
AGE_NONCE_BYTES: Final = 16
AGE_HEADER_BYTES: Final = 1_627
"""Version line 22, one mlkem768x25519 stanza 1,513 + 44, MAC line 48 (checked in `seal`)."""

STATEMENT_MAX: Final = 16 * 1024
BODY_MAX: Final = 1 << 20
ATTACHMENT_MAX: Final = 25 << 20
FRAME_BYTES: Final = 4 + 8
"""u32 statement length and u64 body length."""

_MIB: Final = 1 << 20
_STEP: Final = 4 * 1024


def _plaintext_buckets() -> tuple[int, ...]:
    found = [1 << power for power in range(12, 21)]
    while found[-1] < ATTACHMENT_MAX + FRAME_BYTES:
        grown = found[-1] * 112 // 100 // _STEP * _STEP
        found.append(min(grown, ATTACHMENT_MAX + _STEP))
    return tuple(found)


def sealed_length(plaintext: int) -> int:
    """Length of the age file for a plaintext of `plaintext` bytes to one hybrid recipient."""
    chunks = max(1, -(-plaintext // CHUNK_BYTES))
    return AGE_HEADER_BYTES + AGE_NONCE_BYTES + plaintext + TAG_BYTES * chunks


PLAINTEXT_LENGTHS: Final = _plaintext_buckets()
SEALED_LENGTHS: Final = tuple(sealed_length(length) for length in PLAINTEXT_LENGTHS)
_PLAINTEXT_OF: Final = dict(zip(SEALED_LENGTHS, PLAINTEXT_LENGTHS, strict=True))


def bucket_for(used: int) -> int:
    """The smallest bucket that holds `used` bytes; WrongLength above the largest."""
    at = bisect_left(PLAINTEXT_LENGTHS, used)
    if used < 0 or at == len(PLAINTEXT_LENGTHS):
        raise WrongLength("above the largest bucket")
    return PLAINTEXT_LENGTHS[at]


def plaintext_of(sealed: int) -> int:
    """The bucket that an age file of `sealed` bytes holds; WrongLength if there is none."""
    try:
        return _PLAINTEXT_OF[sealed]
    except KeyError:
        raise WrongLength("not the length of any bucket") from None
