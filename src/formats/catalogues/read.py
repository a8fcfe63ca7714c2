"""Opens any catalogue file: recognises it by its first bytes, then reads it as what it is."""

from __future__ import annotations

import re
from typing import BinaryIO

from formats.catalogues import claml, ehd, goae, gop, icd_txt, sdkv, sdplz, tables
from formats.catalogues.errors import UnknownCatalogueError
from formats.catalogues.model import Part

HEAD = 1 << 13
_ROOT = re.compile(rb"<(?:[A-Za-z]{1,10}:)?(ClaML|ehd|keytabs)[\s>]")


def open_catalogue(stream: BinaryIO, name: str) -> list[Part]:
    """The editions of a file, nearly always one; `stream` must be able to go back to its start.

    Items are read as they are asked for, so a broken line may show late: take nothing over before
    the last one. Raises `UnknownCatalogueError`, `UnreadableCatalogueError`.
    """
    head = stream.read(HEAD).removeprefix(b"\xef\xbb\xbf")
    stream.seek(0)
    root = _ROOT.search(head) if head.lstrip().startswith(b"<") else None
    if root is not None:
        match root[1]:
            case b"ClaML":
                return [claml.read_claml(stream)]
            case b"keytabs":
                return ehd.read_key_tables(stream)
            case _:
                return [ehd.read_ehd(stream)]
    for shape, read in _BY_LINE:
        if shape.match(head):
            return [read(stream, name)]
    if head.startswith(tables.SYSTEMS_HEAD):
        return tables.read_systems(stream)
    raise UnknownCatalogueError


def is_catalogue(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a catalogue."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.lstrip().startswith(b"<"):
        return _ROOT.search(head) is not None
    return head.startswith(tables.SYSTEMS_HEAD) or any(s.match(head) for s, _ in _BY_LINE)


def _beginning(text: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(text))


_BY_LINE = (
    (icd_txt.ICD_LINE, icd_txt.read_icd),
    (icd_txt.OPS_LINE, icd_txt.read_ops),
    (_beginning(goae.HEAD), goae.read_goae),
    (_beginning(gop.CSV_HEAD), gop.read_ebm_csv),
    (_beginning(tables.AREAS_HEAD), tables.read_areas),
    (_beginning(tables.LIST_HEAD), tables.read_list),
    (sdplz.HEAD, sdplz.read_postcodes),
    (sdkv.HEAD, sdkv.read_regional),
)
