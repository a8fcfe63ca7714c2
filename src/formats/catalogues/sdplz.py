"""The KBV's postcode master file (SDPLZ): which postcodes exist, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.model import Catalogue, Edition, Item, Part, PostcodeFacts
from formats.catalogues.xdt_records import XdtRecord, beginning, version, xdt_records

HEAD = re.compile(rb"0138000plz0\r?\n")
_POSTCODE = re.compile(r"\d{5}", re.ASCII)


def read_postcodes(stream: BinaryIO, _name: str) -> Part:
    """The edition from the header; it counts until a newer one comes.

    Source: KBV data record description SDPLZ 1.06 (records plz0, 2150, plz9).
    """
    records = xdt_records(stream, "plz9")
    header = next(records)
    first = beginning(header)
    return Part(Edition(Catalogue.POSTCODES, version(header), first, None), _items(records))


def _items(records: Iterator[XdtRecord]) -> Iterator[Item]:
    for record in records:
        if record.kind == "plz9":
            continue  # the end; who reads on is told of anything behind it
        code = record.one("0150")
        if record.kind != "2150" or not _POSTCODE.fullmatch(code):
            raise UnreadableCatalogueError("Ein Satz ohne Postleitzahl.", line=record.line)
        facts = PostcodeFacts(kv=record.one("3116"), district=record.one("3117"))
        title = f"KV-Bereich {facts.kv or '?'}, Bezirk {facts.district or '?'}"
        yield Item(code, title, final=True, usable=True, facts=facts)
