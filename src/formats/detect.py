"""Which format a file is, from its first records; the name only counts where those say nothing."""

from __future__ import annotations

import re
from enum import StrEnum

from formats.catalogues import is_catalogue


class Format(StrEnum):
    """A format the command line knows."""

    LDT = "ldt"
    GDT = "gdt"
    KVDT = "kvdt"
    BDT = "bdt"
    BMP = "bmp"
    CATALOGUE = "catalogue"
    FHIR = "fhir"

    @property
    def label(self) -> str:
        """The German name for the screen."""
        return _LABELS[self]


_LABELS = {
    Format.LDT: "Labordaten (LDT)",
    Format.GDT: "Gerätedaten (GDT)",
    Format.KVDT: "Abrechnung (KVDT)",
    Format.BDT: "Behandlungsdaten eines alten Systems (BDT)",
    Format.BMP: "Medikationsplan (BMP)",
    Format.CATALOGUE: "Katalog",
    Format.FHIR: "FHIR-Dokument",
}
_KIND = re.compile(rb"(?:^|[\r\n])\d{3}8000([A-Za-z0-9]{3,5})\s*(?=[\r\n]|$)")
_FIRST = {
    Format.KVDT: re.compile(rb"con0|besa|rvsa|adt0|kad0|sad0|hdrg0"),
    Format.LDT: re.compile(rb"82(?:0[1-5]|1[589]|2[01]|3[01])"),
    Format.GDT: re.compile(rb"63(?:0[0-3]|1[01])"),
    Format.BDT: re.compile(rb"002[0-3]|0010|6100|6200|01(?:0[1-4]|09|9[01])"),
}
_ENDINGS = {"ldt": Format.LDT, "gdt": Format.GDT, "con": Format.KVDT, "bdt": Format.BDT}
# A plan begins at once (barcode) or behind a declaration (file).
_PLAN = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<MP[\s>]")
_FHIR = re.compile(
    rb"""^[^<]{0,8}(?:<[?!][^>]{0,500}>\s*)*<(?:\w+:)?[A-Z]\w+\s[^>]{0,2000}["']http://hl7.org/fhir["']"""
)
_FHIR_JSON = re.compile(rb"""\s*\{(?:[^"]|"(?!resourceType"))*"resourceType"\s*:\s*"[A-Z]""")
_BOM = b"\xef\xbb\xbf"
HEAD = 1 << 16


def detect(head: bytes, name: str = "") -> Format | None:
    """The format of a file from its first 64 KiB and its name, None if it is none of ours."""
    found = _KIND.search(head[:HEAD])
    if found:
        for kind, pattern in _FIRST.items():
            if pattern.fullmatch(found.group(1)):
                return kind
    if _PLAN.match(head.removeprefix(_BOM)):
        return Format.BMP
    if _FHIR.search(head[:HEAD]) or _FHIR_JSON.match(head[:HEAD].removeprefix(_BOM)):
        return Format.FHIR
    if is_catalogue(head[:HEAD]):
        return Format.CATALOGUE
    return _ENDINGS.get(name.rsplit(".", 1)[-1].lower()) if "." in name else None
