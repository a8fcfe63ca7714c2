"""Sealed files at rest: any length in bounded memory, with one given 32-byte key.

"PTSF" ‖ u8 format (1) ‖ u32 key id ‖ 32 random bytes ‖ STREAM chunks. The stream key is
HKDF-SHA256(key, salt = the random bytes, info = CBOR["praxistresor/1", "file", context, key id]).
The plaintext is content ‖ zero bytes ‖ u64 content length, filled to the buckets of `wire` and
beyond them in the same steps. The reader opens the *last* chunk first: a cut or lengthened file is
refused before any byte of it is handed out.
"""

import io
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from seal.chunks import SEALED_CHUNK_BYTES, ChunkSealer, open_chunk
from seal.errors import BadPadding, NotOpened, UnknownFormat, UnknownKey
from seal.keys import SecretKey, derive
from wire.buckets import CHUNK_BYTES, PLAINTEXT_LENGTHS, TAG_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC: Final = b"PTSF\x01"
SALT_BYTES: Final = 32
HEAD_BYTES: Final = len(MAGIC) + 4 + SALT_BYTES
LENGTH_BYTES: Final = 8
_STEP: Final = 4096


def rest_length(content: int) -> int:
    """Plaintext size of a file of `content` bytes: a wire bucket, beyond them the same growth."""
    used = content + LENGTH_BYTES
    for size in PLAINTEXT_LENGTHS:
        if used <= size:
            return size
    size = PLAINTEXT_LENGTHS[-1]
    while size < used:
        size = size * 112 // 100 // _STEP * _STEP
    return size


class SealedWriter:
    """Writes one sealed file; until `close` it is unreadable, so a crash leaves no half file."""

    def __init__(self, target: BinaryIO, key: SecretKey, key_id: int, context: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._target = target
        self._length = 0
        self._sealer = ChunkSealer(_stream_key(key, key_id, salt, context))
        target.write(MAGIC + key_id.to_bytes(4, "big") + salt)

    def write(self, data: bytes) -> None:
        """Add content; any piece size."""
        self._length += len(data)
        self._target.write(self._sealer.update(data))

    def close(self) -> None:
        """Fill up, write length and last chunk. The target stays open."""
        left = rest_length(self._length) - self._length - LENGTH_BYTES
        zeros = bytes(CHUNK_BYTES)
        while left:
            self._target.write(self._sealer.update(zeros[:left]))
            left -= min(left, CHUNK_BYTES)
        self._target.write(self._sealer.update(self._length.to_bytes(LENGTH_BYTES, "big")))
        self._target.write(self._sealer.finish())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()


class SealedReader:
    """Reads one sealed file from a seekable source; `length` is true once the object exists."""

    def __init__(self, source: BinaryIO, key: SecretKey, key_id: int, context: bytes) -> None:
        head = source.read(HEAD_BYTES)
        if len(head) != HEAD_BYTES or not head.startswith(MAGIC):
            raise UnknownFormat("sealed file")
        if int.from_bytes(head[5:9], "big") != key_id:
            raise UnknownKey("sealed file")
        self._source = source
        self._cipher = ChaCha20Poly1305(_stream_key(key, key_id, head[9:], context))
        sealed = source.seek(0, 2) - HEAD_BYTES
        self._chunks = max(1, -(-sealed // SEALED_CHUNK_BYTES))
        self._plaintext = sealed - self._chunks * TAG_BYTES
        last = self._open(self._chunks - 1)
        self.length = int.from_bytes(last[-LENGTH_BYTES:], "big")
        if len(last) < LENGTH_BYTES or rest_length(self.length) != self._plaintext:
            raise BadPadding("sealed file")

    def part(self, start: int, stop: int) -> Iterator[bytes]:
        """The content from byte `start` up to `stop`, in pieces of at most 64 KiB; NotOpened.

        Every piece is authenticated for its place; what lies outside of the part is not read.
        """
        start, stop = max(0, start), min(stop, self.length)
        for number in range(start // CHUNK_BYTES, -(-stop // CHUNK_BYTES) if stop > start else 0):
            begin = number * CHUNK_BYTES
            yield self._open(number)[max(0, start - begin) : stop - begin]

    def chunks(self) -> Iterator[bytes]:
        """The content in pieces of at most 64 KiB; NotOpened, or BadPadding at the end."""
        left = self.length
        for number in range(self._chunks):
            plain = self._open(number)
            # The filling before the length field must be zero: nothing can hide in it.
            end = len(plain) - (LENGTH_BYTES if number == self._chunks - 1 else 0)
            content = min(left, end)
            if plain.count(0, content, end) != end - content:
                raise BadPadding("sealed file")
            left -= content
            if content:
                yield plain[:content]

    def _open(self, number: int) -> bytes:
        self._source.seek(HEAD_BYTES + number * SEALED_CHUNK_BYTES)
        sealed = self._source.read(SEALED_CHUNK_BYTES)
        if len(sealed) < TAG_BYTES:
            raise NotOpened("sealed file")
        return open_chunk(self._cipher, number, number == self._chunks - 1, sealed)


class SeekableContent(io.RawIOBase):
    """The content of a sealed file for readers that jump; holds one opened piece at a time.

    Put it into `io.BufferedReader`. A read of more than `most` bytes at once is refused (OSError):
    a reader that asks for everything has lost its way, and its memory would be the file's size.
    """

    def __init__(self, reader: SealedReader, most: int) -> None:
        super().__init__()
        self._reader = reader
        self._most = most
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._at, self._reader.length)[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, into: "WriteableBuffer") -> int:
        view = memoryview(into).cast("B")
        if len(view) > self._most:
            raise OSError("too much at once")
        done = 0
        for piece in self._reader.part(self._at, self._at + len(view)):
            view[done : done + len(piece)] = piece
            done += len(piece)
        self._at += done
        return done

    def readall(self) -> bytes:
        if self._reader.length - self._at > self._most:
            raise OSError("too much at once")
        found = b"".join(self._reader.part(self._at, self._reader.length))
        self._at += len(found)
        return found


def file_key_id(path: Path) -> int:
    """The key id that the sealed file at `path` names; UnknownFormat."""
    with path.open("rb") as source:
        head = source.read(HEAD_BYTES)
    if len(head) != HEAD_BYTES or not head.startswith(MAGIC):
        raise UnknownFormat("sealed file")
    return int.from_bytes(head[5:9], "big")


def _stream_key(key: SecretKey, key_id: int, salt: bytes, context: bytes) -> bytes:
    return derive(key, "file", context, key_id, salt=salt).reveal()
