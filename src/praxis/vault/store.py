"""Files of the vault: private, written whole or not at all, versioned, one encoding each."""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from praxis.core.errors import PraxisError, Unavailable
from praxis.core.words import marked
from wire import cbor
from wire.errors import NotCanonical

_OTHERS: Final = 0o077


class OpenToOthers(PraxisError):
    """A key file or folder can be read by others than its owner: the start is refused (G-04)."""

    message = marked(
        "Die Schlüsseldateien sind für andere Benutzer lesbar. Bitte setzen Sie die Rechte auf "
        "0600 (Dateien) und 0700 (Ordner) und starten Sie neu."
    )


class BrokenKeyFile(PraxisError):
    """A file of the vault is damaged or not one of ours."""

    message = marked(
        "Eine Schlüsseldatei ist beschädigt. Bitte spielen Sie den Ordner „vault“ aus der letzten "
        "Sicherung ein; die Patientendaten selbst sind davon nicht betroffen."
    )


class MissingKeyFile(PraxisError):
    """A file of the vault is not there (openers, domain keys or the keyring)."""

    message = marked(
        "Eine Schlüsseldatei fehlt. Bitte spielen Sie den Ordner „vault“ aus der letzten "
        "Sicherung ein. Ohne ihn lässt sich nichts öffnen."
    )


class NewerVault(PraxisError):
    """The file was written by a newer version of the program."""

    message = marked(
        "Diese Schlüsseldatei stammt von einer neueren Programmversion. Bitte aktualisieren."
    )


class DiskFull(Unavailable):
    """No room left; nothing half-written stays behind."""

    message = marked(
        "Auf dem Praxisserver ist kein Speicherplatz mehr frei. Es wurde nichts gespeichert; "
        "bitte Platz schaffen und noch einmal versuchen."
    )
    status = 507


def private_folder(folder: Path) -> Path:
    """Make `folder` (0700) if needed; OpenToOthers if anybody else can look into it."""
    # `mkdir(parents=True)` would give the parents the mode of the umask.
    for missing in [above for above in (*reversed(folder.parents), folder) if not above.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)
    check_private(folder)
    return folder


def check_private(path: Path) -> None:
    """OpenToOthers unless `path` is ours and closed to group and others; no symbolic links."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_mode & _OTHERS or found.st_uid != os.geteuid():
        raise OpenToOthers(detail=f"{path.name} mode={stat.S_IMODE(found.st_mode):o}")


def write_private(path: Path, data: bytes) -> None:
    """Replace `path` (0600) in one step that survives a power cut: old content or new, no mix."""
    waiting = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise DiskFull(detail=f"errno={error.errno}") from error
    finally:
        waiting.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_record(path: Path, kind: str, version: int, body: Mapping[str, Any]) -> None:
    """Write one record of the vault; the same content always gives the same bytes."""
    write_private(path, cbor.encode({"kind": f"praxistresor/{kind}", "version": version, **body}))


def read_record(path: Path, kind: str, version: int) -> dict[str, Any]:
    """Read a record; OpenToOthers, MissingKeyFile, NewerVault or BrokenKeyFile."""
    try:
        check_private(path)
        data = path.read_bytes()
    except FileNotFoundError:
        raise MissingKeyFile(detail=path.name) from None
    try:
        found = cbor.decode(data)
    except NotCanonical as error:
        raise BrokenKeyFile(detail=f"{path.name}: {error}") from None
    if not isinstance(found, dict) or found.get("kind") != f"praxistresor/{kind}":
        raise BrokenKeyFile(detail=path.name)
    written = found.get("version")
    if not isinstance(written, int):
        raise BrokenKeyFile(detail=path.name)
    if written > version:
        raise NewerVault(detail=f"{path.name}: {written} > {version}")
    return found


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Let one process at a time change the files of this folder."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
