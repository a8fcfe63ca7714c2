"""Letters and attachments: opened only by whom, from whom, as what and where they were meant."""

import hashlib
import io
import tracemalloc
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seal.age.file import Recipient, seal_age
from seal.age.hybrid import HybridIdentity
from seal.age.x25519 import X25519Identity
from seal.envelope import (
    LETTER_MAX,
    Letter,
    open_attachment,
    open_letter,
    open_pair,
    seal_attachment,
    seal_letter,
)
from seal.errors import AgeHeader, BadPadding, NoMatch, NotOpened, SealError, Stripped, WrongContext
from seal.keys import SecretKey
from seal.signing import STATEMENT_PURPOSES, SigningKey
from wire import signed as container
from wire.bodies import pack_body
from wire.buckets import BODY_MAX, SEALED_LENGTHS, bucket_for, plaintext_of
from wire.errors import BadSignature, Malformed, Mismatch, UnknownKind, WireError, WrongLength
from wire.frame import preamble
from wire.header import Direction, OuterHeader, transmission_base
from wire.ids import ConversationId, EnvelopeId, Epoch, InviteId, MailboxId, key_id
from wire.kinds import Kind
from wire.letters import FileLabel, FileType, Message
from wire.pairing import Transcript, make_pair, pairing_keys
from wire.shape import pack
from wire.signatures import Purpose
from wire.statement import (
    FIRST,
    AttachmentRef,
    Statement,
    attachment_envelope,
    sign_statement,
    statement_hash,
)

ADA = SigningKey(SecretKey(b"a" * 32), *STATEMENT_PURPOSES)
MALLORY = SigningKey(SecretKey(b"m" * 32), *STATEMENT_PURPOSES)
DORA = HybridIdentity(SecretKey(b"d" * 32))
EMIL = HybridIdentity(SecretKey(b"e" * 32))
MAILBOX = MailboxId(b"m" * 16)
PHOTO = b"\xff\xd8" + bytes(200_000)
REF = AttachmentRef(hashlib.sha256(PHOTO).digest(), len(PHOTO))
MESSAGE = Message(
    "Befund", "Alles in Ordnung.", None, (FileLabel(REF.hash, "Bild.jpg", FileType.JPEG),)
)


@dataclass(frozen=True)
class Draft:
    """A letter from Ada to Dora, any part of which a test may falsify before sealing."""

    header: OuterHeader
    body: bytes
    statement: Statement

    def signed(self, key: SigningKey = ADA) -> bytes:
        return sign_statement(self.statement, key.sign)

    def sealed(self) -> bytes:
        return seal_letter(
            header=self.header,
            signed_statement=self.signed(),
            body=self.body,
            recipient=DORA.recipient,
            signer=ADA.sign,
        )

    def forged(
        self,
        *,
        signed: bytes | None = None,
        by: SigningKey = ADA,
        pad: bytes | None = None,
        body: bytes | None = None,
        plain: bytes | None = None,
    ) -> bytes:
        """Sealed without any of the checks that `seal_letter` makes."""
        signed = self.signed() if signed is None else signed
        body = self.body if body is None else body
        if plain is None:
            plain = len(signed).to_bytes(4, "big") + signed + len(body).to_bytes(8, "big") + body
            plain += bytes(bucket_for(len(plain)) - len(plain)) if pad is None else pad
        signature = by.sign(transmission_base(self.header.pack(), statement_hash(signed)))
        front = preamble(self.header, signature)
        return front + b"".join(seal_age([plain], [DORA.recipient]))


HONEST: Final = Draft(
    OuterHeader(1, MAILBOX, Direction.TO_PATIENT, EnvelopeId(b"n" * 16), 1_790_000_040),
    pack_body(MESSAGE),
    Statement(
        version=1,
        sender=ADA.id,
        recipients=(key_id(DORA.recipient.raw),),
        mailbox=MAILBOX,
        direction=Direction.TO_PATIENT,
        conversation=ConversationId(b"c" * 16),
        sequence=1,
        previous=FIRST,
        epoch=Epoch(b"e" * 16),
        seen=None,
        time=1_790_000_000,
        kind=Kind.MESSAGE,
        body=hashlib.sha256(pack_body(MESSAGE)).digest(),
        attachments=(REF,),
    ),
)
FRAME: Final = HONEST.sealed()


def _open(frame: bytes) -> Letter:
    return open_letter(frame, DORA, ADA.public)


def test_an_honest_letter_comes_back_whole() -> None:
    letter = _open(FRAME)
    assert letter.header == HONEST.header
    assert letter.statement == HONEST.statement
    assert letter.read() == MESSAGE
    assert len(FRAME) - len(preamble(HONEST.header, bytes(64))) in SEALED_LENGTHS


def test_a_letter_sent_again_is_the_same_letter_under_a_new_header() -> None:
    later = replace(HONEST.header, envelope=EnvelopeId(b"o" * 16), created=1_790_000_100)
    again = _open(replace(HONEST, header=later).sealed())
    assert again.hash == _open(FRAME).hash


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_x01_a_flipped_bit_anywhere_never_opens(data: st.DataObject) -> None:
    broken = bytearray(FRAME)
    broken[data.draw(st.integers(0, len(FRAME) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((SealError, WireError)):
        _open(bytes(broken))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, len(FRAME)))
def test_x02_a_cut_letter_never_opens(cut: int) -> None:
    with pytest.raises((WrongLength, WireError)):
        _open(FRAME[:-cut])


def test_h03_another_persons_letter_does_not_open() -> None:
    with pytest.raises(NoMatch):
        open_letter(FRAME, EMIL, ADA.public)


def test_l15_a_letter_of_another_sender_is_refused() -> None:
    with pytest.raises(BadSignature):
        open_letter(FRAME, DORA, MALLORY.public)
    with pytest.raises(BadSignature):
        _open(HONEST.forged(signed=HONEST.signed(MALLORY), by=MALLORY))


def test_h04_a_stripped_statement_is_refused() -> None:
    with pytest.raises(Stripped):
        _open(HONEST.forged(signed=b""))
    with pytest.raises(Stripped):
        _open(HONEST.forged(plain=bytes(4096)))


@pytest.mark.parametrize(
    "header",
    [
        replace(HONEST.header, mailbox=MailboxId(b"x" * 16)),
        replace(HONEST.header, direction=Direction.TO_PRACTICE),
        replace(HONEST.header, envelope=EnvelopeId(b"x" * 16)),
        replace(HONEST.header, created=0),
    ],
)
def test_h03_a_letter_under_another_outer_header_is_refused(header: OuterHeader) -> None:
    front = len(preamble(HONEST.header, bytes(64)))
    signature = FRAME[front - 64 : front]
    with pytest.raises(BadSignature):
        _open(preamble(header, signature) + FRAME[front:])


def test_h03_not_even_the_sender_can_move_a_statement_to_another_mailbox() -> None:
    moved = replace(HONEST, header=replace(HONEST.header, mailbox=MailboxId(b"x" * 16)))
    with pytest.raises(Mismatch):
        _open(moved.forged())
    with pytest.raises(Mismatch):
        moved.sealed()


def test_a_statement_made_for_another_recipient_is_refused() -> None:
    other = replace(HONEST.statement, recipients=(key_id(EMIL.recipient.raw),))
    with pytest.raises(Mismatch):
        _open(replace(HONEST, statement=other).forged())


def test_another_body_under_the_statement_is_refused() -> None:
    with pytest.raises(Mismatch):
        _open(HONEST.forged(body=HONEST.body + b"\x00"))


def test_filling_that_is_not_zero_or_not_the_smallest_is_refused() -> None:
    used = 12 + len(HONEST.signed()) + len(HONEST.body)
    with pytest.raises(BadPadding):
        _open(HONEST.forged(pad=bytes(4096 - used - 1) + b"\x01"))
    with pytest.raises(BadPadding):
        _open(HONEST.forged(pad=bytes(8192 - used)))


def test_a_length_that_runs_out_of_the_plaintext_is_refused() -> None:
    for plain in (b"\xff" * 4096, (4092).to_bytes(4, "big") + bytes(4092)):
        with pytest.raises((WrongLength, SealError)):
            _open(HONEST.forged(plain=plain))


def test_an_age_file_of_any_other_length_is_refused() -> None:
    with pytest.raises(WrongLength):
        _open(HONEST.forged(plain=bytes(5000)))
    with pytest.raises(WrongLength):
        _open(HONEST.forged(plain=bytes(4 << 20)))


def test_x02_a_letter_as_long_as_an_attachment_is_refused_unopened() -> None:
    front = preamble(HONEST.header, bytes(64))
    for length in SEALED_LENGTHS:
        with pytest.raises(WrongLength if plaintext_of(length) > LETTER_MAX else AgeHeader):
            _open(front + bytes(length))


def test_x02_a_body_above_the_limit_is_not_sealed() -> None:
    for length, fits in ((BODY_MAX, True), (BODY_MAX + 1, False)):
        body = b"x" * length
        digest = hashlib.sha256(body).digest()
        draft = replace(HONEST, body=body, statement=replace(HONEST.statement, body=digest))
        with nullcontext() if fits else pytest.raises(WrongLength):
            draft.sealed()


def test_x06_another_recipient_type_or_a_second_stanza_is_refused() -> None:
    front = preamble(HONEST.header, bytes(64))
    plain = bytes(4096)
    classic = X25519Identity.new().recipient
    several: list[list[Recipient]] = [
        [classic],
        [DORA.recipient, DORA.recipient],
        [DORA.recipient, classic],
    ]
    for recipients in several:
        with pytest.raises((WrongLength, AgeHeader)):
            _open(front + b"".join(seal_age([plain], recipients)))


def test_x06_a_second_stanza_is_refused_even_where_the_length_fits() -> None:
    front = preamble(HONEST.header, bytes(64))
    recipients: list[Recipient] = [DORA.recipient, X25519Identity.new().recipient]
    spare = len(b"".join(seal_age([b""], recipients))) - (SEALED_LENGTHS[0] - 4096)
    sealed = b"".join(seal_age([bytes(4096 - spare)], recipients))
    assert len(sealed) == SEALED_LENGTHS[0]
    with pytest.raises(AgeHeader):
        _open(front + sealed)


def test_h05_an_unknown_kind_is_told_apart() -> None:
    raw = HONEST.signed()
    content = raw.replace(b"gmessage", b"gcommand")
    with pytest.raises(BadSignature):
        _open(HONEST.forged(signed=content))
    resigned = container.sign(
        Purpose.STATEMENT, pack(HONEST.statement).replace(b"gmessage", b"gcommand"), ADA.sign
    )
    with pytest.raises(UnknownKind):
        _open(HONEST.forged(signed=resigned))


def test_x04_an_attachment_list_that_differs_from_the_body_is_refused() -> None:
    none = replace(HONEST.statement, attachments=())
    letter = _open(replace(HONEST, statement=none).sealed())
    with pytest.raises(Mismatch):
        letter.read()


def test_x14_a_letter_does_not_show_its_words() -> None:
    assert "Ordnung" not in repr(_open(FRAME))


LETTER: Final = _open(FRAME)
PART: Final = replace(
    HONEST.header,
    envelope=EnvelopeId(attachment_envelope(HONEST.header.envelope, LETTER.hash, 0)),
)


def _attachment(header: OuterHeader = PART, content: bytes = PHOTO) -> bytes:
    pieces = [content[i : i + 70_000] for i in range(0, len(content), 70_000)]
    return b"".join(
        seal_attachment(pieces, header=header, ref=REF, recipient=DORA.recipient, signer=ADA.sign)
    )


def _read(frame: bytes, identity: HybridIdentity = DORA, pinned: bytes = ADA.public) -> bytes:
    source = io.BytesIO(frame)
    pieces = open_attachment(
        source, len(frame), letter=LETTER, index=0, identity=identity, pinned=pinned
    )
    return b"".join(pieces)


def test_an_attachment_comes_back_through_the_letter_that_names_it() -> None:
    frame = _attachment()
    assert _read(frame) == PHOTO
    assert len(frame) - len(preamble(PART, bytes(64))) in SEALED_LENGTHS


@pytest.mark.parametrize("content", [PHOTO[:-1], PHOTO + b"x", PHOTO[:-1] + b"x", b""])
def test_an_attachment_that_is_not_the_one_named_is_never_finished(content: bytes) -> None:
    with pytest.raises(Mismatch):
        _attachment(content=content)


def test_h03_an_attachment_under_another_header_key_or_person_is_refused() -> None:
    frame = _attachment()
    with pytest.raises(Mismatch):
        _read(_attachment(replace(PART, envelope=EnvelopeId(b"x" * 16))))
    with pytest.raises(Mismatch):
        _read(_attachment(replace(PART, mailbox=MailboxId(b"x" * 16))))
    with pytest.raises(BadSignature):
        _read(frame, pinned=MALLORY.public)
    with pytest.raises(NoMatch):
        _read(frame, identity=EMIL)


def test_x04_a_letter_is_no_attachment_and_an_attachment_no_letter() -> None:
    with pytest.raises(Stripped):
        _open(_attachment())
    signature = ADA.sign(transmission_base(PART.pack(), REF.hash))
    front = len(preamble(HONEST.header, bytes(64)))
    with pytest.raises(WrongContext):
        _read(preamble(PART, signature) + FRAME[front:])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_x01_a_flipped_bit_of_an_attachment_never_passes(data: st.DataObject) -> None:
    broken = bytearray(ATTACHMENT)
    broken[data.draw(st.integers(0, len(broken) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((SealError, WireError)):
        _read(bytes(broken))


ATTACHMENT: Final = _attachment()


def test_x02_a_cut_attachment_with_a_bucket_length_is_refused() -> None:
    front = len(preamble(PART, bytes(64)))
    shorter = ATTACHMENT[: front + SEALED_LENGTHS[5]]
    with pytest.raises((NotOpened, BadPadding, WrongLength)):
        _read(shorter)


def test_the_largest_attachment_goes_through_in_bounded_memory() -> None:
    size, piece = 25 << 20, bytes(1 << 20)
    digest = hashlib.sha256(bytes(size)).digest()
    ref = AttachmentRef(digest, size)

    def pieces() -> Iterator[bytes]:
        yield from (piece for _ in range(25))

    letter = replace(LETTER, statement=replace(LETTER.statement, attachments=(ref,)))
    frame = io.BytesIO()
    for part in seal_attachment(
        pieces(), header=PART, ref=ref, recipient=DORA.recipient, signer=ADA.sign
    ):
        frame.write(part)
    length = frame.tell()
    frame.seek(0)
    tracemalloc.start()
    opened = open_attachment(
        frame, length, letter=letter, index=0, identity=DORA, pinned=ADA.public
    )
    assert sum(len(part) for part in opened) == size
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_pairing_letter_opens_with_the_key_it_brings() -> None:
    letter, pair = open_pair(_pairing().forged(by=MALLORY, signed=_pairing().signed(MALLORY)), DORA)
    assert letter.statement.kind is Kind.PAIR
    assert pair.transcript


def _pairing(invite: bytes = MAILBOX, key: SigningKey = MALLORY) -> Draft:
    transcript = Transcript(
        1,
        InviteId(invite),
        "https://relay.example",
        bytes(32),
        EMIL.recipient.raw,
        key.public,
        ADA.public,
        1_790_000_000,
    )
    pair = make_pair(transcript, pairing_keys(b"s" * 16, invite, "12345678"), key.sign)
    body = pack_body(pair)
    statement = replace(
        HONEST.statement,
        sender=MALLORY.id,
        direction=Direction.TO_PRACTICE,
        kind=Kind.PAIR,
        body=hashlib.sha256(body).digest(),
        attachments=(),
    )
    return Draft(replace(HONEST.header, direction=Direction.TO_PRACTICE), body, statement)


def test_x04_a_pairing_letter_is_signed_by_its_own_key_for_its_own_invite() -> None:
    other = _pairing(invite=b"x" * 16)
    with pytest.raises(WrongContext):
        open_pair(other.forged(by=MALLORY, signed=other.signed(MALLORY)), DORA)
    stolen = _pairing(key=SigningKey(SecretKey(b"z" * 32), *STATEMENT_PURPOSES))
    with pytest.raises(BadSignature):
        open_pair(stolen.forged(by=MALLORY, signed=stolen.signed(MALLORY)), DORA)
    with pytest.raises(WrongContext):
        open_pair(FRAME, DORA)


def test_a_body_that_is_no_pair_is_refused() -> None:
    draft = replace(_pairing(), body=b"\xa0")
    with pytest.raises(Malformed):
        open_pair(draft.forged(by=MALLORY, signed=draft.signed(MALLORY)), DORA)


def test_x04_a_key_signs_only_for_its_purposes() -> None:
    relay = SigningKey.new(Purpose.REQUEST)
    with pytest.raises(WrongContext):
        sign_statement(HONEST.statement, relay.sign)
    with pytest.raises(ValueError, match="purpose"):
        SigningKey.new()


def test_x14_a_signing_key_does_not_show_itself() -> None:
    assert "aaaa" not in repr(ADA)
    assert ADA.seed.reveal() == b"a" * 32


def test_a_letter_written_before_a_change_of_keys_opens_sealed_to_the_new_ones() -> None:
    emil = key_id(EMIL.recipient.raw)
    draft = HONEST
    moved = replace(draft, statement=replace(draft.statement, recipients=(emil,)))
    frame = moved.forged(signed=moved.signed())
    assert open_letter(frame, DORA, ADA.public, former=[emil]).body == moved.body
    with pytest.raises(Mismatch):
        open_letter(frame, DORA, ADA.public)
    with pytest.raises(Mismatch):
        open_letter(frame, DORA, ADA.public, former=[key_id(bytes(1216))])


def test_x07_a_letter_is_sent_by_the_key_it_was_signed_with_or_a_later_one() -> None:
    draft, newer = HONEST, SigningKey(SecretKey(b"n" * 32), *STATEMENT_PURPOSES)
    again = draft.forged(signed=draft.signed(), by=newer)
    assert open_letter(again, DORA, ADA.public, later=[newer.public]).body == draft.body
    for later in ([], [MALLORY.public]):
        with pytest.raises(BadSignature):
            open_letter(again, DORA, ADA.public, later=later)
    statement = replace(draft.statement, sender=newer.id)
    by_old = replace(draft, statement=statement).forged(
        signed=sign_statement(statement, newer.sign), by=ADA
    )
    with pytest.raises(BadSignature):
        open_letter(by_old, DORA, newer.public)
