"""The outside of a letter: buckets, header, frame and transmission signature."""

import itertools
from dataclasses import replace

import pytest

from wire import buckets, frame
from wire.errors import BadSignature, Malformed, NotCanonical, UnsupportedVersion, WrongLength
from wire.header import (
    Direction,
    OuterHeader,
    parse_header,
    transmission_base,
    verify_transmission,
)
from wire.ids import EnvelopeId, MailboxId
from wire.tests.keys import public, signing_key

ADA = signing_key("ada")
HEADER = OuterHeader(
    1, MailboxId(b"m" * 16), Direction.TO_PATIENT, EnvelopeId(b"e" * 16), 29_000_000 * 60
)
CONTENT = bytes(32)


def test_every_step_above_one_mebibyte_grows_by_at_most_twelve_percent() -> None:
    large = [n for n in buckets.PLAINTEXT_LENGTHS if n >= 1 << 20]
    assert all(after <= before * 1.12 for before, after in itertools.pairwise(large))
    assert all(after > before for before, after in itertools.pairwise(large))


def test_the_largest_bucket_holds_the_largest_attachment() -> None:
    assert buckets.bucket_for(buckets.ATTACHMENT_MAX + buckets.FRAME_BYTES)
    with pytest.raises(WrongLength):
        buckets.bucket_for(buckets.PLAINTEXT_LENGTHS[-1] + 1)


def test_each_bucket_has_one_sealed_length_and_back() -> None:
    assert len(set(buckets.SEALED_LENGTHS)) == len(buckets.PLAINTEXT_LENGTHS)
    for plain, sealed in zip(buckets.PLAINTEXT_LENGTHS, buckets.SEALED_LENGTHS, strict=True):
        assert buckets.plaintext_of(sealed) == plain
        for near in (sealed - 1, sealed + 1):
            with pytest.raises(WrongLength):
                buckets.plaintext_of(near)


@pytest.mark.parametrize(("used", "bucket"), [(0, 4096), (4096, 4096), (4097, 8192)])
def test_the_smallest_bucket_that_fits_is_taken(used: int, bucket: int) -> None:
    assert buckets.bucket_for(used) == bucket


def test_a_header_comes_back_the_same_and_names_no_length() -> None:
    assert parse_header(HEADER.pack()) == HEADER
    assert b"length" not in HEADER.pack()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"created": 61}, Malformed),
        ({"created": -60}, Malformed),
        ({"mailbox": b"m" * 15}, Malformed),
        ({"envelope": b""}, Malformed),
        ({"version": 2}, UnsupportedVersion),
        ({"direction": "to-patient"}, Malformed),
    ],
)
def test_a_header_outside_its_rules_is_neither_written_nor_read(
    change: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        replace(HEADER, **change).pack()  # type: ignore[arg-type] # wrong on purpose


def test_a_header_with_a_sixth_field_is_refused() -> None:
    raw = HEADER.pack()
    with pytest.raises(Malformed):
        parse_header(b"\xa6" + b"\x60\x01" + raw[1:])
    with pytest.raises(NotCanonical):
        parse_header(raw + b"\x00")


def test_a_frame_is_taken_apart_as_it_was_put_together() -> None:
    age = b"a" * buckets.SEALED_LENGTHS[0]
    found, rest = frame.split_frame(frame.preamble(HEADER, b"s" * 64) + age)
    assert (found.header, found.signature, rest) == (HEADER, b"s" * 64, age)


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 50, 120])
def test_x02_a_cut_frame_is_refused(cut: int) -> None:
    whole = frame.preamble(HEADER, b"s" * 64)
    with pytest.raises((WrongLength, NotCanonical)):
        frame.split_frame(whole[:cut])


@pytest.mark.parametrize("start", [b"age-encryption.org/v1\n-> X25519 ", b"Guten Tag", b""])
def test_h20_text_of_the_right_length_is_no_letter(start: bytes) -> None:
    length = buckets.SEALED_LENGTHS[0]
    whole = frame.preamble(HEADER, b"s" * 64) + frame.AGE_START + bytes(length)
    honest = whole[: -len(frame.AGE_START)]
    assert frame.check_frame(honest).header == HEADER
    front = frame.read_preamble(honest[: frame.PREAMBLE_MAX]).length
    with pytest.raises(UnsupportedVersion):
        frame.check_frame(honest[:front] + start + bytes(length - len(start)))
    with pytest.raises(WrongLength):
        frame.check_frame(honest + b"x")


def test_h04_a_frame_of_another_version_or_plain_text_is_refused() -> None:
    whole = frame.preamble(HEADER, b"s" * 64) + b"a" * buckets.SEALED_LENGTHS[0]
    with pytest.raises(UnsupportedVersion):
        frame.split_frame(b"\x02" + whole[1:])
    with pytest.raises(UnsupportedVersion):
        frame.split_frame(b"Guten Tag")
    with pytest.raises(WrongLength):
        frame.split_frame(whole + b"x")


def test_a_transmission_signature_binds_header_and_content() -> None:
    raw = HEADER.pack()
    signature = ADA.sign(transmission_base(raw, CONTENT))
    verify_transmission(public(ADA), raw, CONTENT, signature)
    other = replace(HEADER, created=HEADER.created + 60).pack()
    with pytest.raises(BadSignature):
        verify_transmission(public(ADA), other, CONTENT, signature)
    with pytest.raises(BadSignature):
        verify_transmission(public(ADA), raw, b"x" * 32, signature)
