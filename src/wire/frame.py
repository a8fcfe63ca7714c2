"""The body of a PUT: outer header, transmission signature and age file in one byte string.

u8 version (1) ‖ u16 header length, big-endian ‖ header ‖ 64 bytes signature ‖ age file to the end.
"""

from dataclasses import dataclass
from typing import Final

from wire.buckets import SEALED_LENGTHS, plaintext_of
from wire.errors import UnsupportedVersion, WrongLength
from wire.header import HEADER_MAX, OuterHeader, parse_header
from wire.signatures import SIGNATURE_BYTES

PREFIX_BYTES: Final = 3
PREAMBLE_MAX: Final = PREFIX_BYTES + HEADER_MAX + SIGNATURE_BYTES
"""No frame needs more bytes than this before its age file starts."""
AGE_START: Final = b"age-encryption.org/v1\n-> mlkem768x25519 "
"""How every age file of ours begins: the one version, the one type of recipient."""
SEALED_START: Final = PREAMBLE_MAX + len(AGE_START)
FRAME_MAX: Final = PREAMBLE_MAX + SEALED_LENGTHS[-1]


@dataclass(frozen=True, slots=True)
class Preamble:
    """What stands before the age file: the header as received and parsed, and the signature."""

    raw_header: bytes
    header: OuterHeader
    signature: bytes

    @property
    def length(self) -> int:
        """Bytes before the age file."""
        return PREFIX_BYTES + len(self.raw_header) + len(self.signature)


def preamble(header: OuterHeader, signature: bytes) -> bytes:
    """Return the bytes that go before the age file."""
    raw = header.pack()
    if len(signature) != SIGNATURE_BYTES:
        raise WrongLength("a signature is 64 bytes")
    return b"\x01" + len(raw).to_bytes(2, "big") + raw + signature


def read_preamble(start: bytes) -> Preamble:
    """Read the preamble from the first PREAMBLE_MAX bytes of a frame (or all, if it is shorter)."""
    if len(start) < PREFIX_BYTES:
        raise WrongLength("frame")
    if start[0] != 1:
        raise UnsupportedVersion("frame")
    length = int.from_bytes(start[1:3], "big")
    end = PREFIX_BYTES + length
    if not 0 < length <= HEADER_MAX or len(start) < end + SIGNATURE_BYTES:
        raise WrongLength("frame")
    raw = start[PREFIX_BYTES:end]
    return Preamble(raw, parse_header(raw), start[end : end + SIGNATURE_BYTES])


def check_frame_length(found: Preamble, total: int) -> int:
    """Return the plaintext bucket of a frame of `total` bytes; WrongLength if it has none."""
    return plaintext_of(total - found.length)


def check_sealed_start(found: Preamble, start: bytes) -> None:
    """UnsupportedVersion unless an age file to one hybrid recipient begins after the preamble.

    `start` is a frame or its first SEALED_START bytes. Nobody but the recipient can tell whether it
    opens; but text that was merely brought to the right length is no letter for anybody.
    """
    if not start[found.length :].startswith(AGE_START):
        raise UnsupportedVersion("age")


def check_frame(data: bytes) -> Preamble:
    """Read the preamble of a whole frame that goes out; length and start are those of a letter."""
    found = read_preamble(data[:PREAMBLE_MAX])
    check_frame_length(found, len(data))
    check_sealed_start(found, data)
    return found


def split_frame(data: bytes) -> tuple[Preamble, bytes]:
    """Split a whole frame into preamble and age file, checking its length."""
    found = read_preamble(data[:PREAMBLE_MAX])
    check_frame_length(found, len(data))
    return found, data[found.length :]
