"""The outer header, all that the relay ever sees of a letter, and the transmission signature."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from wire.errors import BadSignature, Malformed
from wire.ids import EnvelopeId, MailboxId
from wire.shape import Range, Size, pack, unpack
from wire.signatures import Purpose, signing_base, verify

HEADER_MAX: Final = 256


class Direction(StrEnum):
    """Which way a letter goes; a letter turned round does not verify."""

    TO_PATIENT = "to-patient"
    TO_PRACTICE = "to-practice"


@dataclass(frozen=True, slots=True)
class OuterHeader:
    """Five fields and no more; `created` is Unix seconds, a whole minute."""

    version: int
    mailbox: Annotated[MailboxId, Size(16)]
    direction: Direction
    envelope: Annotated[EnvelopeId, Size(16)]
    created: Annotated[int, Range(0)]

    def __post_init__(self) -> None:
        if self.created % 60:
            raise Malformed("OuterHeader.created")

    def pack(self) -> bytes:
        """The deterministic CBOR of the header."""
        return pack(self)


@dataclass(frozen=True, slots=True)
class _Transmission:
    header: Annotated[bytes, Size(HEADER_MAX, 1)]
    content: Annotated[bytes, Size(32)]


def parse_header(data: bytes) -> OuterHeader:
    """Read an outer header; NotCanonical, UnsupportedVersion or Malformed."""
    return unpack(OuterHeader, data, limit=HEADER_MAX)


def transmission_base(header: bytes, content: bytes) -> bytes:
    """The bytes signed for one transmission.

    `content` is the hash of the signed statement (a letter) or of the plaintext (an attachment):
    a letter sent again keeps its statement and gets a new envelope id, time and signature.
    """
    return signing_base(Purpose.TRANSMISSION, pack(_Transmission(header, content)))


def verify_transmission(public_key: bytes, header: bytes, content: bytes, sig: bytes) -> None:
    """BadSignature unless the sender's statement key sent `content` under this very header."""
    verify(public_key, Purpose.TRANSMISSION, pack(_Transmission(header, content)), sig)


def verify_sending(public_keys: Sequence[bytes], header: bytes, content: bytes, sig: bytes) -> None:
    """The same for a sender who changed keys: the key of the statement, or a later one of his."""
    for later in public_keys[:-1]:
        with suppress(BadSignature):
            return verify_transmission(later, header, content, sig)
    return verify_transmission(public_keys[-1], header, content, sig)
