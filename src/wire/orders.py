"""What a practice tells the relay: a mailbox to open, and its own public key bundle and page."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from wire.ids import EnvelopeId, MailboxId
from wire.relay_api import MAILBOX_BYTES, MAILBOX_ENVELOPES, ORDER_BYTES, PRACTICE_DOCUMENT_BYTES
from wire.shape import Many, Range, Size, pack, unpack


class Use(StrEnum):
    """A pairing mailbox dies after pairing; a device mailbox lives until it is closed."""

    PAIRING = "pairing"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class MailboxOrder:
    """Body of POST /v1/mailboxes; `relay_key` is the device's raw Ed25519 public key."""

    version: int
    mailbox: Annotated[MailboxId, Size(16)]
    use: Use
    relay_key: Annotated[bytes, Size(32)]
    expires: Annotated[int, Range(0)] | None
    max_bytes: Annotated[int, Range(1, MAILBOX_BYTES)]
    max_envelopes: Annotated[int, Range(1, MAILBOX_ENVELOPES)]


@dataclass(frozen=True, slots=True)
class Publishing:
    """Body of PUT and GET /v1/practice: both are verified by the page, not by the relay.

    `bundle` is the CBOR of the key bundle, whose SHA-256 stands on the sheet; `document` is the
    signed practice document.
    """

    version: int
    bundle: Annotated[bytes, Size(4096, 1)]
    document: Annotated[bytes, Size(PRACTICE_DOCUMENT_BYTES - 8192, 1)] | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a listing: `number` rises per queue and orders what arrived."""

    number: Annotated[int, Range(1)]
    envelope: Annotated[EnvelopeId, Size(16)]
    mailbox: Annotated[MailboxId, Size(16)]
    length: Annotated[int, Range(1)]


@dataclass(frozen=True, slots=True)
class Listing:
    """Answer of every LIST; the next page starts after the last number."""

    version: int
    waiting: Annotated[tuple[Waiting, ...], Many(100)]


def parse_mailbox_order(data: bytes) -> MailboxOrder:
    """Read the body of POST /v1/mailboxes."""
    return unpack(MailboxOrder, data, limit=ORDER_BYTES)


def parse_publishing(data: bytes) -> Publishing:
    """Read the body of PUT or GET /v1/practice."""
    return unpack(Publishing, data, limit=PRACTICE_DOCUMENT_BYTES)


def parse_listing(data: bytes) -> Listing:
    """Read the answer of a LIST."""
    return unpack(Listing, data)


__all__ = [
    "Listing",
    "MailboxOrder",
    "Publishing",
    "Use",
    "Waiting",
    "pack",
    "parse_listing",
    "parse_mailbox_order",
    "parse_publishing",
]
