"""The signed statement inside every letter: who says what to whom, in which place of the order."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Final

from wire import cbor, signed
from wire.buckets import ATTACHMENT_MAX, STATEMENT_MAX
from wire.errors import BadSignature, Mismatch, UnknownKind
from wire.header import Direction, OuterHeader
from wire.ids import ConversationId, Epoch, KeyId, MailboxId, key_id
from wire.kinds import DIRECTIONS, WITH_FILES, Kind
from wire.requests import Sign
from wire.shape import Many, Range, Size, pack, unpack
from wire.signatures import Purpose

FIRST: Final = bytes(32)
"""`previous` of the first letter of a direction, device and epoch."""
MAX_ATTACHMENTS: Final = 10

Hash = Annotated[bytes, Size(32)]


@dataclass(frozen=True, slots=True)
class Seen:
    """The highest letter received without a gap from the other side, in that side's epoch."""

    epoch: Annotated[Epoch, Size(16)]
    sequence: Annotated[int, Range(1)]
    hash: Hash


@dataclass(frozen=True, slots=True)
class AttachmentRef:
    """An attachment by the SHA-256 and the true length of its plaintext."""

    hash: Hash
    length: Annotated[int, Range(1, ATTACHMENT_MAX)]


@dataclass(frozen=True, slots=True)
class Statement:
    """What the sender signs.

    `sender` is the id of the sender's statement key, `recipients` the ids of the age recipients
    (exactly one in version 1), `sequence` starts at 1 and `previous` is the hash of the previous
    signed statement, both per direction, device and epoch; `time` is Unix seconds; `body` is the
    SHA-256 of the body bytes.
    """

    version: int
    sender: Annotated[KeyId, Size(32)]
    recipients: Annotated[tuple[Annotated[KeyId, Size(32)], ...], Many(1, 1)]
    mailbox: Annotated[MailboxId, Size(16)]
    direction: Direction
    conversation: Annotated[ConversationId, Size(16)]
    sequence: Annotated[int, Range(1)]
    previous: Hash
    epoch: Annotated[Epoch, Size(16)]
    seen: Seen | None
    time: Annotated[int, Range(0)]
    kind: Kind
    body: Hash
    attachments: Annotated[tuple[AttachmentRef, ...], Many(MAX_ATTACHMENTS)]

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS[self.kind]:
            raise Mismatch("this kind does not go this way")
        if self.attachments and self.kind not in WITH_FILES:
            raise Mismatch("this kind carries no files")
        if (self.sequence == 1) != (self.previous == FIRST):
            raise Mismatch("only the first letter has no previous one")


def statement_hash(signed_statement: bytes) -> bytes:
    """SHA-256 of the whole signed statement as received: what `previous` and `seen` refer to."""
    return hashlib.sha256(signed_statement).digest()


def sign_statement(statement: Statement, signer: Sign) -> bytes:
    """Return the signed statement."""
    return signed.sign(Purpose.STATEMENT, pack(statement), signer)


def open_statement(data: bytes, public_key: bytes) -> Statement:
    """Verify against the pinned key, then parse; nothing of an unverified statement comes out.

    BadSignature also if the statement names another sender than the key that signed it;
    UnknownKind for a kind outside the list; Mismatch for one that may not go this way.
    """
    content = signed.open_signed(Purpose.STATEMENT, data, public_key)
    found = parse_statement(content)
    if found.sender != key_id(public_key):
        raise BadSignature("signed by another key than it names")
    return found


def parse_statement(content: bytes) -> Statement:
    """Parse signed content. Only for callers that verified it, or (pairing) verify it next."""
    value = cbor.decode(content, limit=STATEMENT_MAX)
    if isinstance(value, dict) and value.get("version") == 1:
        kind = value.get("kind")
        if isinstance(kind, str) and kind not in Kind.__members__.values():
            raise UnknownKind("statement")
    return unpack(Statement, content, limit=STATEMENT_MAX)


def check_header(statement: Statement, header: OuterHeader) -> None:
    """Mismatch unless the outer header says what the statement says: version, mailbox, way."""
    inside = (statement.version, statement.mailbox, statement.direction)
    if inside != (header.version, header.mailbox, header.direction):
        raise Mismatch("header")


def check_recipient(statement: Statement, recipient: KeyId, former: Collection[KeyId] = ()) -> None:
    """Mismatch unless the statement was made for exactly this age recipient.

    Or for one of its `former` ones: a letter to the practice that was written before a change of
    its keys and is sealed to the new ones keeps its statement, as any letter sent again.
    """
    if statement.recipients[0] not in {recipient, *former}:
        raise Mismatch("recipient")


def check_body(statement: Statement, body: bytes) -> None:
    """Mismatch unless `body` is the body that was signed."""
    if hashlib.sha256(body).digest() != statement.body:
        raise Mismatch("body")


def attachment_envelope(envelope: bytes, signed_hash: bytes, index: int) -> bytes:
    """The envelope id under which attachment `index` (from 0) of a letter is transmitted.

    First 16 bytes of SHA-256(ASCII "praxistresor/1/attachment" ‖ 0 ‖ the letter's envelope id ‖
    hash of its signed statement ‖ u8 index): both ends know it, the relay cannot compute it, and
    a letter sent again under a new id brings its attachments under new ids.
    """
    label = b"praxistresor/1/attachment\x00"
    return hashlib.sha256(label + envelope + signed_hash + bytes([index])).digest()[:16]
