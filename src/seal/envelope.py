"""Sealing and opening the two things that cross the relay: a letter and an attachment.

Opening has one order: lengths, age header, decryption, statement under the *pinned* key,
transmission, outer header, recipient, body hash. Only then does anything come out. Letter and
attachment stand in one file because an attachment opens only through a letter that was opened.
"""

import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from seal.age.file import seal_age, unlock
from seal.age.header import Header, read_header
from seal.age.hybrid import TYPE, HybridIdentity, HybridRecipient
from seal.errors import AgeHeader, BadPadding, Stripped, WrongContext
from seal.plaintext import PlainReader, filling
from wire.bodies import Body, check_files, parse_body
from wire.buckets import (
    AGE_HEADER_BYTES,
    BODY_MAX,
    FRAME_BYTES,
    STATEMENT_MAX,
    bucket_for,
    plaintext_of,
)
from wire.errors import Mismatch, WrongLength
from wire.frame import PREFIX_BYTES, Preamble, preamble, read_preamble
from wire.header import HEADER_MAX, OuterHeader, transmission_base, verify_sending
from wire.ids import KeyId, key_id
from wire.kinds import Kind
from wire.notices import Pair
from wire.pairing import open_transcript
from wire.requests import Sign
from wire.shape import unpack
from wire.signatures import SIGNATURE_BYTES
from wire.signed import Signed
from wire.statement import (
    AttachmentRef,
    Statement,
    attachment_envelope,
    check_body,
    check_header,
    check_recipient,
    open_statement,
    parse_statement,
    statement_hash,
)

LETTER_MAX: Final = bucket_for(FRAME_BYTES + STATEMENT_MAX + BODY_MAX)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that passed every check; `hash` is that of its signed statement."""

    header: OuterHeader
    statement: Statement
    hash: bytes
    signed_statement: bytes
    body: bytes

    def read(self) -> Body:
        """The parsed body, its file labels equal to the statement's attachments."""
        found = parse_body(self.statement.kind, self.body)
        check_files(self.statement, found)
        return found

    def __repr__(self) -> str:
        return f"<Letter {self.statement.kind} ‹sealed›>"


def seal_letter(
    *,
    header: OuterHeader,
    signed_statement: bytes,
    body: bytes,
    recipient: HybridRecipient,
    signer: Sign,
    former: Collection[KeyId] = (),
) -> bytes:
    """Return the whole frame of one letter; Mismatch if statement, header, body, recipient differ.

    `former` as for `open_letter`: recipients whose place this one has taken.
    `signer` is the sender's statement key; it signs this transmission. Called again for the same
    signed statement with another header, it sends the same letter again.
    """
    content = unpack(Signed, signed_statement, limit=STATEMENT_MAX).content
    statement = parse_statement(content)
    check_header(statement, header)
    check_recipient(statement, key_id(recipient.raw), former)
    check_body(statement, body)
    if len(body) > BODY_MAX:
        raise WrongLength("body")
    used = FRAME_BYTES + len(signed_statement) + len(body)
    plain = (
        len(signed_statement).to_bytes(4, "big")
        + signed_statement
        + len(body).to_bytes(8, "big")
        + body
        + bytes(bucket_for(used) - used)
    )
    front = _front(header, statement_hash(signed_statement), signer)
    return front + b"".join(seal_age([plain], [recipient]))


def open_letter(
    frame: bytes,
    identity: HybridIdentity,
    pinned: bytes,
    *,
    later: Sequence[bytes] = (),
    former: Collection[KeyId] = (),
) -> Letter:
    """Open one letter from the sender whose statement key is `pinned`, or raise and show nothing.

    After a change of keys: `later` are statement keys the sender took since (one of them may have
    sent this letter again), `former` the ids of recipients this reader had before.
    Errors of `wire` and `seal`, each with its category; `NoMatch`, `HeaderMac` and `NotOpened`
    are one category, so that a changed byte and a foreign letter look alike.
    """
    unsealed = _unseal(frame, identity)
    return _checked(unsealed, identity, pinned, later, former)


def open_pair(frame: bytes, identity: HybridIdentity) -> tuple[Letter, Pair]:
    """Open the letter of a device that nobody knows yet: it is signed by the key it brings.

    Who it is, is proven only by `wire.pairing.check_pair` afterwards. WrongContext for any other
    kind of letter, and unless mailbox and invite are the same.
    """
    unsealed = _unseal(frame, identity)
    _, signed_statement, body = unsealed
    draft = parse_statement(unpack(Signed, signed_statement, limit=STATEMENT_MAX).content)
    pair = parse_body(Kind.PAIR, body) if draft.kind is Kind.PAIR else None
    if not isinstance(pair, Pair):
        raise WrongContext("not a pairing letter")
    transcript = open_transcript(pair)
    letter = _checked(unsealed, identity, transcript.statement_key)
    if bytes(transcript.invite) != bytes(letter.statement.mailbox):
        raise WrongContext("invite and mailbox")
    return letter, pair


def seal_attachment(
    content: Iterable[bytes],
    *,
    header: OuterHeader,
    ref: AttachmentRef,
    recipient: HybridRecipient,
    signer: Sign,
) -> Iterator[bytes]:
    """Yield the frame of one attachment. Mismatch, before the end, if `content` is not `ref`.

    `header.envelope` is `wire.statement.attachment_envelope` of the letter that names it.
    """
    yield _front(header, ref.hash, signer)
    yield from seal_age(_attachment_plaintext(content, ref), [recipient])


def open_attachment(
    source: BinaryIO,
    length: int,
    *,
    letter: Letter,
    index: int,
    identity: HybridIdentity,
    pinned: bytes,
    later: Sequence[bytes] = (),
) -> Iterator[bytes]:
    """Yield attachment `index` of a letter that was opened; there is no way without one.

    `length` is that of the whole frame; `later` as for the letter. The hash is known only at the
    end: whoever shows or saves a piece before the iterator is exhausted, shows something
    unverified.
    """
    ref = letter.statement.attachments[index]
    found = _read_front(source)
    bucket = plaintext_of(length - found.length)
    _check_attachment_header(found, letter, index)
    verify_sending([*later, pinned], found.raw_header, ref.hash, found.signature)
    plain = PlainReader(source, unlock(_letter_header(source), [identity]))
    if plain.number(4) != 0:
        raise WrongContext("a letter, not an attachment")
    if plain.number(8) != ref.length:
        raise Mismatch("attachment length")
    if bucket != bucket_for(FRAME_BYTES + ref.length):
        raise BadPadding("not the smallest bucket")
    digest = hashlib.sha256()
    for piece in plain.pieces(ref.length):
        digest.update(piece)
        yield piece
    plain.zeros(bucket - FRAME_BYTES - ref.length)
    if digest.digest() != ref.hash:
        raise Mismatch("attachment")


def _front(header: OuterHeader, content: bytes, signer: Sign) -> bytes:
    return preamble(header, signer(transmission_base(header.pack(), content)))


def _read_front(source: BinaryIO) -> Preamble:
    start = source.read(PREFIX_BYTES)
    length = int.from_bytes(start[1:], "big")
    return read_preamble(start + source.read(min(length, HEADER_MAX) + SIGNATURE_BYTES))


def _unseal(frame: bytes, identity: HybridIdentity) -> tuple[Preamble, bytes, bytes]:
    source = io.BytesIO(frame)
    found = _read_front(source)
    bucket = plaintext_of(len(frame) - found.length)
    if bucket > LETTER_MAX:
        raise WrongLength("larger than a letter")
    plain = PlainReader(source, unlock(_letter_header(source), [identity]))
    statement_length = plain.number(4)
    if statement_length == 0:
        raise Stripped("no statement")
    signed_statement = plain.take(statement_length, STATEMENT_MAX)
    body_length = plain.number(8)
    body = plain.take(body_length, BODY_MAX)
    used = FRAME_BYTES + statement_length + body_length
    if bucket_for(used) != bucket:
        raise BadPadding("not the smallest bucket")
    plain.zeros(bucket - used)
    return found, signed_statement, body


def _letter_header(source: BinaryIO) -> Header:
    header = read_header(source)
    if len(header.stanzas) != 1 or header.stanzas[0].arguments[0] != TYPE:
        raise AgeHeader("a letter has one hybrid stanza and nothing else")
    if header.length != AGE_HEADER_BYTES:
        raise AgeHeader("length of the header")
    return header


def _checked(
    unsealed: tuple[Preamble, bytes, bytes],
    identity: HybridIdentity,
    pinned: bytes,
    later: Sequence[bytes] = (),
    former: Collection[KeyId] = (),
) -> Letter:
    found, signed_statement, body = unsealed
    statement = open_statement(signed_statement, pinned)
    content = statement_hash(signed_statement)
    verify_sending([*later, pinned], found.raw_header, content, found.signature)
    check_header(statement, found.header)
    check_recipient(statement, key_id(identity.recipient.raw), former)
    check_body(statement, body)
    return Letter(found.header, statement, content, signed_statement, body)


def _check_attachment_header(found: Preamble, letter: Letter, index: int) -> None:
    expected = attachment_envelope(letter.header.envelope, letter.hash, index)
    there = (found.header.mailbox, found.header.direction, found.header.envelope)
    if there != (letter.header.mailbox, letter.header.direction, expected):
        raise Mismatch("attachment header")


def _attachment_plaintext(content: Iterable[bytes], ref: AttachmentRef) -> Iterator[bytes]:
    yield bytes(4) + ref.length.to_bytes(8, "big")
    digest, left = hashlib.sha256(), ref.length
    for piece in content:
        digest.update(piece)
        left -= len(piece)
        if left < 0:
            break
        yield piece
    if left or digest.digest() != ref.hash:
        raise Mismatch("attachment content")
    used = FRAME_BYTES + ref.length
    yield from filling(bucket_for(used) - used)
