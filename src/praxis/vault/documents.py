"""Sealed documents on the disk: found by a keyed hash of their content, without a name or a date.

A file is 32 bytes of binding MAC, then a `seal.stream` file, whose length is one of the buckets.
The address is HMAC(data key, content): equal contents meet only within one patient. The binding
ties the address to the stream, so that a file put under another one's address is refused before
its first byte is read. Writing, reading and sweeping agree on that layout: hence one file.
"""

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self, cast
from uuid import UUID

from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.vault import lending
from praxis.vault.errors import BrokenSeal, TooLarge, opening
from praxis.vault.store import DiskFull, private_folder, sync_folder
from seal.keys import SecretKey, mac, running_mac, same
from seal.stream import HEAD_BYTES, SealedReader, SealedWriter

ADDRESS_BYTES: Final = 32
BINDING_BYTES: Final = 32
DEFAULT_LIMIT: Final = 512 << 20
# The same for every file: the disk does not tell when somebody was here.
_MTIME: Final = 946_684_800
_INCOMING: Final = ".incoming"
_DAY: Final = 86_400.0
_WAITING: Final = 16


class DocumentMissing(PraxisError):
    """The row names a document that is not on the disk."""

    message = marked(
        "Dieses Dokument fehlt auf dem Praxisserver. Bitte benachrichtigen Sie die Technik; "
        "es liegt vielleicht noch in der Sicherung."
    )
    status = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a document lies and how long its content is."""

    address: bytes
    length: int
    key_id: int


class _Behind:
    """A file seen from behind its first 32 bytes, for the stream that starts there."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(BINDING_BYTES)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def write(self, data: bytes) -> int:
        return self._file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        shift = BINDING_BYTES if whence == 0 else 0
        return self._file.seek(offset + shift, whence) - BINDING_BYTES


class DocumentReader:
    """An opened document. Keeps its own key until `close`, so that a streamed download may go on
    after the request's lending has ended."""

    def __init__(self, file: BinaryIO, reader: SealedReader) -> None:
        self._file = file
        self._reader = reader
        self.length = reader.length

    def chunks(self) -> Iterator[bytes]:
        """The content in pieces of at most 64 KiB; BrokenSeal. Closes the file at the end."""
        try:
            with opening("document"):
                yield from self._reader.chunks()
        finally:
            self.close()

    def part(self, start: int, stop: int) -> Iterator[bytes]:
        """The content from byte `start` up to `stop`; BrokenSeal. Closes the file at the end."""
        try:
            with opening("document"):
                yield from self._reader.part(start, stop)
        finally:
            self.close()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


class DocumentStore:
    """The folder of sealed documents; needs the owner lent in the current request."""

    def __init__(self, folder: Path) -> None:
        self._folder = private_folder(folder)
        self._incoming = private_folder(folder / _INCOMING)

    def put(self, owner: UUID, content: Iterable[bytes], *, limit: int = DEFAULT_LIMIT) -> Stored:
        """Seal `content` piece by piece; durable when this returns, absent if it raises.

        TooLarge, DiskFull, StillSealed. The same content of the same owner is stored once.
        """
        lent = lending.current()
        key_id = lent.newest(owner)
        key = lent.data_key(owner, key_id)
        waiting = self._incoming / secrets.token_hex(16)
        try:
            address, length = self._write(waiting, key, key_id, owner, content, limit)
            _sync(waiting)
            sync_folder(self._moved(waiting, address))
        except OSError as error:
            raise _full(error) from None
        finally:
            waiting.unlink(missing_ok=True)
        return Stored(address, length, key_id)

    def put_many(self, several: Sequence[tuple[UUID, bytes]]) -> list[Stored]:
        """As `put` for small contents of several owners, which wait for the disk together.

        All of them are durable when this returns; if it raises, what is left is swept later.
        """
        lent, made = lending.current(), list[tuple[Path, Stored]]()
        try:
            for owner, content in several:
                key_id = lent.newest(owner)
                waiting = self._incoming / secrets.token_hex(16)
                key = lent.data_key(owner, key_id)
                made.append((waiting, Stored(b"", 0, key_id)))
                written = self._write(waiting, key, key_id, owner, [content], len(content))
                made[-1] = (waiting, Stored(*written, key_id))
            with _waiting_for_the_disk() as together:
                list(together.map(_sync, [waiting for waiting, _ in made]))
            places = {self._moved(waiting, stored.address) for waiting, stored in made}
            with _waiting_for_the_disk() as together:
                list(together.map(sync_folder, places))
        except OSError as error:
            raise _full(error) from None
        finally:
            for waiting, _ in made:
                waiting.unlink(missing_ok=True)
        return [stored for _, stored in made]

    def open(self, owner: UUID, address: bytes) -> DocumentReader:
        """Open a document; its address, owner and last piece are checked before the first byte.

        DocumentMissing, BrokenSeal, UnknownKey, StillSealed.
        """
        try:
            file = self._path(address).open("rb")
        except FileNotFoundError:
            raise DocumentMissing(detail=address.hex()) from None
        try:
            head = file.read(BINDING_BYTES + HEAD_BYTES)
            key_id = int.from_bytes(head[BINDING_BYTES + 5 : BINDING_BYTES + 9], "big")
            key = lending.current().data_key(owner, key_id)
            bound = _binding(key, owner, address, head[BINDING_BYTES:])
            if not same(head[:BINDING_BYTES], bound):
                raise BrokenSeal(detail=f"document {address.hex()}")
            with opening(f"document {address.hex()}"):
                stream = cast("BinaryIO", _Behind(file))
                return DocumentReader(file, SealedReader(stream, key, key_id, owner.bytes))
        except BaseException:
            file.close()
            raise

    def verify(self, owner: UUID, address: bytes) -> Stored:
        """Read the whole document and compare it with its address; BrokenSeal."""
        with self._path(address).open("rb") as file:
            head = file.read(BINDING_BYTES + HEAD_BYTES)
        key_id = int.from_bytes(head[BINDING_BYTES + 5 : BINDING_BYTES + 9], "big")
        with self.open(owner, address) as reader:
            found = running_mac(lending.current().data_key(owner, key_id), "document")
            for piece in reader.chunks():
                found.update(piece)
        if not same(found.digest(), address):
            raise BrokenSeal(detail=f"document {address.hex()} has other content")
        return Stored(address, reader.length, key_id)

    def reseal(self, owner: UUID, address: bytes, new_owner: UUID | None = None) -> Stored:
        """A copy under the newest key of the owner (or of another one) at a new address.

        The old file stays until `delete`, so that the row can be changed in between.
        """
        with self.open(owner, address) as reader:
            return self.put(new_owner or owner, reader.chunks(), limit=reader.length)

    def delete(self, address: bytes) -> bool:
        """Remove a document for good; returns whether it was there."""
        path = self._path(address)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        sync_folder(path.parent)
        return True

    def delete_many(self, addresses: Sequence[bytes]) -> None:
        """Remove several documents for good; those that are gone already are passed over."""
        for address in addresses:
            self._path(address).unlink(missing_ok=True)
        with _waiting_for_the_disk() as together:
            list(together.map(sync_folder, {self._path(one).parent for one in addresses}))

    def addresses(self) -> Iterator[bytes]:
        """Every address on the disk."""
        for folder in sorted(self._folder.iterdir()):
            if folder.name != _INCOMING and folder.is_dir():
                for path in sorted(folder.iterdir()):
                    yield bytes.fromhex(folder.name + path.name)

    def sweep(self, known: Callable[[list[bytes]], set[bytes]], *, older_than: float = _DAY) -> int:
        """Remove what no row names (`known` says which of a batch are) and what a crash left.

        Only files untouched for `older_than` seconds: a row may be about to be written.
        """
        before = time.time() - older_than
        left = [path for path in self._incoming.iterdir() if path.stat().st_ctime < before]
        for path in left:
            path.unlink(missing_ok=True)
        removed, batch = len(left), []
        for address in [*self.addresses(), None]:
            if address is not None:
                batch.append(address)
            if batch and (address is None or len(batch) == 500):
                named = known(batch)
                removed += sum(
                    self._drop(orphan, before) for orphan in batch if orphan not in named
                )
                batch = []
        return removed

    def _drop(self, address: bytes, before: float) -> bool:
        with contextlib.suppress(FileNotFoundError):
            if self._path(address).stat().st_ctime < before:
                return self.delete(address)
        return False

    def _write(
        self,
        waiting: Path,
        key: SecretKey,
        key_id: int,
        owner: UUID,
        content: Iterable[bytes],
        limit: int,
    ) -> tuple[bytes, int]:
        length, address = 0, running_mac(key, "document")
        handle = os.open(waiting, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            file.write(bytes(BINDING_BYTES))
            with SealedWriter(cast("BinaryIO", _Behind(file)), key, key_id, owner.bytes) as writer:
                for piece in content:
                    length += len(piece)
                    if length > limit:
                        raise TooLarge(detail=f"limit={limit}")
                    address.update(piece)
                    writer.write(piece)
            file.seek(BINDING_BYTES)
            head = file.read(HEAD_BYTES)
            file.seek(0)
            file.write(_binding(key, owner, address.digest(), head))
            file.flush()
            os.utime(handle, (_MTIME, _MTIME))
        return address.digest(), length

    def _moved(self, waiting: Path, address: bytes) -> Path:
        """Give a written file its place; the folder that must reach the disk for it to last."""
        path = self._path(address)
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._folder)
        waiting.replace(path)
        return path.parent

    def _path(self, address: bytes) -> Path:
        if len(address) != ADDRESS_BYTES:
            raise DocumentMissing(detail="not an address")
        name = bytes(address).hex()
        return self._folder / name[:2] / name[2:]


def store() -> DocumentStore:
    """The document store of this practice server."""
    from praxis.config import config

    return DocumentStore(config().documents)


def _sync(path: Path) -> None:
    """Let a file's content reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _waiting_for_the_disk() -> ThreadPoolExecutor:
    """Threads that only wait: the file system writes what they ask for in one go."""
    return ThreadPoolExecutor(_WAITING)


def _full(error: OSError) -> Exception:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return DiskFull(detail=f"errno={error.errno}") if full else error


def _binding(key: SecretKey, owner: UUID, address: bytes, head: bytes) -> bytes:
    return mac(key, "document-file", owner.bytes + address + head)


def pieces(file: Any, size: int = 1 << 16) -> Iterator[bytes]:
    """The content of anything with `read`, piece by piece."""
    while piece := file.read(size):
        yield piece
