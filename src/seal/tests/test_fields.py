"""Sealed values: they open at their own place under their own key and nowhere else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seal.errors import BadPadding, NotOpened, UnknownFormat, UnknownKey
from seal.fields import MAX_KEY_ID, OVERHEAD_BYTES, Place, key_id_of, open_value, seal_value
from seal.keys import LABEL, SecretKey, column_key
from seal.padding import Pad, pad, padded_length, unpad
from wire import cbor

KEY = column_key(SecretKey(bytes(32)), "patients.patient", "family_name")
HERE = Place("patients.patient", "family_name", b"r" * 16, b"o" * 16)


def _sealed(value: bytes | None = b"Demo") -> bytes:
    return seal_value(KEY, 7, HERE, value, Pad.IDENTITY)


@given(st.none() | st.binary(max_size=3000), st.sampled_from(Pad))
def test_a_value_comes_back_the_same(value: bytes | None, rule: Pad) -> None:
    sealed = seal_value(KEY, 2**32 - 1, HERE, value, rule)
    assert open_value({2**32 - 1: KEY}, HERE, sealed) == value
    assert (len(sealed) - OVERHEAD_BYTES) == padded_length(len(value or b"") + 4, rule)


@pytest.mark.parametrize(
    "there",
    [
        replace(HERE, table="record.entry"),
        replace(HERE, column="given_name"),
        replace(HERE, row=b"x" * 16),
        replace(HERE, owner=b"x" * 16),
        # moving a letter from one label to the next must not give the same context
        replace(HERE, table="patients.patientf", column="amily_name"),
    ],
)
def test_x04_a_value_moved_to_another_place_does_not_open(there: Place) -> None:
    with pytest.raises(NotOpened):
        open_value({7: KEY}, there, _sealed())


def test_an_unknown_key_id_is_an_error_and_never_a_trial() -> None:
    with pytest.raises(UnknownKey):
        open_value({8: KEY}, HERE, _sealed())
    renamed = bytearray(_sealed())
    renamed[4] = 8
    with pytest.raises(NotOpened):
        open_value({8: KEY}, HERE, bytes(renamed))


@given(st.integers(8, (OVERHEAD_BYTES + 64) * 8 - 1))
def test_x01_a_flipped_bit_never_opens(bit: int) -> None:
    broken = bytearray(_sealed())
    broken[bit // 8] ^= 1 << bit % 8
    with pytest.raises((NotOpened, UnknownKey)):
        open_value({7: KEY}, HERE, bytes(broken))


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x02" + bytes(90), b"\x00" * 100])
def test_x06_another_format_is_refused(data: bytes) -> None:
    with pytest.raises(UnknownFormat):
        key_id_of(data)


@given(st.integers(1, 200))
def test_x02_a_cut_value_never_opens(cut: int) -> None:
    with pytest.raises((NotOpened, UnknownFormat)):
        open_value({7: KEY}, HERE, _sealed()[:-cut])


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, MAX_KEY_ID))
def test_the_context_is_one_array_of_six(table: str, column: str, key_id: int) -> None:
    place = Place(table, column, HERE.row, HERE.owner)
    whole = [LABEL, table, column, HERE.row, HERE.owner, key_id]
    assert cbor.decode(place.context(key_id)) == whole


def test_x03_no_nonce_repeats() -> None:
    nonces = {_sealed()[5:17] for _ in range(2000)}
    assert len(nonces) == 2000


def test_an_empty_and_an_unknown_value_are_sealed_alike_and_stay_apart() -> None:
    assert len(_sealed(b"")) == len(_sealed(None)) == len(_sealed(b"Demo"))
    assert open_value({7: KEY}, HERE, _sealed(b"")) == b""
    assert open_value({7: KEY}, HERE, _sealed(None)) is None


@pytest.mark.parametrize(
    ("length", "rule", "size"),
    [
        (0, Pad.IDENTITY, 64),
        (60, Pad.IDENTITY, 64),
        (61, Pad.IDENTITY, 128),
        (125, Pad.IDENTITY, 256),
        (253, Pad.IDENTITY, 512),
        (0, Pad.TEXT, 256),
        (252, Pad.TEXT, 256),
        (253, Pad.TEXT, 512),
        (5000, Pad.DOCUMENT, 8192),
    ],
)
def test_values_are_filled_to_the_sizes_named(length: int, rule: Pad, size: int) -> None:
    assert len(pad(b"x" * length, rule)) == size


@pytest.mark.parametrize(
    "padded", [b"", b"\x00\x00", b"\x00\x00\x00\x05abcd", b"\x00\x00\x00\x01ab", b"\xff" * 5]
)
def test_padding_that_hides_something_is_refused(padded: bytes) -> None:
    with pytest.raises(BadPadding):
        unpad(padded)


def test_what_is_too_large_for_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        pad(bytes((64 << 20) + 1), Pad.TEXT)
    with pytest.raises(ValueError, match="key id"):
        seal_value(KEY, 2**32, HERE, b"", Pad.TEXT)
