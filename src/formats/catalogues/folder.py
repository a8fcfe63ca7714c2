"""A folder of master files held in memory, for checks without a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.model import Catalogue, Edition, Item, Kind, PayerFacts
from formats.catalogues.read import HEAD, is_catalogue, open_catalogue


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of the folder that was not taken: its name and the German reason."""

    name: str
    reason: str


@dataclass(frozen=True)
class _Held:
    edition: Edition
    items: Sequence[Item]

    @cached_property
    def by_code(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items:
            if item.kind is Kind.CODE:
                found.setdefault(item.code, []).append(item)
        return found

    @cached_property
    def titles(self) -> frozenset[str]:
        return frozenset(item.title for item in self.items)

    @cached_property
    def ik_numbers(self) -> frozenset[str]:
        facts = (item.facts for item in self.items)
        return frozenset(
            number for one in facts if isinstance(one, PayerFacts) for number in one.ik_numbers
        )


class FolderMaster:
    """Implements `formats.kvdt.MasterData` with the files of one folder.

    Reads every file when it is made; `editions` says what was taken, `refused` what was not and
    why. A file is taken whole or not at all. Raises `OSError` where the folder cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._held: dict[tuple[Catalogue, str], list[_Held]] = {}
        self.refused: list[Refused] = []
        for path in sorted(one for one in folder.iterdir() if one.is_file()):
            self._take(path)

    @property
    def editions(self) -> list[Edition]:
        """Everything that was taken."""
        return [held.edition for several in self._held.values() for held in several]

    def _take(self, path: Path) -> None:
        with path.open("rb") as stream:
            known = is_catalogue(stream.read(HEAD))
            stream.seek(0)
            if not known:
                self.refused.append(Refused(path.name, "Das ist keine bekannte Stammdatei."))
                return
            try:
                parts = [
                    _Held(part.edition, list(part.items))
                    for part in open_catalogue(stream, path.name)
                ]
            except UnreadableCatalogueError as bad:
                self.refused.append(Refused(path.name, bad.sentence))
                return
        for held in parts:
            key = (held.edition.catalogue, held.edition.table)
            self._held.setdefault(key, []).append(held)

    def _on(self, catalogue: Catalogue, day: date, table: str) -> _Held | None:
        """The newest edition that had begun; None if it has ended by then."""
        begun = [
            held
            for held in self._held.get((catalogue, table), ())
            if held.edition.valid_from is None or held.edition.valid_from <= day
        ]
        if not begun:
            return None
        newest = max(begun, key=lambda held: held.edition.valid_from or date.min)
        until = newest.edition.valid_until
        return None if until is not None and until < day else newest

    def knows(self, catalogue: Catalogue, day: date, table: str = "") -> bool:
        """Whether an edition covers this day (an expired one does not)."""
        return self._on(catalogue, day, table) is not None

    def item(self, catalogue: Catalogue, code: str, day: date, table: str = "") -> Item | None:
        """Of several lines of one code (EBM), the one whose period holds the day comes first."""
        held = self._on(catalogue, day, table)
        found = held.by_code.get(code, []) if held else []
        return min(found, key=lambda item: not _holds(item, day), default=None)

    def items(self, catalogue: Catalogue, day: date, table: str = "") -> Iterator[Item]:
        """Every item of the edition of that day; none where there is no edition."""
        held = self._on(catalogue, day, table)
        yield from held.items if held else ()

    def is_titled(self, catalogue: Catalogue, title: str, day: date, table: str = "") -> bool:
        """Whether an item of the edition of that day has exactly this text."""
        held = self._on(catalogue, day, table)
        return held is not None and title in held.titles

    def ik_is_known(self, number: str, day: date) -> bool:
        """Whether any payer of the edition of that day has this IK number."""
        held = self._on(Catalogue.PAYERS, day, "")
        return held is not None and number in held.ik_numbers


def _holds(item: Item, day: date) -> bool:
    return (item.valid_from is None or item.valid_from <= day) and (
        item.valid_until is None or item.valid_until >= day
    )
