"""ICD-10-GM and OPS as BfArM's metadata text files (`icd10gm2025syst_kodes.txt`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.lines import rows
from formats.catalogues.model import Catalogue, Edition, IcdFacts, Item, Kind, OpsFacts, Part
from formats.catalogues.values import year

_YEAR = re.compile(r"(?:icd10gm|ops)(\d{4})", re.IGNORECASE)
_ICD = re.compile(r"[A-Z]\d{2}(?:\.\d{1,2})?")
_OPS = re.compile(r"\d-\d{2}[0-9a-z](?:\.[0-9a-z]{1,2})?(?:\.[0-9a-z])?")
_ICD_FIELDS, _OPS_FIELDS = 28, 15
ICD_LINE = re.compile(rb"[345];[TN];[XS];\d{2};[A-Z]\d{2};[A-Z]\d{2}")
OPS_LINE = re.compile(rb"[3-6];[TN];[A-Z]?;\d;\d-[0-9a-z]{2,3}[^;]{0,12};\d-[0-9a-z]{3}")


def read_icd(stream: BinaryIO, name: str) -> Part:
    """ICD-10-GM, 28 fields a line, UTF-8; the year stands in the file's name only.

    Source: BfArM, description of the metadata of ICD-10-GM 2025 (fields 1 to 28).
    """
    first, last = year(_year_of(name))
    edition = Edition(Catalogue.ICD, str(first.year), first, last)
    return Part(edition, _icd_items(stream))


def read_ops(stream: BinaryIO, name: str) -> Part:
    """OPS, 15 fields a line, UTF-8; the year stands in the file's name only."""
    first, last = year(_year_of(name))
    return Part(Edition(Catalogue.OPS, str(first.year), first, last), _ops_items(stream))


def _year_of(name: str) -> int:
    found = _YEAR.search(name)
    if found is None:
        raise UnreadableCatalogueError(
            "Das Jahr steht nur im Dateinamen (zum Beispiel icd10gm2025syst_kodes.txt). "
            "Bitte die Datei unter ihrem amtlichen Namen einlesen."
        )
    return int(found[1])


def _fields(stream: BinaryIO, count: int) -> Iterator[tuple[int, list[str]]]:
    for number, fields in rows(stream, "utf-8", ";"):
        if len(fields) != count:
            raise UnreadableCatalogueError(f"{len(fields)} Felder statt {count}.", line=number)
        yield number, fields


def _icd_items(stream: BinaryIO) -> Iterator[Item]:
    for number, fields in _fields(stream, _ICD_FIELDS):
        code, shown, title = fields[6], fields[5], fields[8].strip()
        if not _ICD.fullmatch(code) or not title:
            raise UnreadableCatalogueError("Kein ICD-Code oder kein Titel.", line=number)
        final, usable = fields[1] == "T", fields[12] != "V"
        yield Item(
            code,
            title,
            parent=code[:-1].rstrip(".") if len(code) > 3 else "",
            mark=shown[-1] if shown[-1:] in "*!" else "",
            final=final,
            usable=usable,
            facts=_icd_facts(fields),
        )


def _icd_facts(fields: list[str]) -> IcdFacts:
    return IcdFacts(
        ambulatory=fields[12],
        hospital=fields[13],
        sex="" if fields[19] == "9" else fields[19],
        sex_strict=fields[20] == "M",
        age_from=_age(fields[21]),
        age_until=_age(fields[22]),
        age_strict=fields[23] == "M",
        rare=fields[24] == "J",
        filled=fields[25] != "N",
        notifiable=fields[26] == "J",
    )


def _age(text: str) -> str:
    return "" if text in {"9", "9999"} else text.lower()


def _ops_items(stream: BinaryIO) -> Iterator[Item]:
    for number, fields in _fields(stream, _OPS_FIELDS):
        code, title = fields[6], fields[8].strip()
        if not _OPS.fullmatch(code) or not title:
            raise UnreadableCatalogueError("Kein OPS-Code oder kein Titel.", line=number)
        final = fields[1] == "T"
        yield Item(
            code,
            title,
            parent=_ops_parent(code),
            final=final,
            usable=final,
            facts=OpsFacts({"J": True, "N": False}.get(fields[7].upper())),
        )


def _ops_parent(code: str) -> str:
    head, dot, tail = code.rpartition(".")
    if not dot:
        return ""
    return f"{head}.{tail[:-1]}" if len(tail) > 1 else head


def heading(code: str, title: str, kind: Kind, parent: str = "") -> Item:
    """A chapter or group above the codes."""
    return Item(code, title, kind=kind, parent=parent, final=False, usable=False)
