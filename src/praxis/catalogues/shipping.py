"""The catalogues that come with the program: free to pass on, each with its source (shipped/)."""

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final, cast

from formats.catalogues import GoaeFacts, Item, read_exclusions
from praxis.catalogues import importing
from praxis.catalogues.errors import AlreadyImported
from praxis.catalogues.models import Edition
from praxis.core.actors import AnyActor

HERE: Final = Path(__file__).parent / "shipped"
_FILES: Final = ("icd10gm2025syst_kodes.txt.gz", "goae_1996_verzeichnis.csv")
_EXCLUSIONS: Final = "goae_ausschluesse_aus_anmerkungen.csv"


def import_shipped(
    actor: AnyActor, progress: importing.Progress = lambda _count: None
) -> list[Edition]:
    """Take over what is not there yet; nothing where all of it is."""
    made: list[Edition] = []
    for name in _FILES:
        with _opened(HERE / name) as stream:
            try:
                taken = importing.import_catalogue(
                    actor, stream, name.removesuffix(".gz"), progress, _amender()
                )
            except AlreadyImported:
                continue
        made.extend(taken.editions)
    return made


def _opened(path: Path) -> AbstractContextManager[BinaryIO]:
    if path.suffix == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _amender() -> Callable[[Item], Item]:
    """Puts the exclusions beside the GOÄ numbers; other items stay as they are."""
    with (HERE / _EXCLUSIONS).open("rb") as stream:
        pairs = read_exclusions(stream)

    def amend(item: Item) -> Item:
        if isinstance(item.facts, GoaeFacts) and item.code in pairs:
            return replace(item, facts=replace(item.facts, exclusions=pairs[item.code]))
        return item

    return amend
