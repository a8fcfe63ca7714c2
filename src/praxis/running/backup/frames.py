"""Many named contents in one stream: a head each, its pieces, an empty piece; packed by zlib.

u32 length ‖ bytes, again and again. A head is a CBOR map; the last head is {"end": true}, so that
a stream that was cut between two contents is not taken for a whole one.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from praxis.running.backup.errors import BrokenBackup
from wire import cbor
from wire.errors import NotCanonical

Contents = Iterable[tuple[Mapping[str, Any], Iterable[bytes]]]
_PIECE: Final = 1 << 18
_LONGEST: Final = 1 << 22
_LEVEL: Final = 1


def write(contents: Contents) -> Iterator[bytes]:
    """The stream of these contents; holds one piece at a time."""
    packer = zlib.compressobj(_LEVEL)
    for part in _plain(contents):
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()


def _plain(contents: Contents) -> Iterator[bytes]:
    for head, pieces in contents:
        yield _framed(cbor.encode(head))
        for piece in pieces:
            for at in range(0, len(piece), _PIECE):
                yield _framed(bytes(piece[at : at + _PIECE]))
        yield _framed(b"")
    yield _framed(cbor.encode({"end": True}))


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def read(stream: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """Head and pieces of each content; BrokenBackup. Pieces not asked for are read over."""
    source = _Source(_unpacked(stream))
    while True:
        head = _head(source.frame())
        if head.get("end") is True:
            source.must_end()
            return
        pieces = _pieces(source)
        yield head, pieces
        for _ in pieces:
            continue


def _pieces(source: "_Source") -> Iterator[bytes]:
    while piece := source.frame():
        yield piece


def _head(data: bytes) -> dict[str, Any]:
    try:
        found = cbor.decode(data)
    except NotCanonical as error:
        raise BrokenBackup(detail=f"head: {error}") from None
    if not isinstance(found, dict):
        raise BrokenBackup(detail="head")
    return found


def _unpacked(stream: Iterable[bytes]) -> Iterator[bytes]:
    opener = zlib.decompressobj()
    try:
        for piece in stream:
            left = piece
            while left and not opener.eof:
                # A few bytes may unpack to gigabytes: they come out piece by piece.
                yield opener.decompress(left, _PIECE)
                left = opener.unconsumed_tail
            if opener.eof and (left or opener.unused_data):
                raise BrokenBackup(detail="bytes after the end")
    except zlib.error as error:
        raise BrokenBackup(detail=f"zlib: {error}") from None
    if not opener.eof:
        raise BrokenBackup(detail="cut")


class _Source:
    """Bytes by the count, out of pieces of any size."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._waiting = bytearray()

    def frame(self) -> bytes:
        """The next frame; BrokenBackup."""
        length = int.from_bytes(self._exactly(4), "big")
        if length > _LONGEST:
            raise BrokenBackup(detail="frame too long")
        return self._exactly(length)

    def must_end(self) -> None:
        """Nothing may follow."""
        if self._waiting or any(self._pieces):
            raise BrokenBackup(detail="contents after the end")

    def _exactly(self, count: int) -> bytes:
        while len(self._waiting) < count:
            piece = next(self._pieces, None)
            if piece is None:
                raise BrokenBackup(detail="cut")
            self._waiting += piece
        found = bytes(self._waiting[:count])
        del self._waiting[:count]
        return found
