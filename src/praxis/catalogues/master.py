"""The practice's catalogues as the master data the checks of billing files ask for."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any, Final

from formats.catalogues import (
    AnalyteFacts,
    Catalogue,
    EbmFacts,
    Facts,
    GoaeFacts,
    HybridFacts,
    IcdFacts,
    Item,
    Kind,
    OpsFacts,
    PayerFacts,
    PostcodeFacts,
    RegionalFacts,
)
from praxis.catalogues import queries
from praxis.catalogues.models import Edition
from praxis.catalogues.models import Item as Row
from praxis.catalogues.words import key_of

_FACTS: Final[dict[Catalogue, type[Facts]]] = {
    Catalogue.ICD: IcdFacts,
    Catalogue.OPS: OpsFacts,
    Catalogue.EBM: EbmFacts,
    Catalogue.GOAE: GoaeFacts,
    Catalogue.PAYERS: PayerFacts,
    Catalogue.POSTCODES: PostcodeFacts,
    Catalogue.HYBRID: HybridFacts,
    Catalogue.REGIONAL: RegionalFacts,
}


class PracticeMaster:
    """Implements `formats.kvdt.MasterData`; remembers what it asked for the length of one check."""

    def __init__(self) -> None:
        self._edition = lru_cache(maxsize=256)(_edition)
        self._item = lru_cache(maxsize=20_000)(_item)
        self._titled = lru_cache(maxsize=2_000)(_is_titled)

    def knows(self, catalogue: Catalogue, day: date, table: str = "") -> bool:
        """Whether an edition covers this day (an expired one does not)."""
        return self._edition(catalogue, day, table) is not None

    def item(self, catalogue: Catalogue, code: str, day: date, table: str = "") -> Item | None:
        """The item of the edition of that day, whether or not its own period holds the day."""
        edition = self._edition(catalogue, day, table)
        return self._item(edition, catalogue, code, day) if edition else None

    def items(self, catalogue: Catalogue, day: date, table: str = "") -> Iterator[Item]:
        """Every item of the edition of that day; none where there is no edition."""
        edition = self._edition(catalogue, day, table)
        if edition is not None:
            for row in Row.objects.filter(edition=edition).order_by("position").iterator():
                yield _as_item(row, catalogue)

    def is_titled(self, catalogue: Catalogue, title: str, day: date, table: str = "") -> bool:
        """Whether an item of the edition of that day has exactly this text."""
        edition = self._edition(catalogue, day, table)
        return edition is not None and self._titled(edition, title)

    def ik_is_known(self, number: str, day: date) -> bool:
        """Whether any payer of the edition of that day has this IK number."""
        edition = self._edition(Catalogue.PAYERS, day, "")
        if edition is None:
            return False
        return Row.objects.filter(edition=edition, facts__ik_numbers__contains=[number]).exists()


def _edition(catalogue: Catalogue, day: date, table: str) -> Edition | None:
    now = queries.counting(catalogue.value, day, table)
    return None if now is None or now.stale else now.edition


def _item(edition: Edition, catalogue: Catalogue, code: str, day: date) -> Item | None:
    """Of several lines of one code (EBM), the one whose period holds the day comes first."""
    rows = Row.objects.filter(edition=edition, key=key_of(code), kind=Kind.CODE.value)
    found = sorted(rows.order_by("position"), key=lambda row: not _holds(row, day))
    return _as_item(found[0], catalogue) if found else None


def _is_titled(edition: Edition, title: str) -> bool:
    return Row.objects.filter(edition=edition, title=title).exists()


def _holds(row: Row, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (
        row.valid_until is None or row.valid_until >= day
    )


def _facts_of(catalogue: Catalogue, told: dict[str, Any]) -> type[Facts] | None:
    """Of the key tables only the one of analytes tells facts."""
    if catalogue is Catalogue.KEYS:
        return AnalyteFacts if told else None
    return _FACTS.get(catalogue)


def _as_item(row: Row, catalogue: Catalogue) -> Item:
    made = _facts_of(catalogue, row.facts)
    # An edition of an older program may tell facts that have another name today.
    named = {one.name for one in fields(made)} if made else set()
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.facts.items()
        if name in named
    }
    return Item(
        row.code, row.title, kind=Kind(row.kind), parent=row.parent, mark=row.mark,
        final=row.final, usable=row.usable, notes=tuple(row.notes.splitlines()),
        valid_from=row.valid_from, valid_until=row.valid_until,
        facts=made(**told) if made else None,
    )  # fmt: skip
