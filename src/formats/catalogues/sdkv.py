"""The rules of one KV (SDKV): what it asks of payers outside the ordinary (records kvx3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.model import Catalogue, Edition, Item, Kind, Part, RegionalFacts
from formats.catalogues.xdt_records import XdtRecord, beginning, version, xdt_records

HEAD = re.compile(rb"0138000kvx0\r?\n")
_TWO = re.compile(r"\d{2}", re.ASCII)
# Which field of kvx3 tells which fact.
_FACTS = {
    "9402": "person_groups",
    "9403": "details",
    "9404": "further",
    "9406": "barred_records",
    "9407": "barred_insured",
}
_Asked = dict[str, list[str]]


def read_regional(stream: BinaryIO, _name: str) -> Part:
    """One KV's edition: an item `group-area` for each combination kvx3 names, one for the KV.

    A KV without records kvx3 asks for nothing; its file has the item of the KV alone. Handling of
    days, certificates and sorting (kvx1, kvx2, kvx4 to kvx8) is not taken over.

    Source: KBV data record description SDKV 3.56.
    """
    records = xdt_records(stream, "kvx9")
    header = next(records)
    first, kv = beginning(header), header.one("9113")
    if not _TWO.fullmatch(kv):
        raise UnreadableCatalogueError("Der KV-Bereich (9113) fehlt.", line=header.line)
    edition = Edition(Catalogue.REGIONAL, version(header), first, None, kv)
    return Part(edition, _items(kv, records))


def _items(kv: str, records: Iterator[XdtRecord]) -> Iterator[Item]:
    yield Item(kv, f"KV-Bereich {kv}", kind=Kind.GROUP, final=False, usable=False)
    seen: set[str] = set()
    for record in records:
        if record.kind != "kvx3":
            continue
        for code, asked in _combinations(record):
            if code in seen:
                raise UnreadableCatalogueError(
                    "Eine Kostenträgergruppe steht doppelt.", line=record.line
                )
            seen.add(code)
            yield _item(code, asked)


def _combinations(record: XdtRecord) -> Iterator[tuple[str, _Asked]]:
    """A group (2018) may stand once above several areas (4106), or again for each of them."""
    group, code, asked = "", "", _Asked()
    for fk, text in record.fields:
        if fk in ("2018", "4106") and not _TWO.fullmatch(text):
            raise UnreadableCatalogueError(
                f"Das Feld {fk} hat nicht zwei Ziffern.", line=record.line
            )
        if fk == "2018":
            group = text
        elif fk == "4106":
            if code:
                yield code, asked
            if not group:
                raise UnreadableCatalogueError(
                    "Ein Abrechnungsbereich ohne Kostenträgergruppe.", line=record.line
                )
            code, asked = f"{group}-{text}", _Asked()
        elif fk in _FACTS:
            if not code:
                raise UnreadableCatalogueError(
                    "Eine Angabe ohne Abrechnungsbereich.", line=record.line
                )
            asked.setdefault(_FACTS[fk], []).append(text)
    if code:
        yield code, asked


def _item(code: str, asked: _Asked) -> Item:
    group, _, area = code.partition("-")
    facts = RegionalFacts(**{name: tuple(texts) for name, texts in asked.items()})
    title = f"Kostenträgergruppe {group}, Abrechnungsbereich {area}"
    return Item(code, title, final=True, usable=True, facts=facts)
