"""Bodies: one class per kind, every field bounded, nothing unknown gets through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import cbor
from wire.bodies import BODIES, check_files, kind_of, pack_body, parse_body
from wire.errors import Malformed, Mismatch, NotCanonical, WireError
from wire.findings import LabValue
from wire.kinds import Kind
from wire.letters import Message
from wire.notices import Paired, PairOutcome, ResendRequest
from wire.statement import AttachmentRef
from wire.tests import samples
from wire.tests.test_statements import STATEMENT


def test_every_kind_has_a_body_and_an_example() -> None:
    assert set(BODIES) == set(Kind) == set(samples.BODIES)


@pytest.mark.parametrize("kind", Kind)
def test_every_body_comes_back_the_same(kind: Kind) -> None:
    body = samples.BODIES[kind]
    assert kind_of(body) is kind
    assert parse_body(kind, pack_body(body)) == body


@pytest.mark.parametrize("kind", Kind)
def test_x04_no_body_is_read_as_another_kind(kind: Kind) -> None:
    data = pack_body(samples.BODIES[kind])
    for other in set(Kind) - {kind}:
        with pytest.raises(Malformed):
            parse_body(other, data)


@pytest.mark.parametrize("kind", Kind)
def test_a_missing_or_an_added_field_is_refused(kind: Kind) -> None:
    value = cbor.decode(pack_body(samples.BODIES[kind]))
    assert isinstance(value, dict)
    for field in value:
        with pytest.raises(Malformed):
            parse_body(kind, cbor.encode({k: v for k, v in value.items() if k != field}))
    with pytest.raises(Malformed):
        parse_body(kind, cbor.encode({**value, "__proto__": None}))


@pytest.mark.parametrize("kind", Kind)
@given(value=st.sampled_from([None, True, -1, 2**53 - 1, b"", "", "x" * 200_000, [], {}, [[]]]))
def test_h05_a_field_of_another_type_or_size_never_crashes(kind: Kind, value: cbor.Value) -> None:
    body = cbor.decode(pack_body(samples.BODIES[kind]))
    assert isinstance(body, dict)
    for field in body:
        try:
            parsed = parse_body(kind, cbor.encode({**body, field: value}))
        except WireError:
            continue
        assert parse_body(kind, pack_body(parsed)) == parsed


@pytest.mark.parametrize("text", ["a\x00b", "a\tb", "a\u202eb", "u\u0308", "a\u2028b", "a\x85b"])
def test_e15_text_that_lies_about_itself_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        pack_body(Message("", text, None, ()))


def test_e15_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(WireError):
        pack_body(Message("", "\ud800", None, ()))


@pytest.mark.parametrize(
    "number", ["", "+1", "01", "1.", ".5", "1,5", "1e3", "NaN", "-", "1" * 13, "١", "1.0000000001"]
)
def test_a_lab_number_has_one_spelling(number: str) -> None:
    document = samples.BODIES[Kind.DOCUMENT]
    value: LabValue = replace(samples.CRP, number=number)
    finding = replace(document.findings[0], values=(value,))  # type: ignore[union-attr] # wrong on purpose
    with pytest.raises(Malformed):
        pack_body(replace(document, findings=(finding,)))  # type: ignore[arg-type] # wrong on purpose


@pytest.mark.parametrize("day", ["2026-02-30", "2026-1-1", "0000-01-01", "2026-13-01", "20260101"])
def test_a_day_is_a_day_of_the_calendar(day: str) -> None:
    with pytest.raises(Malformed):
        pack_body(replace(samples.BODIES[Kind.DOCUMENT], day=day))  # type: ignore[arg-type] # wrong on purpose


def test_a_body_above_one_mebibyte_is_refused() -> None:
    with pytest.raises(NotCanonical):
        parse_body(Kind.MESSAGE, bytes((1 << 20) + 1))


def test_labels_and_attachments_must_be_the_same_list() -> None:
    body = samples.BODIES[Kind.DOCUMENT]
    fitting = replace(STATEMENT, attachments=(AttachmentRef(samples.LETTER, 9),))
    check_files(fitting, body)
    for refs in ((), (AttachmentRef(b"x" * 32, 9),), fitting.attachments * 2):
        with pytest.raises(Mismatch):
            check_files(replace(fitting, attachments=refs), body)


def test_a_pairing_answer_grants_only_when_it_is_ok() -> None:
    grant = samples.BODIES[Kind.PAIRED].grant  # type: ignore[union-attr] # wrong on purpose
    with pytest.raises(Malformed):
        Paired(PairOutcome.OK, 0, None)
    with pytest.raises(Malformed):
        Paired(PairOutcome.USED, 0, grant)
    with pytest.raises(Malformed):
        Paired(PairOutcome.EXPIRED, 3, None)


def test_a_span_to_send_again_is_not_empty() -> None:
    with pytest.raises(Malformed):
        ResendRequest(None, 3, 2)
