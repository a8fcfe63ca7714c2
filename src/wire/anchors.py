"""Anchors: the signed heads of the audit chain that a practice leaves at the relay."""

from dataclasses import dataclass
from typing import Annotated, Final

from wire import cbor, signed
from wire.errors import Malformed
from wire.ids import Epoch, KeyId
from wire.relay_api import ANCHOR_BYTES, TOMBSTONE_BYTES
from wire.requests import Sign
from wire.shape import Range, Size, pack, unpack
from wire.signatures import Purpose

NO_TOMBSTONES: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One head: rising `counter`, the epoch, audit sequence and hash, and the tombstone file."""

    version: int
    practice: Annotated[KeyId, Size(32)]
    counter: Annotated[int, Range(1)]
    epoch: Annotated[Epoch, Size(16)]
    time: Annotated[int, Range(0)]
    audit_sequence: Annotated[int, Range(0)]
    audit_head: Annotated[bytes, Size(32)]
    tombstones: Annotated[int, Range(0)]
    tombstones_hash: Annotated[bytes, Size(32)]


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """What the relay stores: the signed anchor and, if it changed, the sealed tombstone file.

    The relay checks the signature against the practice's anchor key and that the counter rises;
    it cannot read `sealed`, whose SHA-256 is `tombstones_hash`.
    """

    anchor: Annotated[bytes, Size(4096, 1)]
    sealed: Annotated[bytes, Size(TOMBSTONE_BYTES, 0)] | None


def sign_anchor(anchor: Anchor, signer: Sign) -> bytes:
    """Return the signed anchor."""
    return signed.sign(Purpose.ANCHOR, pack(anchor), signer)


def open_anchor(data: bytes, public_key: bytes) -> Anchor:
    """Verify, then parse; BadSignature before any other complaint about the content."""
    return unpack(Anchor, signed.open_signed(Purpose.ANCHOR, data, public_key))


def parse_record_list(data: bytes) -> tuple[AnchorRecord, ...]:
    """Read the answer of GET: a CBOR array of records as they were POSTed, oldest first."""
    found = cbor.decode(data)
    if not isinstance(found, list):
        raise Malformed("anchor list")
    records = []
    for item in found:
        if not isinstance(item, bytes):
            raise Malformed("anchor list")
        records.append(parse_record(item))
    return tuple(records)


def pack_record(record: AnchorRecord) -> bytes:
    """The body of a POST to the anchor store."""
    return pack(record)


def parse_record(data: bytes) -> AnchorRecord:
    """Read a body POSTed to the anchor store or listed by it."""
    return unpack(AnchorRecord, data, limit=ANCHOR_BYTES)
