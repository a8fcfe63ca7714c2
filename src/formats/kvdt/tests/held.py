"""Master data in memory for tests of the rules."""

from __future__ import annotations

from datetime import date

from formats.catalogues.model import Catalogue, Item

Table = tuple[Catalogue, str]


class Held:
    """Master data in memory: tables by catalogue and name, all valid on every day."""

    def __init__(self, *tables: tuple[Table, list[Item]]) -> None:
        self._tables = {key: {item.code: item for item in items} for key, items in tables}
        self._items = dict(tables)

    def knows(self, catalogue: Catalogue, day: date, table: str = "") -> bool:
        return (catalogue, table) in self._tables

    def item(self, catalogue: Catalogue, code: str, day: date, table: str = "") -> Item | None:
        return self._tables.get((catalogue, table), {}).get(code)

    def items(self, catalogue: Catalogue, day: date, table: str = "") -> list[Item]:
        return self._items.get((catalogue, table), [])

    def is_titled(self, catalogue: Catalogue, title: str, day: date, table: str = "") -> bool:
        return any(item.title == title for item in self.items(catalogue, day, table))

    def ik_is_known(self, number: str, day: date) -> bool:
        return True
