"""No nonce comes twice in a million messages: counted where we count, and wide where it is drawn.

Counting starts wherever a test wants it to; the code that counts is the real one.
"""

import io
import secrets
from collections import Counter
from typing import Final

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from seal import fields, keys
from seal.age.file import seal_age, unlock
from seal.age.header import read_header
from seal.age.hybrid import HybridIdentity
from seal.chunks import SEALED_CHUNK_BYTES, ChunkSealer, _nonce
from seal.fields import Place, seal_value
from seal.keys import SecretKey, wrap
from seal.padding import Pad
from wire.buckets import CHUNK_BYTES

MILLION: Final = 10**6
KEY: Final = SecretKey(b"k" * 32)
PLACE: Final = Place("entry", "text", b"r" * 16, b"o" * 16)
LAST_OF_ALL: Final = 2**88 - 1


def test_x03_a_million_chunks_have_a_million_nonces() -> None:
    assert len({_nonce(number, False) for number in range(MILLION)}) == MILLION


@given(st.tuples(st.integers(0, LAST_OF_ALL), st.booleans()))
def test_x03_a_nonce_says_which_chunk_it_is_of(chunk: tuple[int, bool]) -> None:
    made = _nonce(*chunk)
    assert (int.from_bytes(made[:11], "big"), made[11] == 1) == chunk
    assert len(made) == 12


@pytest.mark.parametrize("before", [0, 255, 2**16 - 1, MILLION - 1, 2**32 - 1, 2**64 - 1])
def test_x03_the_counter_of_a_stream_goes_on_at_every_border(before: int) -> None:
    sealer = ChunkSealer(b"s" * 32)
    sealer._number = before
    sealed = sealer.update(bytes(2 * CHUNK_BYTES)) + sealer.finish()
    pieces = [
        sealed[at : at + SEALED_CHUNK_BYTES] for at in range(0, len(sealed), SEALED_CHUNK_BYTES)
    ]
    assert len({piece[:CHUNK_BYTES] for piece in pieces}) == 2  # the same zeros, never alike
    opened_at = [(number, last) for number in (before, before + 1) for last in (False, True)]
    assert [where_it_opens(piece, opened_at) for piece in pieces] == [
        [(before, False)],
        [(before + 1, True)],
    ]


def where_it_opens(piece: bytes, places: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
    cipher, found = ChaCha20Poly1305(b"s" * 32), []
    for number, last in places:
        try:
            cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), piece, None)
        except InvalidTag:
            continue
        found.append((number, last))
    return found


def test_x03_a_stream_that_counted_to_its_end_refuses_and_never_starts_again() -> None:
    sealer = ChunkSealer(b"s" * 32)
    sealer._number = LAST_OF_ALL
    assert sealer.update(bytes(CHUNK_BYTES + 1))
    with pytest.raises(OverflowError):
        sealer.finish()


def drawn(what: str) -> bytes:
    """What one message draws, as it can be seen from outside."""
    match what:
        case "value":
            return seal_value(KEY, 7, PLACE, b"Demo", Pad.TEXT)[5:17]
        case "wrapped key":
            return wrap(KEY, KEY, purpose="p", owner=b"o" * 16, key_id=1)[1:13]
        case "letter":
            return letter()[-32:-16]
        case "file key of a letter":
            return unlock(read_header(io.BytesIO(letter())), [LETTERS])
    raise ValueError(what)


LETTERS: Final = HybridIdentity.new()
DRAWN: Final = [
    ("value", 4000),
    ("wrapped key", 4000),
    ("letter", 400),
    ("file key of a letter", 400),
]


def letter() -> bytes:
    return b"".join(seal_age([b""], [LETTERS.recipient]))


@pytest.mark.parametrize(("what", "times"), DRAWN)
def test_x03_what_is_drawn_is_drawn_in_full_width(what: str, times: int) -> None:
    """Every bit is set about half of the time: among a million none is alike but by 2^-57."""
    made = [drawn(what) for _ in range(times)]
    assert len(set(made)) == times
    width = 8 * len(made[0])
    ones = Counter(
        bit for one in made for bit in range(width) if int.from_bytes(one, "big") >> bit & 1
    )
    far = 6 * (times**0.5) / 2
    assert width >= 96
    assert [bit for bit in range(width) if abs(ones[bit] - times / 2) > far] == []


@pytest.mark.parametrize("module", [fields, keys])
def test_x03_even_a_nonce_that_came_twice_would_tell_no_more_than_that_two_are_equal(
    module: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(length: int) -> bytes:
        return b"n" * length

    first, second = b"Anna Anders  ", b"Berta Behrens"
    plain = xor(first, second)
    with monkeypatch.context() as broken:
        broken.setattr(secrets, "token_bytes", again)
        if module is fields:
            one, other = (
                seal_value(KEY, 7, PLACE, text, Pad.TEXT)[17:] for text in (first, second)
            )
        else:
            one, other = (
                wrap(KEY, SecretKey(text.ljust(32)), purpose="p", owner=b"o" * 16, key_id=1)[13:]
                for text in (first, second)
            )
    assert plain not in xor(one, other)
    assert one[:16] != other[:16]
    assert one[-16:] != other[-16:]


def xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
