"""One payer of the KBV's payer master file (SDKT 1.05)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.model import Item, PayerFacts
from formats.catalogues.tree import Node
from formats.catalogues.values import period


def payer_of(node: Node) -> Iterator[Item]:
    """The payer: VKNR, names, IK numbers, validity, who took it over, what may be billed where."""
    number, name = node.value(), node.at("bezeichnung", "name")
    if not re.fullmatch(r"\d{5}", number) or not name:
        raise UnreadableCatalogueError("Ein Kostenträger ohne VKNR oder Namen.", line=node.line)
    first, last = period(node.at("gueltigkeit"), node.line)
    named = ("kurzname", "suchname", "sortierungsname")
    others = [node.at("bezeichnung", one) for one in named]
    facts = PayerFacts(
        ik_numbers=tuple(ik.value() for ik in node.all("ik_liste", "ik")),
        group=node.at("kostentraegergruppe"),
        fee_schedule=node.at("gebuehrenordnung"),
        areas=tuple(
            area.value()
            for area in node.all("kt_abrechnungsbereich_liste", "kt_abrechnungsbereich")
        ),
        kv=node.at("vertrags_kv"),
        last_quarter=node.at("existenzbeendigung", "letztes_quartal"),
        taken_over_by=node.at("existenzbeendigung", "aufnehmender_kostentraeger"),
        places=tuple(place.value() for place in node.all("ortssuchname_liste", "ortssuchname")),
        barred_areas=tuple(
            area.value()
            for area in node.all("unz_kv_geltungsbereich_liste", "unz_kv_geltungsbereich")
        ),
    )
    notes = [one for one in dict.fromkeys(others) if one and one != name]
    yield Item(
        number, name, final=True, usable=True, notes=(*notes, *facts.places, *facts.ik_numbers),
        valid_from=first, valid_until=last, facts=facts,
    )  # fmt: skip
