"""Signatures: purpose, key and bytes are bound; malleated and weak ones are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.errors import BadKey, BadSignature
from wire.signatures import Purpose, check_public_key, signing_base, verify
from wire.tests.keys import public, signing_key

ADA, MALLORY = signing_key("ada"), signing_key("mallory")
MESSAGE = b"\xa1\x61a\x01"
L = 2**252 + 27742317777372353535851937790883648493
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


def _sign(purpose: Purpose = Purpose.STATEMENT, message: bytes = MESSAGE) -> bytes:
    return ADA.sign(signing_base(purpose, message))


def test_an_honest_signature_holds_and_a_strangers_does_not() -> None:
    verify(public(ADA), Purpose.STATEMENT, MESSAGE, _sign())
    with pytest.raises(BadSignature):
        verify(public(MALLORY), Purpose.STATEMENT, MESSAGE, _sign())


@pytest.mark.parametrize("other", [p for p in Purpose if p is not Purpose.STATEMENT])
def test_x04_a_signature_for_one_purpose_holds_for_no_other(other: Purpose) -> None:
    with pytest.raises(BadSignature):
        verify(public(ADA), other, MESSAGE, _sign())


def test_x07_adding_the_group_order_to_s_does_not_make_a_second_signature() -> None:
    signature = _sign()
    s = int.from_bytes(signature[32:], "little") + L
    with pytest.raises(BadSignature):
        verify(public(ADA), Purpose.STATEMENT, MESSAGE, signature[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 1, 63, 65, 128])
def test_x07_a_signature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadSignature):
        verify(public(ADA), Purpose.STATEMENT, MESSAGE, (_sign() * 2)[:length])


@pytest.mark.parametrize("key", SMALL_ORDER)
def test_x05_a_key_of_small_order_is_refused(key: str) -> None:
    # Under the neutral point, R = neutral and S = 0 would "sign" every message.
    forged = bytes([1]) + bytes(63)
    with pytest.raises(BadKey):
        verify(bytes.fromhex(key), Purpose.STATEMENT, MESSAGE, forged)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_x05_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadKey):
        check_public_key((public(ADA) * 2)[:length])


def test_x05_a_key_in_a_second_encoding_is_refused() -> None:
    with pytest.raises(BadKey):
        check_public_key((2**255 - 19 + 3).to_bytes(32, "little"))


def test_x05_bytes_that_are_no_point_are_refused() -> None:
    with pytest.raises((BadKey, BadSignature)):
        verify((2).to_bytes(32, "little"), Purpose.STATEMENT, MESSAGE, _sign())


@given(st.integers(0, 511))
def test_x01_no_flipped_bit_of_a_signature_holds(bit: int) -> None:
    broken = bytearray(_sign())
    broken[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadSignature):
        verify(public(ADA), Purpose.STATEMENT, MESSAGE, bytes(broken))
