"""What the checks need from master data; whoever keeps catalogues implements the protocol."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from formats.catalogues.ehd import ANALYTES, GENES
from formats.catalogues.model import Catalogue, Item

AREAS = "KBV_UKV2OKV"
__all__ = ["ANALYTES", "AREAS", "GENES", "MasterData", "Source"]


class MasterData(Protocol):
    """Catalogues as they count on a day. Where `knows` is False, no rule concludes anything."""

    def knows(self, catalogue: Catalogue, day: date, table: str = "") -> bool:
        """Whether an edition covers this day (an expired one does not)."""
        ...

    def item(self, catalogue: Catalogue, code: str, day: date, table: str = "") -> Item | None:
        """The item of the edition of that day, whether or not its own period holds the day."""
        ...

    def items(self, catalogue: Catalogue, day: date, table: str = "") -> Iterable[Item]:
        """Every item of the edition of that day; none where there is no edition."""
        ...

    def is_titled(self, catalogue: Catalogue, title: str, day: date, table: str = "") -> bool:
        """Whether an item of the edition of that day has exactly this text."""
        ...

    def ik_is_known(self, number: str, day: date) -> bool:
        """Whether any payer of the edition of that day has this IK number."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """One catalogue a rule stands or falls with; `label` is its German name for the screen."""

    catalogue: Catalogue
    label: str
    table: str = ""
