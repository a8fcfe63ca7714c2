"""Deterministic CBOR: one value, one encoding, everything else refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import cbor
from wire.errors import NotCanonical

SAFE = st.integers(-cbor.MAX_INTEGER, cbor.MAX_INTEGER)
LEAVES = st.none() | st.booleans() | SAFE | st.binary(max_size=300) | st.text(max_size=100)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_every_value_of_the_profile_comes_back_the_same(value: cbor.Value) -> None:
    assert cbor.decode(cbor.encode(value)) == value


@given(st.binary(max_size=60))
def test_whatever_decodes_encodes_to_the_same_bytes(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except NotCanonical:
        return
    assert cbor.encode(value) == data


@given(VALUES, st.data())
def test_x06_one_changed_byte_is_another_value_or_refused(
    value: cbor.Value, data: st.DataObject
) -> None:
    encoded = bytearray(cbor.encode(value))
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(NotCanonical):
        assert cbor.encode(cbor.decode(bytes(encoded))) == bytes(encoded)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (256, "190100"),
        (65536, "1a00010000"),
        (2**53 - 1, "1b001fffffffffffff"),
        (-1, "20"),
        (-25, "3818"),
        (None, "f6"),
        (False, "f4"),
        (b"\x01\x02", "420102"),
        ("ü", "62c3bc"),
        ([1, [2]], "82018102"),
        ({"b": 1, "aa": 2, "a": 3}, "a361610361620162616102"),
    ],
)
def test_known_values_have_the_bytes_of_the_standard(value: cbor.Value, expected: str) -> None:
    assert cbor.encode(value).hex() == expected
    assert cbor.decode(bytes.fromhex(expected)) == value


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "nothing"),
        ("1817", "23 in two bytes"),
        ("190017", "23 in three bytes"),
        ("1900ff", "255 in three bytes"),
        ("1a0000ffff", "65535 in five bytes"),
        ("1b00000000ffffffff", "2^32 - 1 in nine bytes"),
        ("1b0020000000000000", "2^53"),
        ("3b001fffffffffffff", "-2^53"),
        ("5f4101ff", "indefinite bytes"),
        ("9f01ff", "indefinite array"),
        ("bf616101ff", "indefinite map"),
        ("c000", "a tag"),
        ("f7", "undefined"),
        ("f0", "an unassigned simple value"),
        ("f820", "a simple value in two bytes"),
        ("f93c00", "a half float"),
        ("fb3ff0000000000000", "a double"),
        ("a201010202", "integer keys"),
        ("a2616201616102", "keys out of order"),
        ("a2616101616102", "a key twice"),
        ("a262616101616202", "longer key before shorter"),
        ("61ff", "broken UTF-8"),
        ("63eda080", "a surrogate"),
        ("62c080", "overlong UTF-8"),
        ("4201", "bytes end early"),
        ("820", "array ends early"),
        ("9b7fffffffffffffff", "a huge array"),
        ("0000", "bytes after the value"),
        ("1c", "a reserved length"),
        ("81" * 13 + "00", "nested too deeply"),
    ],
)
def test_it_refuses_what_is_not_the_one_encoding(data: str, why: str) -> None:
    with pytest.raises(NotCanonical):
        cbor.decode(bytes.fromhex(data if len(data) % 2 == 0 else data + "0"))


@pytest.mark.parametrize("value", [1.5, {1: 2}, 2**53, -(2**53), "\ud800", {"a"}, [1.0]])
def test_it_never_writes_what_it_would_not_read(value: object) -> None:
    with pytest.raises(NotCanonical):
        cbor.encode(value)  # type: ignore[arg-type] # wrong on purpose


def test_it_refuses_more_bytes_than_allowed() -> None:
    with pytest.raises(NotCanonical):
        cbor.decode(cbor.encode(b"x" * 100), limit=100)


def test_it_encodes_nothing_nested_too_deeply() -> None:
    value: cbor.Value = 0
    for _ in range(cbor.MAX_DEPTH + 1):
        value = [value]
    with pytest.raises(NotCanonical):
        cbor.encode(value)
