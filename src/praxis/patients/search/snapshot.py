"""The one form in which the index touches a disk: sealed, whole or not at all, and replaceable.

Sealed by the *index* domain key with the database's epoch as context: a snapshot of another
practice, or from before a restore, does not open. Whatever does not open is discarded and the
index is built again from the database; a snapshot is never the only copy of anything.
"""

import logging
import os
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from praxis.patients.search.index import PatientIndex
from praxis.patients.search.store import LAYOUT
from seal.errors import SealError
from seal.keys import SecretKey
from seal.stream import SealedReader, SealedWriter

_log = logging.getLogger(__name__)
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class IndexKey:
    """The *index* domain key and its number."""

    number: int
    key: SecretKey


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """Where the sealed snapshot lies and what opens it now; the key may be replaced meanwhile."""

    path: Path
    key: Callable[[], IndexKey]

    @property
    def _unfinished(self) -> Path:
        return self.path.with_name(self.path.name + ".new")

    def write(self, index: PatientIndex) -> None:
        """Seal the index beside the old snapshot, then put it in its place; durable on return."""
        self._unfinished.unlink(missing_ok=True)  # of a process that was killed while writing
        image = memoryview(index.image())
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(self._unfinished, flags, 0o600), "wb") as target:
            now = self.key()
            sealed = SealedWriter(target, now.key, now.number, _context(index.epoch))
            for at in range(0, len(image), _PIECE):
                sealed.write(bytes(image[at : at + _PIECE]))
            sealed.close()
            target.flush()
            os.fsync(target.fileno())
        self._unfinished.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def load(self, epoch: bytes) -> PatientIndex | None:
        """Return the index of the snapshot, None (and no file) where there is no good one."""
        self._unfinished.unlink(missing_ok=True)
        if not self.path.exists():
            return None
        try:
            return self._open(epoch)
        except (SealError, sqlite3.Error, OSError, ValueError) as error:
            _log.warning("search snapshot discarded: %s", type(error).__name__)
            self.discard()
            return None

    def discard(self) -> None:
        """Remove the snapshot: it is of another time or another practice."""
        self.path.unlink(missing_ok=True)

    def _open(self, epoch: bytes) -> PatientIndex:
        descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as source:
            if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077:
                raise ValueError("readable by others")
            now = self.key()
            reader = SealedReader(source, now.key, now.number, _context(epoch))
            image = bytearray(reader.length)
            at = 0
            for piece in reader.chunks():
                image[at : at + len(piece)] = piece
                at += len(piece)
        index = PatientIndex.from_image(image)
        if index.layout != LAYOUT or index.epoch != epoch:
            index.close()
            raise ValueError("another layout or epoch")
        return index


def _context(epoch: bytes) -> bytes:
    return b"patient-search/%d/" % LAYOUT + epoch
