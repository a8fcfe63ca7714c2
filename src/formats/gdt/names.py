"""The names of device files: four letters of the receiver, four of the sender, a way to count."""

from __future__ import annotations

import re
from dataclasses import dataclass

from formats.xdt import UnwritableError

_SHORT = re.compile(r"[A-Z0-9_-]{1,4}")
_NAME = re.compile(r"([A-Z0-9_-]{4})([A-Z0-9_-]{1,4})\.(GDT|[0-9]{3})", re.I)


@dataclass(frozen=True, slots=True)
class FileName:
    """`counter` is None for the fixed ending .GDT, else 1 to 999 for files that may queue up."""

    receiver: str
    sender: str
    counter: int | None = None

    def __str__(self) -> str:
        ending = "GDT" if self.counter is None else f"{self.counter:03d}"
        return f"{self.receiver}{self.sender}.{ending}"


def name_for(receiver: str, sender: str, counter: int | None = None) -> FileName:
    """A strict name; short ids are one to four of A–Z, 0–9, _ and -, the receiver's padded with _.

    Raises `UnwritableError` otherwise: a name from a setting must never become a path.
    """
    upper = receiver.upper(), sender.upper()
    if not all(_SHORT.fullmatch(part) for part in upper) or (counter or 1) not in range(1, 1000):
        raise UnwritableError(detail="short id or counter")
    return FileName(upper[0].ljust(4, "_"), upper[1], counter)


def parse_name(text: str) -> FileName | None:
    """The parts of a file name, None if it does not follow the convention."""
    found = _NAME.fullmatch(text)
    if not found:
        return None
    ending = found.group(3).upper()
    counter = None if ending == "GDT" else int(ending)
    return FileName(found.group(1).upper(), found.group(2).upper(), counter)
