"""The name of a KVDT file: packages, site and moment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag

from formats.xdt import UnwritableError

_NAME = re.compile(
    r"Z([0-9A-Fa-f]{2})([0-9]{9})_([0-9]{2}\.[0-9]{2}\.[0-9]{4}_[0-9]{2}\.[0-9]{2})\.con", re.I
)
_MOMENT = "%d.%m.%Y_%H.%M"


class Package(IntFlag):
    """The packages of a file; the sum in hexadecimal digits stands in its name."""

    ADT = 0x01
    KADT = 0x04
    SADT = 0x20
    HYBRID_DRG = 0x30


# What con0 says in 9132.
CODES = {"1": Package.ADT, "3": Package.KADT, "6": Package.SADT, "7": Package.HYBRID_DRG}


@dataclass(frozen=True, slots=True)
class FileName:
    """The parts of a file name; `moment` is local time without a zone, as the name holds it."""

    packages: int
    site_number: str
    moment: datetime

    def __str__(self) -> str:
        return f"Z{self.packages:02X}{self.site_number}_{self.moment:{_MOMENT}}.con"


def parse_name(text: str) -> FileName | None:
    """The parts of a name, None if it does not follow the convention."""
    found = _NAME.fullmatch(text)
    if not found:
        return None
    try:
        moment = datetime.strptime(found.group(3), _MOMENT)  # noqa: DTZ007 - names hold no zone
    except ValueError:
        return None
    return FileName(int(found.group(1), 16), found.group(2), moment)


def name_for(packages: Iterable[Package], site_number: str, moment: datetime) -> FileName:
    """A strict name; Hybrid-DRG is never mixed with other packages.

    Raises `UnwritableError` for a mix or a site number that is not nine digits.
    """
    found = set(packages)
    mixed = Package.HYBRID_DRG in found and len(found) > 1
    if mixed or not found or not re.fullmatch(r"[0-9]{9}", site_number):
        raise UnwritableError(detail="packages or site number")
    return FileName(sum(found), site_number, moment)
