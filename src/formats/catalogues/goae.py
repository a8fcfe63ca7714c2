"""The fee schedule for physicians (GOÄ) as the list taken from the law, with its exclusions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.lines import table
from formats.catalogues.model import Catalogue, Edition, GoaeFacts, Item, Part
from formats.catalogues.values import cents, whole

HEAD = b"ziffer;abschnitt;markierung;"
IN_FORCE = date(1996, 1, 1)


def read_goae(stream: BinaryIO, _name: str = "") -> Part:
    """Numbers with points, single rate and factors; valid since 1 January 1996, no end known."""
    return Part(Edition(Catalogue.GOAE, "1996", IN_FORCE, None), _items(stream))


def _items(stream: BinaryIO) -> Iterator[Item]:
    wanted = ("ziffer", "abschnitt", "punkte", "einfachsatz_eur", "leistungstext", "gruppenkopf")
    for number, row in table(stream, "utf-8", ";", *wanted):
        code, text = row["ziffer"].strip(), row["leistungstext"].strip()
        if not code:
            raise UnreadableCatalogueError("Eine Leistung ohne Ziffer.", line=number)
        group = row["gruppenkopf"].strip()
        title = text or group or row.get("hinweis_ohne_punkte", "").strip()
        if not title:
            raise UnreadableCatalogueError("Eine Leistung ohne Text.", line=number)
        notes = [group, *row.get("anmerkungen", "").split(" | ")]
        points = whole(row["punkte"], number)
        maximum = row.get("hoechstfaktor", "").strip()
        yield Item(
            code, title, final=True, usable=points is not None,
            notes=tuple(one.strip() for one in notes if one.strip() and one.strip() != title),
            facts=GoaeFacts(
                points=points,
                cents=cents(row["einfachsatz_eur"], number),
                threshold=row.get("schwellenfaktor", "").strip(),
                maximum=maximum,
                section=row["abschnitt"].strip(),
                only_single=maximum in {"1", "1.0"},
            ),
        )  # fmt: skip


def read_exclusions(stream: BinaryIO) -> dict[str, tuple[str, ...]]:
    """Which numbers may not stand beside which, both ways, from the pair list."""
    found: dict[str, set[str]] = {}
    wanted = ("ziffer_nicht_berechnungsfaehig", "neben_ziffer")
    for _number, row in table(stream, "utf-8", ";", *wanted):
        one, other = (row[name].strip() for name in wanted)
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {code: tuple(sorted(others)) for code, others in found.items()}
