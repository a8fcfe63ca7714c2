"""Reading the plaintext of a letter in order: numbers, bytes, pieces and the zeros at its end."""

from collections.abc import Iterator
from typing import BinaryIO

from seal.age.file import open_payload
from seal.errors import BadPadding
from wire.buckets import CHUNK_BYTES
from wire.errors import WrongLength


class PlainReader:
    """Takes an authenticated plaintext apart; what is not there is a WrongLength."""

    def __init__(self, source: BinaryIO, file_key: bytes) -> None:
        self._pieces = open_payload(source, file_key)
        self._held = b""

    def number(self, width: int) -> int:
        """An unsigned big-endian number of `width` bytes."""
        return int.from_bytes(self.take(width, width), "big")

    def take(self, length: int, most: int) -> bytes:
        """Exactly `length` bytes; WrongLength if that is more than `most` or than there is."""
        if length > most:
            raise WrongLength("field")
        return b"".join(self.pieces(length))

    def pieces(self, length: int) -> Iterator[bytes]:
        """Exactly `length` bytes, in pieces as they come."""
        while length:
            if not self._held:
                self._held = next(self._pieces, b"")
                if not self._held:
                    raise WrongLength("the plaintext ends early")
            piece, self._held = self._held[:length], self._held[length:]
            length -= len(piece)
            yield piece

    def zeros(self, length: int) -> None:
        """Exactly `length` zero bytes and then the authenticated end; BadPadding."""
        for piece in self.pieces(length):
            if piece.count(0) != len(piece):
                raise BadPadding("filling")
        # Asking on runs the check of the last chunk; more plaintext here is a wrong length.
        if self._held or next(self._pieces, b""):
            raise WrongLength("the plaintext goes on")


def filling(length: int) -> Iterator[bytes]:
    """`length` zero bytes in pieces."""
    zeros = bytes(CHUNK_BYTES)
    while length:
        yield zeros[:length]
        length -= min(length, CHUNK_BYTES)
