"""Where backups lie: a folder in which files are only ever added, so that nothing is overwritten.

No file is changed, renamed or removed: the folder may be append-only or belong to a machine that
takes no deletions (K-12). What a crash cut off stays as a file no manifest names.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from praxis.running.backup.errors import BrokenBackup, NoBackup, TargetAway
from praxis.vault.store import sync_folder

NAME: Final = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}")
MANIFEST: Final = ".manifest.age"
_PIECE: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the backup: its name, its hash, its length."""

    name: str
    sha256: bytes
    length: int


@contextmanager
def _of_the_target() -> Iterator[None]:
    """Only the target's own errors are TargetAway: those of what is being read pass through."""
    try:
        yield
    except OSError as error:
        raise TargetAway(detail=f"errno={error.errno}") from None


class Target:
    """One folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, pieces: Iterable[bytes]) -> Written:
        """A new file, durable when this returns; TargetAway, also if the name is taken."""
        digest, length = hashlib.sha256(), 0
        with _of_the_target():
            handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                digest.update(piece)
                length += len(piece)
                with _of_the_target():
                    file.write(piece)
            with _of_the_target():
                file.flush()
                os.fsync(file.fileno())
        sync_folder(self.folder)
        return Written(name, digest.digest(), length)

    def names(self, suffix: str = MANIFEST) -> list[str]:
        """The names of all files of one kind, the oldest first; TargetAway."""
        with _of_the_target():
            found = [one.name for one in os.scandir(self.folder) if one.is_file()]
        return sorted(name for name in found if _named(name, suffix))

    def newest(self) -> str:
        """The newest complete backup; NoBackup."""
        if not (found := self.names()):
            raise NoBackup(detail=str(len(found)))
        return found[-1].removesuffix(MANIFEST)

    def check(self, file: Written) -> None:
        """BrokenBackup unless the file is there with this length and hash."""
        digest, length = hashlib.sha256(), 0
        for piece in self.pieces(file.name):
            digest.update(piece)
            length += len(piece)
        if length != file.length or digest.digest() != file.sha256:
            raise BrokenBackup(detail=f"{file.name} has another hash")

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file; BrokenBackup if it is not there."""
        with self.open(name) as file:
            while piece := file.read(_PIECE):
                yield piece

    def open(self, name: str) -> BinaryIO:
        """A file to read; BrokenBackup if it is missing or no name of a backup's file."""
        stem, _, suffix = name.partition(".")
        if not NAME.fullmatch(stem) or "/" in suffix:
            raise BrokenBackup(detail="a name that is none of ours")
        try:
            return (self.folder / name).open("rb")
        except OSError as error:
            raise BrokenBackup(detail=f"{name}: errno={error.errno}") from None


def _named(name: str, suffix: str) -> bool:
    return name.endswith(suffix) and NAME.fullmatch(name.removesuffix(suffix)) is not None
