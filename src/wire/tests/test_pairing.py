"""Pairing: sheet, code, transcript, bundle, link, safety number and paper secret."""

import secrets
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import bundle, paper
from wire.errors import (
    BadKey,
    BadSignature,
    Malformed,
    Mismatch,
    MistypedSecret,
    UnsupportedVersion,
    WireError,
    WrongCode,
    WrongInvite,
)
from wire.ids import InviteId
from wire.invite import Invite, read_fragment, write_fragment
from wire.pairing import (
    Transcript,
    check_pair,
    make_pair,
    open_transcript,
    pairing_keys,
    pairing_mailbox_seed,
)
from wire.shape import pack
from wire.tests.keys import public, signing_key

DEVICE, NEW = signing_key("device statement"), signing_key("new statement")
INVITE, SECRET, RELAY = InviteId(b"i" * 16), b"s" * 16, "https://relay.example"
RECIPIENT = bytes(1216)
BUNDLE = bundle.KeyBundle(
    1,
    RECIPIENT,
    public(signing_key("ada")),
    public(signing_key("practice relay")),
    public(signing_key("anchor")),
    public(signing_key("document")),
    1_790_000_000,
    None,
)
PACKED = bundle.pack_bundle(BUNDLE)
PINNED = bundle.bundle_hash(PACKED)
TRANSCRIPT = Transcript(
    1,
    INVITE,
    RELAY,
    PINNED,
    RECIPIENT,
    public(DEVICE),
    public(signing_key("device relay")),
    1_790_000_000,
)
KEYS = pairing_keys(SECRET, INVITE, "01234567")
PAIR = make_pair(TRANSCRIPT, KEYS, DEVICE.sign)
SHEET = Invite(INVITE, PINNED, SECRET, 1_791_000_000, RELAY)


def test_an_honest_pairing_passes() -> None:
    check_pair(PAIR, KEYS, invite=INVITE, relay=RELAY, bundle=PINNED)
    assert open_transcript(PAIR) == TRANSCRIPT


def test_h17_a_wrong_code_is_told_from_noise() -> None:
    wrong_code = make_pair(TRANSCRIPT, pairing_keys(SECRET, INVITE, "01234568"), DEVICE.sign)
    with pytest.raises(WrongCode):
        check_pair(wrong_code, KEYS, invite=INVITE, relay=RELAY, bundle=PINNED)
    noise = make_pair(TRANSCRIPT, pairing_keys(b"x" * 16, INVITE, "01234567"), DEVICE.sign)
    with pytest.raises(WrongInvite):
        check_pair(noise, KEYS, invite=INVITE, relay=RELAY, bundle=PINNED)


def test_h01_a_swapped_device_key_breaks_the_macs() -> None:
    swapped = pack(replace(TRANSCRIPT, statement_key=public(NEW)))
    with pytest.raises(WrongInvite):
        check_pair(
            replace(PAIR, transcript=swapped), KEYS, invite=INVITE, relay=RELAY, bundle=PINNED
        )


def test_x07_a_transcript_not_signed_by_its_own_key_is_refused() -> None:
    forged = make_pair(TRANSCRIPT, KEYS, NEW.sign)
    with pytest.raises(BadSignature):
        check_pair(forged, KEYS, invite=INVITE, relay=RELAY, bundle=PINNED)


def test_h14_a_pairing_for_another_practice_relay_or_invite_is_refused() -> None:
    for place in (
        {"invite": b"x" * 16, "relay": RELAY, "bundle": PINNED},
        {"invite": INVITE, "relay": "https://other.example", "bundle": PINNED},
        {"invite": INVITE, "relay": RELAY, "bundle": b"x" * 32},
    ):
        with pytest.raises(Mismatch):
            check_pair(PAIR, KEYS, **place)  # type: ignore[arg-type] # wrong on purpose


def test_the_two_macs_and_the_mailbox_have_three_different_keys() -> None:
    assert len({KEYS.sheet, KEYS.code, pairing_mailbox_seed(SECRET, INVITE)}) == 3
    for code in ("1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨"):
        with pytest.raises(Malformed):
            pairing_keys(SECRET, INVITE, code)


def test_x14_invites_and_pairing_keys_do_not_show_their_secrets() -> None:
    assert KEYS.sheet.hex() not in repr(KEYS)
    assert repr(KEYS.code) not in repr(KEYS)
    assert repr(SECRET) not in repr(SHEET)


def test_h01_only_the_pinned_bundle_is_read() -> None:
    assert bundle.open_bundle(PACKED, PINNED) == BUNDLE
    other = bundle.pack_bundle(replace(BUNDLE, created=0))
    with pytest.raises(Mismatch):
        bundle.open_bundle(other, PINNED)


def test_x08_one_key_for_two_purposes_is_refused() -> None:
    with pytest.raises(BadKey):
        replace(BUNDLE, anchor_key=BUNDLE.document_key)
    with pytest.raises(BadKey):
        replace(BUNDLE, anchor_key=bytes(32))


def _next(previous: bytes | None, **kept: bytes) -> bytes:
    """A bundle of which every key is another one, but for those given."""
    names = ("relay_key", "anchor_key", "document_key")
    keys = {name: public(signing_key(f"new {name}")) for name in names}
    keys |= {"recipient": b"\x01" * 1216, "statement_key": public(NEW), **kept}
    made = bundle.KeyBundle(
        1,
        keys["recipient"],
        keys["statement_key"],
        keys["relay_key"],
        keys["anchor_key"],
        keys["document_key"],
        1_800_000_000,
        previous,
    )
    return bundle.pack_bundle(made)


def test_a_key_change_is_signed_by_the_old_and_the_new_key() -> None:
    after = _next(PINNED)
    old = signing_key("ada")
    change = bundle.change_keys(PACKED, after, old.sign, NEW.sign)
    assert bundle.pack_bundle(bundle.open_change(change, PACKED)) == after
    for forged in (
        replace(change, old_signature=change.new_signature),
        replace(change, new_signature=change.old_signature),
        replace(change, bundle=_next(PINNED, anchor_key=public(DEVICE))),
    ):
        with pytest.raises(BadSignature):
            bundle.open_change(forged, PACKED)


def test_a_key_change_continues_the_bundle_it_replaces() -> None:
    change = bundle.change_keys(PACKED, _next(None), signing_key("ada").sign, NEW.sign)
    with pytest.raises(Mismatch):
        bundle.open_change(change, PACKED)


def test_x07_a_change_to_a_key_that_stays_is_none() -> None:
    kept = {name: getattr(BUNDLE, name) for name in ("recipient", "relay_key", "document_key")}
    for name, key in kept.items():
        after = _next(PINNED, **{name: key})
        change = bundle.change_keys(PACKED, after, signing_key("ada").sign, NEW.sign)
        with pytest.raises(BadKey):
            bundle.open_change(change, PACKED)


def test_the_safety_number_depends_on_every_key() -> None:
    one = bundle.safety_number(PINNED, RECIPIENT, public(DEVICE), public(NEW))
    assert len(one) == 47
    assert one.replace(" ", "").isdigit()
    assert one != bundle.safety_number(PINNED, RECIPIENT, public(NEW), public(DEVICE))
    assert one != bundle.safety_number(b"x" * 32, RECIPIENT, public(DEVICE), public(NEW))


def test_a_link_comes_back_and_fits_a_qr_code() -> None:
    fragment = write_fragment(SHEET)
    assert read_fragment(fragment) == SHEET
    assert len(fragment) < 160


@given(st.integers(0, 200), st.characters(min_codepoint=32, max_codepoint=126))
def test_h13_a_mistyped_or_cut_link_is_refused(at: int, character: str) -> None:
    fragment = write_fragment(SHEET)
    at %= len(fragment)
    changed = fragment[:at] + character + fragment[at + 1 :]
    for broken in {changed, fragment[:at], fragment + character} - {fragment}:
        with pytest.raises(WireError):
            read_fragment(broken)


def test_x06_a_link_of_another_version_is_refused() -> None:
    with pytest.raises(UnsupportedVersion):
        read_fragment("2" + write_fragment(SHEET)[1:])


@pytest.mark.parametrize(
    "relay",
    [
        "http://relay.example",
        "https://relay.example/",
        "https://Relay.example",
        "https://user@relay.example",
        "http://localhost.example",
        "https://",
        "javascript:alert(1)",
        "https://" + "a" * 200,
    ],
)
def test_a_relay_is_an_https_origin_and_nothing_else(relay: str) -> None:
    with pytest.raises(Malformed):
        replace(SHEET, relay=relay)


def test_the_demo_relay_may_be_plain_http_on_localhost() -> None:
    assert replace(SHEET, relay="http://relay.localhost:8002").relay


@given(st.integers(0, 2**100 - 1))
def test_a_paper_secret_comes_back_however_it_is_typed(value: int) -> None:
    printed = paper.write_paper_secret(value)
    assert len(printed) == 25
    typed = printed.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert paper.read_paper_secret(typed) == printed.replace("-", "")[:20]


@given(st.integers(0, 2**100 - 1), st.integers(0, 20), st.integers(1, 31))
def test_a_paper_secret_with_one_wrong_character_is_refused(
    value: int, at: int, shift: int
) -> None:
    plain = paper.write_paper_secret(value).replace("-", "")
    wrong = paper.ALPHABET[(paper.ALPHABET.index(plain[at]) + shift) % 32]
    with pytest.raises(MistypedSecret):
        paper.read_paper_secret(plain[:at] + wrong + plain[at + 1 :])


@given(st.integers(0, 2**100 - 1), st.integers(0, 19))
def test_a_paper_secret_with_two_swapped_neighbours_is_refused(value: int, at: int) -> None:
    plain = paper.write_paper_secret(value).replace("-", "")
    swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    if swapped != plain:
        with pytest.raises(MistypedSecret):
            paper.read_paper_secret(swapped)


@pytest.mark.parametrize("typed", ["", "0" * 20, "0" * 22, "U" * 21, "٠" * 21, "0" * 20 + "*"])
def test_a_paper_secret_of_another_length_or_alphabet_is_refused(typed: str) -> None:
    with pytest.raises(MistypedSecret):
        paper.read_paper_secret(typed)


def test_x09_new_paper_secrets_differ() -> None:
    assert len({paper.new_paper_secret() for _ in range(50)}) == 50
    with pytest.raises(MistypedSecret):
        paper.write_paper_secret(1 << 100 | secrets.randbits(8))
