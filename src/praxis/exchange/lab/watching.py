"""The watched folder: takes each complete file, seals it, and unlinks it in the same pass."""

import fcntl
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from praxis.core.actors import SystemActor
from praxis.core.ids import SiteId
from praxis.exchange.lab import intake
from praxis.staff.models import Site

_UNFINISHED: Final = (".tmp", ".part", ".filepart", ".crdownload", ".lock")
Sighting = tuple[int, int, int]


@dataclass(slots=True)
class Watcher:
    """Remembers how each file looked in the pass before; only what stands still is taken."""

    folder: Path
    seen: dict[str, Sighting] = field(default_factory=dict)

    def one_pass(self, actor: SystemActor) -> int:
        """Take in every complete file; returns how many. A file that fails does not stop others."""
        now = {entry.name: _looks(entry) for entry in candidates(self.folder)}
        still = [name for name, looks in now.items() if self.seen.get(name) == looks]
        self.seen = now
        return sum(self._take(actor, name) for name in still)

    def _take(self, actor: SystemActor, name: str) -> int:
        path = self.folder / name
        try:
            # Never through a symbolic link, never waiting at a pipe.
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return 0
        with os.fdopen(handle, "rb") as file:
            looks = os.fstat(handle)
            if not stat.S_ISREG(looks.st_mode) or looks.st_size > intake.LARGEST:
                return 0
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return 0
            place = intake.place_hash(name, looks.st_size, looks.st_mtime_ns, looks.st_ino)
            if not intake.is_known_place(actor, place):
                intake.take_in(
                    actor,
                    _pieces(file.fileno()),
                    name=name,
                    site=main_site(),
                    source="folder",
                    place=place,
                )
            path.unlink(missing_ok=True)
        self.seen.pop(name, None)
        return 1


def candidates(folder: Path) -> list[os.DirEntry[str]]:
    """The regular files of the folder that are not visibly unfinished, oldest first."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        found = [
            entry
            for entry in entries
            if entry.is_file(follow_symlinks=False)
            and not entry.name.startswith(".")
            and not entry.name.lower().endswith(_UNFINISHED)
        ]
    return sorted(found, key=lambda entry: (_looks(entry)[1], entry.name))


def too_large(folder: Path) -> int:
    """How many files are larger than any laboratory sends; they stay where they are, said."""
    return sum(_looks(entry)[0] > intake.LARGEST for entry in candidates(folder))


def _looks(entry: os.DirEntry[str]) -> Sighting:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_size, found.st_mtime_ns, found.st_ino)


def _pieces(handle: int, size: int = 1 << 18) -> Iterator[bytes]:
    while piece := os.read(handle, size):
        yield piece


def main_site() -> SiteId:
    """The site that gets what names no other one."""
    return SiteId(Site.objects.order_by("branch", "id").values_list("id", flat=True)[0])


def site_of(site_number: str) -> SiteId | None:
    """The site with this BSNR."""
    if not site_number:
        return None
    found = Site.objects.filter(bsnr=site_number).values_list("id", flat=True).first()
    return SiteId(found) if found else None
