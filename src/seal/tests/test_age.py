"""age files: both recipient types, streaming, bounded memory, two other implementations."""

import io
import os
import shutil
import subprocess
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seal.age import bech32
from seal.age.file import Identity, open_age, seal_age
from seal.age.hybrid import HybridIdentity, HybridRecipient
from seal.age.x25519 import X25519Identity, X25519Recipient
from seal.errors import BadRecipient, NoMatch, SealError
from seal.keys import SecretKey
from wire.buckets import AGE_HEADER_BYTES, sealed_length

CLASSIC = X25519Identity(SecretKey(b"c" * 32))
HYBRID = HybridIdentity(SecretKey(b"h" * 32))
LOW_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]
SIZES = [0, 1, 65_535, 65_536, 65_537, 200_000]


def _sealed(data: bytes, identity: X25519Identity | HybridIdentity) -> bytes:
    return b"".join(seal_age([data], [identity.recipient]))


def _opened(sealed: bytes, *identities: Identity) -> bytes:
    return b"".join(open_age(io.BytesIO(sealed), identities))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("identity", [CLASSIC, HYBRID])
def test_a_file_comes_back_the_same(size: int, identity: X25519Identity | HybridIdentity) -> None:
    data = os.urandom(size)
    assert _opened(_sealed(data, identity), identity) == data


@pytest.mark.parametrize("size", SIZES)
def test_a_hybrid_file_has_the_length_that_wire_lists(size: int) -> None:
    sealed = _sealed(bytes(size), HYBRID)
    assert len(sealed) == sealed_length(size)
    assert sealed.index(b"\n---") + 1 + 48 == AGE_HEADER_BYTES


def test_a_file_for_two_opens_for_both_and_for_nobody_else() -> None:
    sealed = b"".join(seal_age([b"x"], [CLASSIC.recipient, HYBRID.recipient]))
    assert _opened(sealed, HYBRID) == _opened(sealed, CLASSIC) == b"x"
    with pytest.raises(NoMatch):
        _opened(sealed, HybridIdentity.new(), X25519Identity.new())
    with pytest.raises(ValueError, match="recipient"):
        list(seal_age([b"x"], []))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_x01_a_flipped_bit_anywhere_never_opens(data: st.DataObject) -> None:
    sealed = bytearray(SEALED)
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealError):
        _opened(bytes(sealed), HYBRID)


SEALED = _sealed(bytes(70_000), HYBRID)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, len(SEALED)))
def test_x02_a_cut_file_never_opens(cut: int) -> None:
    with pytest.raises(SealError):
        _opened(SEALED[:-cut], HYBRID)


def test_x03_no_file_key_nonce_or_share_repeats() -> None:
    heads = [_sealed(b"", CLASSIC)[:200] for _ in range(300)]
    assert len({head.split(b"\n")[1] for head in heads}) == 300
    assert len({head.split(b"\n", 4)[4][:16] for head in heads}) == 300


@pytest.mark.parametrize("point", LOW_ORDER)
def test_x05_low_order_points_are_no_recipients(point: bytes) -> None:
    with pytest.raises(BadRecipient):
        X25519Recipient(point).wrap(bytes(16))
    with pytest.raises(BadRecipient):
        HybridRecipient(HYBRID.recipient.raw[:1184] + point)


def test_x05_an_mlkem_key_out_of_range_is_no_recipient() -> None:
    with pytest.raises(BadRecipient):
        HybridRecipient(b"\xff" * 1184 + HYBRID.recipient.raw[1184:])


@pytest.mark.parametrize("text", ["", "age1", "AGE1QQ", "age1" + "q" * 58, str(HYBRID.recipient)])
def test_x05_a_recipient_of_another_type_or_length_is_refused(text: str) -> None:
    with pytest.raises(BadRecipient):
        X25519Recipient.parse(text)


def test_x05_hybrid_texts_of_another_type_or_length_are_refused() -> None:
    for text in (str(CLASSIC.recipient), bech32.encode("age1pq", bytes(1215)), "age1pq1"):
        with pytest.raises(BadRecipient):
            HybridRecipient.parse(text)
    short = bech32.encode("AGE-SECRET-KEY-PQ-", bytes(31))
    for text in (CLASSIC.reveal(), short, HYBRID.reveal().lower(), HYBRID.reveal()[:-1]):
        with pytest.raises(BadRecipient):
            HybridIdentity.parse(text)


def test_keys_come_back_from_their_text() -> None:
    assert HybridRecipient.parse(str(HYBRID.recipient)).raw == HYBRID.recipient.raw
    assert HybridIdentity.parse(HYBRID.reveal()).seed == HYBRID.seed
    assert X25519Identity.parse(CLASSIC.reveal()).recipient.raw == CLASSIC.recipient.raw
    assert X25519Recipient.parse(str(CLASSIC.recipient)).raw == CLASSIC.recipient.raw


def test_x14_identities_do_not_show_themselves() -> None:
    assert "hhh" not in f"{HYBRID!r}{CLASSIC!r}{HYBRID.__dict__}"


@given(st.binary(max_size=100))
def test_bech32_comes_back_and_has_one_spelling(data: bytes) -> None:
    text = bech32.encode("age", data)
    assert bech32.decode(text) == ("age", data)
    with pytest.raises(ValueError, match="bech32"):
        bech32.decode(text[:-1] + text[-1].upper() if text[-1].isalpha() else text + "q")


def test_fifty_mebibytes_go_through_in_a_few() -> None:
    def zeros() -> Iterator[bytes]:
        yield from (bytes(1 << 20) for _ in range(50))

    sealed = io.BytesIO(b"".join(seal_age(zeros(), [CLASSIC.recipient])))
    tracemalloc.start()
    assert sum(len(piece) for piece in open_age(sealed, [CLASSIC])) == 50 << 20
    assert sum(len(piece) for piece in seal_age(zeros(), [HYBRID.recipient])) > 50 << 20
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 << 20


@pytest.mark.parametrize("size", SIZES)
def test_pyrage_and_we_read_each_other(size: int) -> None:
    data = os.urandom(size)
    theirs = pyrage.x25519.Identity.from_str(CLASSIC.reveal())
    assert pyrage.decrypt(_sealed(data, CLASSIC), [theirs]) == data
    recipient = pyrage.x25519.Recipient.from_str(str(CLASSIC.recipient))
    assert _opened(pyrage.encrypt(data, [recipient]), CLASSIC) == data


def _node_modules() -> Path | None:
    clone = Path(__file__).parents[3]
    places = [os.environ.get("PRAXISTRESOR_NODE_MODULES", ""), str(clone / "patient/node_modules")]
    return next((Path(p) for p in places if p and (Path(p) / "age-encryption").is_dir()), None)


@pytest.mark.skipif(
    not shutil.which("node") or _node_modules() is None,
    reason="needs node and the page's packages (npm ci in patient/)",
)
@pytest.mark.parametrize("identity", [CLASSIC, HYBRID])
def test_typage_and_we_read_each_other(
    identity: X25519Identity | HybridIdentity, tmp_path: Path
) -> None:
    def typage(what: str, key: str) -> None:
        script = Path(__file__).with_name("typage.mjs")
        subprocess.run(
            ["node", script, _node_modules() or "", what, key, tmp_path / "in", tmp_path / "out"],
            check=True,
            timeout=60,
        )

    data = os.urandom(150_000)
    (tmp_path / "in").write_bytes(_sealed(data, identity))
    typage("open", identity.reveal())
    assert (tmp_path / "out").read_bytes() == data
    (tmp_path / "in").write_bytes(data)
    typage("seal", str(identity.recipient))
    assert _opened((tmp_path / "out").read_bytes(), identity) == data
