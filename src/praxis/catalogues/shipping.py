"""The catalogues that come with the program: free to pass on, each with its source (shipped/)."""

import gzip
import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final, cast

from formats.catalogues import GoaeFacts, Item, open_catalogue, read_exclusions
from praxis.catalogues import importing
from praxis.catalogues.errors import AlreadyImported
from praxis.catalogues.models import Edition
from praxis.core.actors import AnyActor

HERE: Final = Path(__file__).parent / "shipped"
_EXCLUSIONS: Final = (
    "goae_ausschluesse_aus_anmerkungen.csv",
    "goae_ausschluesse_von_hand.csv",
)


@dataclass(frozen=True, slots=True)
class _File:
    """A shipped file and the lists its items are completed from.

    Raise `reading` when the same files are read into other items than before.
    """

    name: str
    lists: tuple[str, ...] = ()
    reading: int = 1

    @property
    def official_name(self) -> str:
        return self.name.removesuffix(".gz")

    def beside(self) -> bytes:
        """What decides about the items beside the file itself; nothing for a plain file."""
        lists = [hashlib.sha256((HERE / name).read_bytes()).digest() for name in self.lists]
        reading = str(self.reading).encode() if self.lists or self.reading > 1 else b""
        return b"".join((*lists, reading))


_FILES: Final = (
    _File("icd10gm2025syst_kodes.txt.gz"),
    _File("goae_1996_verzeichnis.csv", _EXCLUSIONS),
)


def import_shipped(
    actor: AnyActor, progress: importing.Progress = lambda _count: None
) -> list[Edition]:
    """Take over what is not there yet; nothing where all of it is."""
    return [edition for file in _FILES for edition in _take(actor, file, progress)]


def renew_shipped(actor: AnyActor) -> list[Edition]:
    """Take over what was shipped before and is shipped better today.

    Only where the edition that counts came with the program: a practice that imported its own
    keeps it, and one that never took over what is shipped is not given it. The edition before
    stays and keeps its items, so a bill of last year is explained by what was known then.
    """
    return [edition for file in _FILES if _is_behind(file) for edition in _take(actor, file)]


def _is_behind(file: _File) -> bool:
    digest, catalogue, table, valid_from = _state(file)
    if Edition.objects.filter(sha256=digest).exists():
        return False
    same = Edition.objects.filter(catalogue=catalogue, table=table, valid_from=valid_from)
    newest = same.order_by("-number").first()
    return newest is not None and newest.shipped


@lru_cache(maxsize=8)
def _state(file: _File) -> tuple[str, str, str, date | None]:
    """By what a file is recognised and which edition it is; files do not change while it runs."""
    with _opened(file) as stream:
        digest = importing.digest_of(stream, file.beside())
        said = open_catalogue(stream, file.official_name)[0].edition
    return digest, said.catalogue.value, said.table, said.valid_from


def _take(
    actor: AnyActor, file: _File, progress: importing.Progress = lambda _count: None
) -> tuple[Edition, ...]:
    shipped = importing.Shipped(_amender(file), file.beside())
    with _opened(file) as stream:
        try:
            taken = importing.import_catalogue(
                actor, stream, file.official_name, progress, shipped=shipped
            )
        except AlreadyImported:
            return ()
    return taken.editions


def _opened(file: _File) -> AbstractContextManager[BinaryIO]:
    path = HERE / file.name
    if path.suffix == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def exclusions(names: tuple[str, ...] = _EXCLUSIONS) -> dict[str, tuple[str, ...]]:
    """Which numbers of the GOÄ may not stand beside which, from all shipped lists."""
    found: dict[str, set[str]] = {}
    for name in names:
        with (HERE / name).open("rb") as stream:
            for code, others in read_exclusions(stream).items():
                found.setdefault(code, set()).update(others)
    return {code: tuple(sorted(others)) for code, others in found.items()}


def _amender(file: _File) -> Callable[[Item], Item]:
    """Puts the exclusions beside the GOÄ numbers; other items stay as they are."""
    pairs = exclusions(file.lists)

    def amend(item: Item) -> Item:
        if isinstance(item.facts, GoaeFacts) and item.code in pairs:
            return replace(item, facts=replace(item.facts, exclusions=pairs[item.code]))
        return item

    return amend
