"""What the checks need from master data; whoever keeps catalogues implements the protocol."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from formats.catalogues.model import Catalogue, Item

AREAS = "KBV_UKV2OKV"
ANALYTES = "S_NVV_RV_ZERTIFIKAT"


class MasterData(Protocol):
    """Catalogues as they count on a day. Where `knows` is False, no rule concludes anything."""

    def knows(self, catalogue: Catalogue, day: date, table: str = "") -> bool:
        """Whether an edition covers this day (an expired one does not)."""
        ...

    def item(self, catalogue: Catalogue, code: str, day: date, table: str = "") -> Item | None:
        """The item of the edition of that day, whether or not its own period holds the day."""
        ...

    def ik_is_known(self, number: str, day: date) -> bool:
        """Whether any payer of the edition of that day has this IK number."""
        ...
