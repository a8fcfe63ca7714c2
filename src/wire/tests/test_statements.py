"""Statements: signed by the pinned key, equal to the header, of a closed list of kinds."""

import hashlib
from dataclasses import replace

import pytest

from wire import cbor, order, signed
from wire.errors import (
    BadSignature,
    Malformed,
    Mismatch,
    NotCanonical,
    UnknownKind,
    UnsupportedVersion,
)
from wire.header import Direction, OuterHeader
from wire.ids import ConversationId, EnvelopeId, Epoch, KeyId, MailboxId, key_id
from wire.kinds import DIRECTIONS, WITH_FILES, Kind
from wire.order import Position, Turn, judge
from wire.shape import pack
from wire.signatures import Purpose
from wire.statement import (
    FIRST,
    AttachmentRef,
    Seen,
    Statement,
    attachment_envelope,
    check_body,
    check_header,
    check_recipient,
    open_statement,
    sign_statement,
    statement_hash,
)
from wire.tests.keys import public, signing_key

ADA, DORA = signing_key("ada"), signing_key("dora")
BODY = b"\xa0"
EPOCH = Epoch(b"e" * 16)
STATEMENT = Statement(
    version=1,
    sender=key_id(public(ADA)),
    recipients=(KeyId(b"r" * 32),),
    mailbox=MailboxId(b"m" * 16),
    direction=Direction.TO_PATIENT,
    conversation=ConversationId(b"c" * 16),
    sequence=2,
    previous=b"p" * 32,
    epoch=EPOCH,
    seen=Seen(Epoch(b"d" * 16), 4, b"h" * 32),
    time=1_790_000_000,
    kind=Kind.DOCUMENT,
    body=hashlib.sha256(BODY).digest(),
    attachments=(AttachmentRef(b"a" * 32, 4711),),
)
HEADER = OuterHeader(
    1, STATEMENT.mailbox, STATEMENT.direction, EnvelopeId(b"n" * 16), 1_790_000_040
)


def test_a_statement_comes_back_from_its_pinned_key_only() -> None:
    data = sign_statement(STATEMENT, ADA.sign)
    assert open_statement(data, public(ADA)) == STATEMENT
    with pytest.raises(BadSignature):
        open_statement(data, public(DORA))


def test_x07_a_statement_that_names_another_sender_is_refused() -> None:
    data = sign_statement(replace(STATEMENT, sender=key_id(public(DORA))), ADA.sign)
    with pytest.raises(BadSignature):
        open_statement(data, public(ADA))


def test_h05_an_unknown_kind_has_its_own_answer() -> None:
    raw = pack(STATEMENT).replace(b"hdocument", b"hdropdata")
    data = signed.sign(Purpose.STATEMENT, raw, ADA.sign)
    with pytest.raises(UnknownKind):
        open_statement(data, public(ADA))


def test_h05_huge_and_negative_numbers_are_refused() -> None:
    for number in (0, -1, 2**53):
        with pytest.raises((Malformed, NotCanonical)):
            sign_statement(replace(STATEMENT, sequence=number), ADA.sign)


def test_x06_another_version_is_refused_before_its_fields_are_judged() -> None:
    raw = cbor.encode({"version": 2, "new": True})
    with pytest.raises(UnsupportedVersion):
        open_statement(signed.sign(Purpose.STATEMENT, raw, ADA.sign), public(ADA))


@pytest.mark.parametrize(
    "header",
    [
        replace(HEADER, mailbox=MailboxId(b"x" * 16)),
        replace(HEADER, direction=Direction.TO_PRACTICE),
    ],
)
def test_h03_a_letter_moved_by_the_relay_does_not_match(header: OuterHeader) -> None:
    check_header(STATEMENT, HEADER)
    with pytest.raises(Mismatch):
        check_header(STATEMENT, header)


def test_a_letter_for_another_recipient_or_with_another_body_does_not_match() -> None:
    check_recipient(STATEMENT, KeyId(b"r" * 32))
    check_body(STATEMENT, BODY)
    with pytest.raises(Mismatch):
        check_recipient(STATEMENT, KeyId(b"x" * 32))
    with pytest.raises(Mismatch):
        check_body(STATEMENT, BODY + b"\x00")


@pytest.mark.parametrize("recipients", [(), (KeyId(b"r" * 32), KeyId(b"q" * 32))])
def test_a_letter_has_exactly_one_recipient(recipients: tuple[KeyId, ...]) -> None:
    with pytest.raises(Malformed):
        pack(replace(STATEMENT, recipients=recipients))


def test_every_kind_has_its_ways() -> None:
    assert set(DIRECTIONS) == set(Kind)
    assert len(Kind) == 14
    assert set(Kind) > WITH_FILES


@pytest.mark.parametrize("kind", Kind)
def test_x04_no_kind_goes_a_way_it_must_not(kind: Kind) -> None:
    for direction in set(Direction) - DIRECTIONS[kind]:
        with pytest.raises(Mismatch):
            replace(STATEMENT, kind=kind, direction=direction, attachments=())


def test_only_kinds_with_files_have_attachments_and_at_most_ten() -> None:
    with pytest.raises(Mismatch):
        replace(STATEMENT, kind=Kind.REVOKE)
    with pytest.raises(Malformed):
        pack(replace(STATEMENT, attachments=STATEMENT.attachments * 11))


def test_only_the_first_letter_has_no_previous_one() -> None:
    with pytest.raises(Mismatch):
        replace(STATEMENT, previous=FIRST)
    with pytest.raises(Mismatch):
        replace(STATEMENT, sequence=1)


def test_attachment_envelopes_change_with_letter_transmission_and_index() -> None:
    ids = {
        attachment_envelope(envelope, content, index)
        for envelope in (b"1" * 16, b"2" * 16)
        for content in (b"a" * 32, b"b" * 32)
        for index in (0, 1)
    }
    assert len(ids) == 8
    assert all(len(one) == 16 for one in ids)


NEXT_AT = Position(EPOCH, 1, b"p" * 32)
OWN = statement_hash(sign_statement(STATEMENT, ADA.sign))


@pytest.mark.parametrize(
    ("statement", "known", "turn"),
    [
        (STATEMENT, None, Turn.NEXT),
        (STATEMENT, OWN, Turn.DUPLICATE),
        (STATEMENT, b"x" * 32, Turn.CONFLICT),
        (replace(STATEMENT, previous=b"q" * 32), None, Turn.CONFLICT),
        (replace(STATEMENT, sequence=3), None, Turn.GAP),
        (replace(STATEMENT, sequence=1, previous=FIRST), None, Turn.CONFLICT),
        (replace(STATEMENT, sequence=1, previous=FIRST), OWN, Turn.DUPLICATE),
        (replace(STATEMENT, epoch=Epoch(b"n" * 16)), None, Turn.NEW_EPOCH),
        (replace(STATEMENT, epoch=Epoch(b"o" * 16)), None, Turn.OLD),
        (replace(STATEMENT, epoch=Epoch(b"o" * 16)), OWN, Turn.DUPLICATE),
        (replace(STATEMENT, epoch=Epoch(b"o" * 16)), b"x" * 32, Turn.OLD),
    ],
)
def test_h02_every_place_in_the_order_has_one_answer(
    statement: Statement, known: bytes | None, turn: Turn
) -> None:
    ended = frozenset({b"o" * 16})
    assert judge(statement, OWN, NEXT_AT, known=known, ended=ended) is turn


def test_h18_the_first_letter_of_all_follows_nothing() -> None:
    first = replace(STATEMENT, sequence=1, previous=FIRST)
    assert judge(first, OWN, order.Position(EPOCH)) is Turn.NEXT
