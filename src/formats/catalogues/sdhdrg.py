"""Hybrid-DRGs of the KBV's master file (SDHDRG 2.0.0) with their lump sums."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.model import HybridFacts, Item
from formats.catalogues.tree import Node
from formats.catalogues.values import cents

RECORD = "sdhdrg_stammdaten"
_CODE = re.compile(r"[A-Z]\d{2}[A-Z]", re.ASCII)
_EURO = "2"  # key table of units: 1 points, 2 euro


def hybrids_of(node: Node) -> Iterator[Item]:
    """Every Hybrid-DRG with its field of work as a note; the list of OPS codes is not taken over.

    Which OPS code leads to which DRG only a certified grouper knows.
    """
    for area in node.all("leistungsbereich_liste", "leistungsbereich"):
        for drg in area.all("hybrid_drg_liste", "hybrid_drg"):
            code, name = drg.value(), drg.at("name")
            if not _CODE.fullmatch(code) or not name:
                raise UnreadableCatalogueError(
                    "Eine Hybrid-DRG ohne Code oder Namen.", line=drg.line
                )
            facts = HybridFacts(
                cents=_worth(drg.one("bewertung", "ohne_postoperativ")),
                cents_with_aftercare=_worth(drg.one("bewertung", "mit_postoperativ")),
            )
            notes = (area.value(),) if area.value() else ()
            yield Item(code, name, final=True, usable=True, notes=notes, facts=facts)


def _worth(node: Node | None) -> int | None:
    if node is None or node.value("U") != _EURO:
        return None
    return cents(node.value(), node.line)
