"""Small tables of the KBV as text: KV areas (UKV2OKV) and lists of codes with tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.lines import rows, table
from formats.catalogues.model import Catalogue, Edition, Item, Part

AREAS = "KBV_UKV2OKV"
AREAS_HEAD = b"UKV;Bezeichnung;OKV;Bezeichnung"
LIST_HEAD = b"code\tbezeichnung"
SYSTEMS_HEAD = b"table\turl\tversion"
_NAMED = re.compile(r"(?P<table>\w+?)_V(?P<version>\d{1,2}\.\d{2})", re.ASCII)


def _named(name: str) -> tuple[str, str]:
    found = _NAMED.search(name)
    if found is None:
        raise UnreadableCatalogueError(
            "Name und Version der Tabelle stehen nur im Dateinamen "
            "(S_VDX_SCHEINUNTERGRUPPE_V1.01.tsv)."
        )
    return found["table"], found["version"].lstrip("0")


def read_areas(stream: BinaryIO, name: str) -> Part:
    """Former KV areas and the KV they belong to today; the text of a code is the KV's number."""
    _table, version = _named(name)
    return Part(Edition(Catalogue.KEYS, version, None, None, AREAS), _area_items(stream))


def _area_items(stream: BinaryIO) -> Iterator[Item]:
    for number, fields in rows(stream, "utf-8", ";"):
        if number == 1:
            continue
        if len(fields) != 4 or not all(fields[:3]):
            raise UnreadableCatalogueError("Ein Bereich ist unvollständig.", line=number)
        former, was, today, name = fields
        yield Item(former, was, parent=today, notes=(name,), final=True, usable=True)


def read_list(stream: BinaryIO, name: str) -> Part:
    """A key table as two columns."""
    label, version = _named(name)
    return Part(Edition(Catalogue.KEYS, version, None, None, label), _list_items(stream))


def _list_items(stream: BinaryIO) -> Iterator[Item]:
    for number, row in table(stream, "utf-8", "\t", "code", "bezeichnung"):
        if not row["code"] or not row["bezeichnung"]:
            raise UnreadableCatalogueError("Ein Schlüssel ohne Wert oder Text.", line=number)
        yield Item(row["code"], row["bezeichnung"], final=True, usable=True)


def read_systems(stream: BinaryIO) -> list[Part]:
    """Several code systems in one file, each an edition with its own version."""
    found: dict[tuple[str, str], list[Item]] = {}
    wanted = ("table", "version", "code", "display")
    for number, row in table(stream, "utf-8", "\t", *wanted):
        if not all(row[name] for name in wanted):
            raise UnreadableCatalogueError("Ein Schlüssel ohne Wert oder Text.", line=number)
        notes = tuple(one for one in (row.get("definition", ""),) if one)
        item = Item(row["code"], row["display"], final=True, usable=True, notes=notes)
        found.setdefault((row["table"], row["version"]), []).append(item)
    return [
        Part(Edition(Catalogue.KEYS, version, None, None, label), items)
        for (label, version), items in found.items()
    ]
