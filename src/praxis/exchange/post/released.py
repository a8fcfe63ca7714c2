"""The signed releases of the patient's page this practice goes by: current, previous, never back.

Nothing here needs Django or a key of the vault: `praxistresor page-check` runs anywhere.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked
from wire.errors import WireError
from wire.release import ReleaseManifest, open_release

CURRENT: Final = "current.manifest"
PREVIOUS: Final = "previous.manifest"
LONGEST: Final = 1 << 20


class NoReleaseKey(PraxisError):
    """Nobody said whose releases this practice goes by."""

    message = marked(
        "Es ist nicht eingestellt, wessen Freigaben der Patientenseite gelten. Bitte setzen Sie "
        "PRAXISTRESOR_PAGE_KEY (docs/operations/page.md)."
    )


class NotReleased(PraxisError):
    """The file is not a release signed by the key that was fixed at installation (N-06)."""

    message = marked(
        "Diese Datei ist keine Freigabe, die mit dem eingestellten Schlüssel unterschrieben ist. "
        "Sie wird nicht benutzt; die bisherige gilt weiter."
    )


class OlderRelease(Conflict):
    """A release with a lower number, or another one with the same (H-12)."""

    message = marked(
        "Diese Freigabe der Patientenseite ist nicht neuer als die eingerichtete. Zurück geht es "
        "nicht; die bisherige gilt weiter."
    )


def opened(data: bytes, key: str) -> ReleaseManifest:
    """A signed manifest under the public key (64 hex digits); NoReleaseKey, NotReleased."""
    if not key:
        raise NoReleaseKey
    try:
        public = bytes.fromhex(key)
    except ValueError:
        raise NoReleaseKey(detail="not 64 hex digits") from None
    try:
        return open_release(data, public)
    except WireError as error:
        raise NotReleased(detail=error.category) from None


def installed(folder: Path, key: str, *, floor: int = 0) -> tuple[ReleaseManifest, ...]:
    """Current and previous; empty before the first. Verified each time it is read.

    NotReleased if a file was changed, OlderRelease if the current one was put back or taken away
    (`floor` is the highest number ever installed).
    """
    found = tuple(opened(data, key) for data in _stored(folder)) if key else ()
    if (found[0].number if found else 0) < floor:
        raise OlderRelease(detail=f"installed={[one.number for one in found]} floor={floor}")
    return found


def install(folder: Path, key: str, data: bytes, *, floor: int = 0) -> ReleaseManifest:
    """Go by this release from now on; the one before stays good, for pages that are open.

    The same file again is done already. Cut anywhere, one whole current release is there. A stored
    file that does not verify (damaged, or of a publisher's key that was replaced) does not stay;
    `floor` keeps older releases out without it.
    """
    new = opened(data, key)
    before = _current(folder, key)
    if before is not None and before[0] == data:
        return new
    if new.number <= max(floor, before[1].number if before else 0):
        raise OlderRelease(detail=f"number={new.number} floor={floor}")
    folder.mkdir(parents=True, exist_ok=True)
    # Public bytes, and the carrier may be another user, whatever the caller's umask is.
    folder.chmod(0o755)
    if before is not None:
        _write(folder / PREVIOUS, before[0])
    else:
        (folder / PREVIOUS).unlink(missing_ok=True)
    _write(folder / CURRENT, data)
    return new


def _current(folder: Path, key: str) -> tuple[bytes, ReleaseManifest] | None:
    """The release that is gone by now, with its bytes; None if it does not verify."""
    data = next(_stored(folder), b"")
    try:
        return (data, opened(data, key)) if data else None
    except NotReleased:
        return None


def _stored(folder: Path) -> Iterator[bytes]:
    for name in (CURRENT, PREVIOUS):
        try:
            with (folder / name).open("rb") as file:
                yield file.read(LONGEST)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise NotReleased(detail=type(error).__name__) from None


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o644)
    draft.replace(path)
