"""Which format a file is, from its first records; the name only counts where those say nothing."""

from __future__ import annotations

import re
from enum import StrEnum


class Format(StrEnum):
    """A format of the xDT family."""

    LDT = "ldt"
    GDT = "gdt"
    KVDT = "kvdt"
    BDT = "bdt"

    @property
    def label(self) -> str:
        """The German name for the screen."""
        return _LABELS[self]


_LABELS = {
    Format.LDT: "Labordaten (LDT)",
    Format.GDT: "Gerätedaten (GDT)",
    Format.KVDT: "Abrechnung (KVDT)",
    Format.BDT: "Behandlungsdaten eines alten Systems (BDT)",
}
_KIND = re.compile(rb"(?:^|[\r\n])\d{3}8000([A-Za-z0-9]{3,5})\s*(?=[\r\n]|$)")
_FIRST = {
    Format.KVDT: re.compile(rb"con0|besa|rvsa|adt0|kad0|sad0|hdrg0"),
    Format.LDT: re.compile(rb"82(?:0[1-5]|1[589]|2[01]|3[01])"),
    Format.GDT: re.compile(rb"63(?:0[0-3]|1[01])"),
    Format.BDT: re.compile(rb"002[0-3]|0010|6100|6200|01(?:0[1-4]|09|9[01])"),
}
_ENDINGS = {"ldt": Format.LDT, "gdt": Format.GDT, "con": Format.KVDT, "bdt": Format.BDT}
HEAD = 1 << 16


def detect(head: bytes, name: str = "") -> Format | None:
    """The format of a file from its first 64 KiB and its name, None if it is none of ours."""
    found = _KIND.search(head[:HEAD])
    if found:
        for kind, pattern in _FIRST.items():
            if pattern.fullmatch(found.group(1)):
                return kind
    return _ENDINGS.get(name.rsplit(".", 1)[-1].lower()) if "." in name else None
