"""The watched folder: takes each complete file, seals it, and unlinks it in the same pass."""

import contextlib
import fcntl
import logging
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

from django.db.models import F

from praxis.core.actors import SystemActor
from praxis.core.ids import SiteId
from praxis.exchange.lab import intake
from praxis.patients.changes import hash_version
from praxis.staff import people
from praxis.staff.models import Site

log = logging.getLogger("praxis.lab")
_LONG_NS: Final = 600 * 1_000_000_000
_UNFINISHED: Final = (".tmp", ".part", ".filepart", ".crdownload", ".lock")
# Files up to this size are sealed, read and filed with their neighbours, so many at once.
SMALL: Final = 128 << 10
TOGETHER: Final = 40
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
        taken = 0
        for at in range(0, len(still), TOGETHER):
            taken += self._take(actor, still[at : at + TOGETHER])
        return taken

    def _take(self, actor: SystemActor, names: list[str]) -> int:
        """Seal these files, the small ones together, and unlink them; all stay locked meanwhile."""
        with contextlib.ExitStack() as held:
            version = hash_version()
            tried = [self._held(held, name, version) for name in names]
            found = [one for one in tried if one is not None]
            known = intake.known_places(actor, [one.place for one in found])
            done = [one for one in found if one.place in known]
            self._let_go(done)
            taken, new = len(done), [one for one in found if one.place not in known]
            # In their order: of two files about the same order the later one counts.
            for is_small, neighbours in groupby(new, lambda one: one.size <= SMALL):
                run = list(neighbours)
                if is_small and len(run) > 1:
                    taken += self._seal_together(actor, run)
                else:
                    taken += self._seal_each(actor, run)
        return taken

    def _seal_together(self, actor: SystemActor, run: "list[_Held]") -> int:
        # What grows or shrinks under the reading is still written: it waits for a later pass.
        read = [(one, _at_most(one.handle, one.size + 1)) for one in run]
        whole = [(one, content) for one, content in read if len(content) == one.size]
        several = [intake.Small(one.shown, content, one.place) for one, content in whole]
        if several:
            intake.take_in_small(actor, several, site=main_site(), source="folder")
        self._let_go([one for one, _ in whole])
        return len(whole)

    def _seal_each(self, actor: SystemActor, run: "list[_Held]") -> int:
        for one in run:
            intake.take_in(
                actor,
                _pieces(one.handle),
                name=one.shown,
                site=main_site(),
                source="folder",
                place=one.place,
            )
            self._let_go([one])
        return len(run)

    def _let_go(self, sealed: "list[_Held]") -> None:
        """Unlink what was sealed, and only that: a program may have put the next file under the
        same name meanwhile, or gone on writing; that is taken by a later pass."""
        for one in sealed:
            path = self.folder / one.name
            try:
                if _sighting(path.lstat()) == one.looks:
                    path.unlink()
            except FileNotFoundError:
                pass
            except OSError as error:
                # Sealed and known, so never taken twice; whoever may must clear it (`stuck`).
                log.warning("a laboratory file cannot be removed: %s", type(error).__name__)
                continue
            self.seen.pop(one.name, None)

    def _held(self, held: contextlib.ExitStack, name: str, version: int) -> "_Held | None":
        """The file, open and locked; None for what is no file, too large or still written."""
        try:
            # Never through a symbolic link, never waiting at a pipe.
            handle = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        held.callback(os.close, handle)
        looks = os.fstat(handle)
        if not stat.S_ISREG(looks.st_mode) or looks.st_size > intake.LARGEST:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return None
        place = intake.place_hash(_readable(name), *_sighting(looks), version)
        return _Held(name, handle, _sighting(looks), place)


@dataclass(frozen=True, slots=True)
class _Held:
    """A file of the folder that is ours for the moment."""

    name: str
    handle: int
    looks: Sighting
    place: bytes

    @property
    def size(self) -> int:
        """Its length when it was opened."""
        return self.looks[0]

    @property
    def shown(self) -> str:
        """Its name as people read it."""
        return _readable(self.name)


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


def stuck(folder: Path) -> int:
    """How many files have lain here for long, and so cannot be read or removed."""
    late = time.time_ns() - _LONG_NS
    return sum(
        _changed(entry) < late and _looks(entry)[0] <= intake.LARGEST
        for entry in candidates(folder)
    )


def no_files(folder: Path) -> int:
    """How many entries are links, pipes or sockets: never followed, so never read."""
    if not folder.is_dir():
        return 0
    with os.scandir(folder) as entries:
        return sum(
            not entry.is_file(follow_symlinks=False) and not entry.is_dir(follow_symlinks=False)
            for entry in entries
        )


def _readable(name: str) -> str:
    """A file's name as text: programs of laboratories write other character sets than ours."""
    return os.fsencode(name).decode("utf-8", "replace")


def _changed(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_ctime_ns
    except FileNotFoundError:
        return time.time_ns()


def _looks(entry: os.DirEntry[str]) -> Sighting:
    try:
        return _sighting(entry.stat(follow_symlinks=False))
    except FileNotFoundError:
        return (0, 0, 0)


def _sighting(found: os.stat_result) -> Sighting:
    return (found.st_size, found.st_mtime_ns, found.st_ino)


def _at_most(handle: int, size: int) -> bytes:
    content = b""
    while len(content) < size and (piece := os.read(handle, size - len(content))):
        content += piece
    return content


def _pieces(handle: int, size: int = 1 << 18) -> Iterator[bytes]:
    while piece := os.read(handle, size):
        yield piece


def main_site() -> SiteId:
    """The site that gets what names no other one."""
    return SiteId(people.open_sites()[0].id)


def site_of(site_number: str) -> SiteId | None:
    """The open site with this BSNR, or the one that took over from it."""
    if not site_number:
        return None
    same = Site.objects.filter(bsnr=site_number)
    found = same.order_by(F("closed_at").desc(nulls_first=True)).first()
    return SiteId(found.taken_over_by_id or found.id) if found else None
