"""Publishing and anchors: signed, cacheable, append-only."""

import secrets
from dataclasses import replace
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from relay.tests.running import Person
from wire import relay_api as api
from wire.anchors import Anchor, AnchorRecord, pack_record, sign_anchor
from wire.bundle import RECIPIENT_BYTES, KeyBundle, pack_bundle
from wire.cbor import decode
from wire.ids import Epoch, key_id
from wire.orders import Publishing, pack


def _published(practice: Person) -> Ed25519PrivateKey:
    anchor_key = Ed25519PrivateKey.generate()
    others = [Ed25519PrivateKey.generate().public_key().public_bytes_raw() for _ in "ab"]
    bundle = KeyBundle(
        version=1,
        recipient=secrets.token_bytes(RECIPIENT_BYTES),
        statement_key=others[0],
        relay_key=practice.public,
        anchor_key=anchor_key.public_key().public_bytes_raw(),
        document_key=others[1],
        created=1,
        previous=None,
    )
    body = pack(Publishing(1, pack_bundle(bundle), None))
    assert practice.ask("PUT", api.PRACTICE, body).status_code == 204
    return anchor_key


def _anchor(practice: Person, key: Ed25519PrivateKey, counter: int) -> bytes:
    anchor = Anchor(
        version=1,
        practice=key_id(practice.public),
        counter=counter,
        epoch=Epoch(bytes(16)),
        time=1,
        audit_sequence=counter,
        audit_head=bytes(32),
        tombstones=0,
        tombstones_hash=bytes(32),
    )
    return pack_record(AnchorRecord(sign_anchor(anchor, key.sign), None))


def test_what_a_practice_publishes_reaches_its_devices_and_is_cached(
    practice: Person, device: Person
) -> None:
    assert device.ask("GET", api.PRACTICE).status_code == 404
    _published(practice)
    first = device.ask("GET", api.PRACTICE)
    assert first.content == practice.ask("GET", api.PRACTICE).content
    again = device.ask("GET", api.PRACTICE, None, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_device_publishes_nothing_and_nonsense_is_refused(
    practice: Person, device: Person
) -> None:
    assert device.ask("PUT", api.PRACTICE, b"x").status_code == 404
    assert practice.ask("PUT", api.PRACTICE, b"x").status_code == 400


def test_anchors_rise_and_stay(practice: Person) -> None:
    assert practice.ask("POST", api.ANCHORS, b"x").status_code == 409
    key = _published(practice)
    sent = [_anchor(practice, key, counter) for counter in (1, 2, 5)]
    assert [practice.ask("POST", api.ANCHORS, s).status_code for s in sent] == [201, 201, 201]
    assert practice.ask("POST", api.ANCHORS, sent[2]).status_code == 201
    for counter in (1, 4, 5):
        other = _anchor(practice, Ed25519PrivateKey.generate(), counter)
        assert practice.ask("POST", api.ANCHORS, other).status_code == 400
    assert practice.ask("POST", api.ANCHORS, _anchor(practice, key, 4)).status_code == 409
    assert practice.ask("DELETE", api.ANCHORS).status_code == 404
    listed = cast(list[bytes], decode(practice.ask("GET", f"{api.ANCHORS}?after=1").content))
    assert listed == sent[1:]


def test_an_anchor_with_another_hash_does_not_replace_the_first(practice: Person) -> None:
    key = _published(practice)
    first = _anchor(practice, key, 3)
    assert practice.ask("POST", api.ANCHORS, first).status_code == 201
    changed = Anchor(
        3 - 2, key_id(practice.public), 3, Epoch(bytes(16)), 9, 9, bytes(32), 0, bytes(32)
    )
    forged = pack_record(AnchorRecord(sign_anchor(replace(changed), key.sign), None))
    assert practice.ask("POST", api.ANCHORS, forged).status_code == 409
    assert decode(practice.ask("GET", api.ANCHORS).content) == [first]
