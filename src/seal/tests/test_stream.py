"""Sealed files: any length, bounded memory, nothing of a damaged one handed out as whole."""

import contextlib
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seal.chunks import SEALED_CHUNK_BYTES, ChunkOpener, ChunkSealer
from seal.errors import BadPadding, NotOpened, SealError, UnknownFormat, UnknownKey
from seal.keys import SecretKey
from seal.stream import HEAD_BYTES, SealedReader, SealedWriter, file_key_id, rest_length

KEY = SecretKey(b"k" * 32)
LENGTHS = [0, 1, 4088, 4089, 65_536, 65_537, 131_072, 1_048_568, 1_048_569]


def _sealed(content: bytes, context: bytes = b"doc") -> bytes:
    target = io.BytesIO()
    with SealedWriter(target, KEY, 5, context) as writer:
        writer.write(content[:1000])
        writer.write(content[1000:])
    return target.getvalue()


def _opened(sealed: bytes, key: SecretKey = KEY, key_id: int = 5, context: bytes = b"doc") -> bytes:
    return b"".join(SealedReader(io.BytesIO(sealed), key, key_id, context).chunks())


@pytest.mark.parametrize("length", LENGTHS)
def test_a_file_comes_back_and_its_size_is_a_bucket(length: int) -> None:
    content = bytes(range(256)) * (length // 256) + bytes(range(length % 256))
    sealed = _sealed(content)
    assert _opened(sealed) == content
    plaintext = rest_length(length)
    assert len(sealed) == HEAD_BYTES + plaintext + 16 * -(-plaintext // 65_536)


@settings(max_examples=40)
@given(st.binary(max_size=9000), st.data())
def test_x01_a_flipped_byte_never_opens(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(_sealed(content))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        _opened(bytes(sealed))


def test_x02_a_cut_or_lengthened_file_hands_out_nothing() -> None:
    sealed = _sealed(bytes(200_000))
    for cut in (1, 16, SEALED_CHUNK_BYTES, 2 * SEALED_CHUNK_BYTES, len(sealed) - HEAD_BYTES):
        with pytest.raises(NotOpened):
            SealedReader(io.BytesIO(sealed[:-cut]), KEY, 5, b"doc")
    with pytest.raises(NotOpened):
        SealedReader(io.BytesIO(sealed + b"x"), KEY, 5, b"doc")


def test_x02_swapped_or_doubled_chunks_never_open() -> None:
    sealed = _sealed(bytes(300_000))
    head, body = sealed[:HEAD_BYTES], sealed[HEAD_BYTES:]
    pieces = [body[i : i + SEALED_CHUNK_BYTES] for i in range(0, len(body), SEALED_CHUNK_BYTES)]
    for order in ([1, 0, *range(2, len(pieces))], [0, 0, *range(2, len(pieces))]):
        with pytest.raises(NotOpened):
            _opened(head + b"".join(pieces[i] for i in order))


def test_x04_a_file_opens_only_with_its_own_key_context_and_number() -> None:
    sealed = _sealed(b"Befund")
    with pytest.raises(NotOpened):
        _opened(sealed, key=SecretKey(b"x" * 32))
    with pytest.raises(NotOpened):
        _opened(sealed, context=b"other")
    with pytest.raises(UnknownKey):
        _opened(sealed, key_id=6)


def test_a_writer_that_was_not_closed_leaves_nothing_readable() -> None:
    target = io.BytesIO()
    with contextlib.suppress(RuntimeError), SealedWriter(target, KEY, 5, b"doc") as writer:
        writer.write(bytes(70_000))
        raise RuntimeError
    with pytest.raises(NotOpened):
        _opened(target.getvalue())


def test_filling_that_is_not_zero_is_refused() -> None:
    target = io.BytesIO()
    writer = SealedWriter(target, KEY, 5, b"doc")
    writer.write(b"x" * 4088)
    writer._length = 10
    target.write(writer._sealer.update((10).to_bytes(8, "big")) + writer._sealer.finish())
    with pytest.raises(BadPadding):
        _opened(target.getvalue())


def test_a_length_that_does_not_fit_is_refused() -> None:
    target = io.BytesIO()
    writer = SealedWriter(target, KEY, 5, b"doc")
    target.write(writer._sealer.update(bytes(4088) + (2**63).to_bytes(8, "big")))
    target.write(writer._sealer.finish())
    with pytest.raises(BadPadding):
        _opened(target.getvalue())


def test_x06_what_is_no_sealed_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(_sealed(b"x"))
    assert file_key_id(path) == 5
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(UnknownFormat):
        file_key_id(path)
    with pytest.raises(UnknownFormat):
        _opened(b"%PDF-1.7" + bytes(200))


def test_two_hundred_mebibytes_go_through_in_a_few(tmp_path: Path) -> None:
    path, piece = tmp_path / "large", bytes(1 << 20)
    tracemalloc.start()
    with path.open("wb") as target, SealedWriter(target, KEY, 5, b"doc") as writer:
        for _ in range(200):
            writer.write(piece)
    with path.open("rb") as source:
        total = sum(len(chunk) for chunk in SealedReader(source, KEY, 5, b"doc").chunks())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 200 << 20
    assert peak < 8 << 20


@given(st.binary(max_size=200_000), st.integers(1, 70_000))
@settings(max_examples=20, deadline=None)
def test_chunks_do_not_depend_on_the_size_of_the_pieces(content: bytes, size: int) -> None:
    sealer, opener = ChunkSealer(b"s" * 32), ChunkOpener(b"s" * 32)
    pieces = [content[i : i + size] for i in range(0, len(content), size)]
    sealed = b"".join(sealer.update(piece) for piece in pieces) + sealer.finish()
    halves = (sealed[: len(sealed) // 2], sealed[len(sealed) // 2 :])
    assert b"".join(opener.update(half) for half in halves) + opener.finish() == content
