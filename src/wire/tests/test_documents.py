"""Signed public things: anchors, the practice document, the release manifest, relay orders."""

from dataclasses import replace

import pytest

from wire import anchors, cbor, orders, practice, release, signed
from wire.errors import BadSignature, Malformed, UnsupportedVersion
from wire.ids import EnvelopeId, Epoch, MailboxId, id_text, key_id, new_id, parse_id
from wire.relay_api import TOMBSTONE_BYTES
from wire.signatures import Purpose
from wire.tests.keys import public, signing_key

KEY, OTHER = signing_key("anchor"), signing_key("mallory")
ANCHOR = anchors.Anchor(
    1, key_id(public(KEY)), 7, Epoch(b"e" * 16), 1_790_000_000, 12, bytes(32), 0, bytes(32)
)
DOCUMENT = practice.PracticeDocument(
    1,
    3,
    1_790_000_000,
    1_790_086_400,
    "Praxis Dr. Beispiel",
    "Musterweg 1\n12345 Musterstadt",
    "",
    (practice.OpeningHours(1, "08:00", "12:30"),),
    (practice.AppointmentType(b"t" * 16, "Sprechstunde", 15),),
    (practice.Slot(b"t" * 16, 1_790_000_900),),
)
MANIFEST = release.ReleaseManifest(
    1,
    4,
    "0.1.0",
    1_790_000_000,
    (
        release.ReleasedFile("/", bytes(32), 900, "text/html; charset=utf-8"),
        release.ReleasedFile("/app.js", bytes(32), 40_000, "text/javascript"),
    ),
    (release.ResponseHeader("content-security-policy", "default-src 'none'"),),
)


def test_an_anchor_comes_back_and_a_strangers_does_not() -> None:
    data = anchors.sign_anchor(ANCHOR, KEY.sign)
    assert anchors.open_anchor(data, public(KEY)) == ANCHOR
    with pytest.raises(BadSignature):
        anchors.open_anchor(data, public(OTHER))


def test_an_anchor_record_carries_the_sealed_tombstones() -> None:
    record = anchors.AnchorRecord(anchors.sign_anchor(ANCHOR, KEY.sign), b"sealed")
    assert anchors.parse_record(anchors.pack_record(record)) == record
    with pytest.raises(Malformed):
        anchors.pack_record(replace(record, sealed=b"x" * (TOMBSTONE_BYTES + 1)))


def test_a_list_of_anchor_records_comes_back() -> None:
    record = anchors.AnchorRecord(anchors.sign_anchor(ANCHOR, KEY.sign), None)
    listed = cbor.encode([anchors.pack_record(record)])
    assert anchors.parse_record_list(listed) == (record,)
    for spoilt in (cbor.encode({}), cbor.encode([1]), cbor.encode([b"\x00"])):
        with pytest.raises(Malformed):
            anchors.parse_record_list(spoilt)


def test_x04_an_anchor_is_no_practice_document() -> None:
    data = signed.sign(Purpose.ANCHOR, b"\xa0", KEY.sign)
    with pytest.raises(BadSignature):
        practice.open_practice(data, public(KEY))


def test_a_practice_document_comes_back() -> None:
    data = practice.sign_practice(DOCUMENT, KEY.sign)
    assert practice.open_practice(data, public(KEY)) == DOCUMENT


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a\nb"},
        {"name": "abc\u202egnp"},
        {"name": "u\u0308"},
        {"number": 0},
        {"hours": (practice.OpeningHours(8, "08:00", "12:00"),)},
        {"hours": (practice.OpeningHours(1, "24:00", "12:00"),)},
        {"slots": [practice.Slot(b"t" * 16, 0)]},
        {"phone": None},
        {"expires": True},
    ],
)
def test_a_document_outside_its_rules_is_not_signed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        practice.sign_practice(replace(DOCUMENT, **change), KEY.sign)  # type: ignore[arg-type] # wrong on purpose


def test_a_release_manifest_comes_back_in_order_only() -> None:
    data = release.sign_release(MANIFEST, KEY.sign)
    assert release.open_release(data, public(KEY)) == MANIFEST
    with pytest.raises(Malformed):
        replace(MANIFEST, files=MANIFEST.files[::-1])
    with pytest.raises(Malformed):
        replace(MANIFEST, files=MANIFEST.files[:1] * 2)


def test_relay_orders_and_listings_come_back() -> None:
    order = orders.MailboxOrder(
        1, MailboxId(b"m" * 16), orders.Use.PAIRING, public(KEY), 1_790_000_000, 1 << 20, 20
    )
    assert orders.parse_mailbox_order(orders.pack(order)) == order
    listing = orders.Listing(
        1, (orders.Waiting(1, EnvelopeId(b"e" * 16), MailboxId(b"m" * 16), 5723),)
    )
    assert orders.parse_listing(orders.pack(listing)) == listing
    publishing = orders.Publishing(1, b"bundle", None)
    assert orders.parse_publishing(orders.pack(publishing)) == publishing
    with pytest.raises(UnsupportedVersion):
        orders.pack(replace(order, version=2))


def test_ids_have_one_spelling() -> None:
    one = new_id()
    assert parse_id(id_text(one)) == one
    assert new_id() != one
    for text in (one.hex().upper() + "g", "0" * 31, "0" * 33, " " + "0" * 31, "A" * 32):
        with pytest.raises(Malformed):
            parse_id(text)
    with pytest.raises(Malformed):
        id_text(b"short")
