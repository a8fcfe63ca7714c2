"""STREAM: a long plaintext in chunks of 64 KiB that cannot be cut, swapped, doubled or joined.

ChaCha20-Poly1305 with an eleven-byte counter and a one-byte last-chunk flag as nonce, as age v1
has it. A key is used for one stream only, so no nonce can repeat by construction.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from seal.errors import NotOpened
from wire.buckets import CHUNK_BYTES, TAG_BYTES

SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES


def seal_chunk(cipher: ChaCha20Poly1305, number: int, last: bool, chunk: bytes) -> bytes:
    """Seal chunk `number` (from 0)."""
    return cipher.encrypt(_nonce(number, last), chunk, None)


def open_chunk(cipher: ChaCha20Poly1305, number: int, last: bool, sealed: bytes) -> bytes:
    """Open chunk `number`; NotOpened if it is not that chunk, or last when it should not be."""
    try:
        return cipher.decrypt(_nonce(number, last), sealed, None)
    except InvalidTag:
        raise NotOpened("chunk") from None


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class ChunkSealer:
    """Seals a stream piece by piece; holds at most one chunk. Nothing opens before `finish`."""

    def __init__(self, stream_key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(stream_key)
        self._waiting = bytearray()
        self._number = 0

    def update(self, data: bytes) -> bytes:
        """Take plaintext, return what is sealed so far (the last chunk is always kept back)."""
        self._waiting += data
        out = bytearray()
        view = memoryview(self._waiting)
        at = 0
        while len(view) - at > CHUNK_BYTES:
            out += seal_chunk(self._cipher, self._number, False, bytes(view[at : at + CHUNK_BYTES]))
            self._number += 1
            at += CHUNK_BYTES
        view.release()
        del self._waiting[:at]
        return bytes(out)

    def finish(self) -> bytes:
        """Return the last chunk (an empty stream is one empty chunk)."""
        return seal_chunk(self._cipher, self._number, True, bytes(self._waiting))


class ChunkOpener:
    """Opens a stream piece by piece; every byte it returns was authenticated.

    What it returned before an error may be the beginning of a cut stream: callers hand it on only
    where that does no harm, or wait for `finish`.
    """

    def __init__(self, stream_key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(stream_key)
        self._waiting = bytearray()
        self._number = 0

    def update(self, data: bytes) -> bytes:
        """Take sealed bytes, return what could be opened; NotOpened."""
        self._waiting += data
        out = bytearray()
        view = memoryview(self._waiting)
        at = 0
        try:
            while len(view) - at > SEALED_CHUNK_BYTES:
                piece = bytes(view[at : at + SEALED_CHUNK_BYTES])
                out += open_chunk(self._cipher, self._number, False, piece)
                self._number += 1
                at += SEALED_CHUNK_BYTES
        finally:
            view.release()
        del self._waiting[:at]
        return bytes(out)

    def finish(self) -> bytes:
        """Open the last chunk; NotOpened if the stream was cut or ends with a needless chunk."""
        last = open_chunk(self._cipher, self._number, True, bytes(self._waiting))
        if not last and self._number > 0:
            raise NotOpened("chunk")
        return last
