"""Records of the KBV's master files in lines of fields (SDPLZ, SDKV), complete or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.lines import text_lines
from formats.catalogues.values import quarter_name, quarter_of

_ENCODING = "iso8859-15"  # 9106 = 4; files with 3 (ISO 8859-1) hold none of the eight differences
_LINE = re.compile(r"(\d{3})(\d{4})(.*)", re.ASCII)
MOST_FIELDS = 50_000  # the longest official record has some hundred
_QUARTER = re.compile(r"([1-4])([12]\d{3})", re.ASCII)


@dataclass(slots=True)
class XdtRecord:
    """One record: its kind ("2150"), the number of its first line, its fields in order."""

    kind: str
    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)

    def one(self, fk: str) -> str:
        """The first content of a field; '' if there is none."""
        return next((text for found, text in self.fields if found == fk), "")


def xdt_records(stream: BinaryIO, last: str) -> Iterator[XdtRecord]:
    """Every record up to the one of kind `last`, which must close the file.

    Raises `UnreadableCatalogueError` for a line of another length than it says, for a file that
    ends early, and for two files in one: whose lines the second are nobody could tell.
    """
    record: XdtRecord | None = None
    head = ""
    for number, text in text_lines(stream, _ENCODING):
        found = _LINE.fullmatch(text)
        if found is None or int(found[1]) != len(text) + 2:
            raise UnreadableCatalogueError("Die Länge der Zeile stimmt nicht.", line=number)
        if found[2] != "8000":
            if record is None:
                raise UnreadableCatalogueError("Ein Feld vor dem ersten Satz.", line=number)
            if len(record.fields) >= MOST_FIELDS:
                raise UnreadableCatalogueError("Ein Satz ist zu lang.", line=number)
            record.fields.append((found[2], found[3]))
            continue
        if record is not None and (record.kind == last or found[3] == head):
            raise UnreadableCatalogueError("Hinter dem Ende steht noch etwas.", line=number)
        head = head or found[3]
        if record is not None:
            yield record
        record = XdtRecord(found[3], number)
    if record is None or record.kind != last:
        raise UnreadableCatalogueError(f"Die Datei ist unvollständig (der Satz {last} fehlt).")
    yield record


def beginning(header: XdtRecord) -> date:
    """The first day of the quarter from which the file counts (9111, QJJJJ)."""
    found = _QUARTER.fullmatch(header.one("9111"))
    if found is None:
        raise UnreadableCatalogueError("Das Gültigkeitsquartal (9111) fehlt.", line=header.line)
    return quarter_of(date(int(found[2]), 3 * int(found[1]), 1))[0]


def version(header: XdtRecord) -> str:
    """The quarter with the version of the description (9212): `2031/Q1 (PLZ1016.01)`."""
    first, described = beginning(header), header.one("9212")
    return quarter_name(first) + (f" ({described[:20]})" if described else "")
