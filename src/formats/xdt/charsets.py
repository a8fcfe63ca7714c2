"""Which characters the bytes mean: what a file declares, what it holds, and who is right."""

from __future__ import annotations

import re
from enum import Enum


class Charset(Enum):
    """A character set of the xDT family: Python codec and German label."""

    ASCII = ("ascii", "7-Bit-Code")
    DIN_66003 = ("ascii", "7-Bit-Code mit deutschen Umlauten (DIN 66003)")
    CP437 = ("cp437", "IBM-Zeichensatz CP437")
    CP850 = ("cp850", "IBM-Zeichensatz CP850")
    ISO_8859_1 = ("iso8859-1", "ISO 8859-1")
    ISO_8859_15 = ("iso8859-15", "ISO 8859-15")
    CP1252 = ("cp1252", "Windows-1252")
    UTF_8 = ("utf-8", "UTF-8")

    def __init__(self, codec: str, label: str) -> None:
        self.codec = codec
        self.label = label


# Values of 9106 (KVDT, LDT, BDT) and 9206 (GDT). 4 and 5 are not in GDT 2.1 but harmless there.
DECLARED = {
    "1": Charset.ASCII,
    "2": Charset.CP437,
    "3": Charset.ISO_8859_1,
    "4": Charset.ISO_8859_15,
    "5": Charset.UTF_8,
}
_DECLARATION = re.compile(rb"(?:^|[\r\n])\d{3}9[12]06([1-5])\s*(?:[\r\n]|$)")

_FAMILIES = (
    {Charset.ISO_8859_1, Charset.ISO_8859_15},
    {Charset.CP437, Charset.CP850},
    {Charset.ASCII, Charset.DIN_66003},
)
_ASCII_BYTES = bytes(range(0x80))
_DOS_UMLAUTS = bytes((0x81, 0x84, 0x8E, 0x94, 0x99, 0x9A))
_WINDOWS_MARKS = bytes((0x80, 0x82, 0x85, *range(0x91, 0x98)))
_ISO_UMLAUTS = bytes((0xC4, 0xD6, 0xDC, 0xDF, 0xE4, 0xF6, 0xFC))
_GERMAN_7_BIT = re.compile(rb"[A-Za-z][{|}~][a-z]|[a-z][{|}~](?:[\r\n]| )")
DIN_66003_LETTERS = str.maketrans("[\\]{|}~", "ÄÖÜäöüß")


def declared_in(head: bytes) -> Charset | None:
    """The set a file declares in its first lines (field 9106 or 9206), None if it does not say."""
    found = _DECLARATION.search(head)
    return DECLARED[found.group(1).decode()] if found else None


class Tally:
    """Counts the bytes beyond ASCII of a whole file in constant memory."""

    def __init__(self) -> None:
        self.counts = [0] * 256
        self.utf_8 = True
        self.seen = False
        self.german_7_bit = False
        self.mojibake = False

    def add(self, block: bytes) -> None:
        """Take in a block that ends at a line end."""
        high = block.translate(None, _ASCII_BYTES)
        if not high:
            if not self.german_7_bit:
                self.german_7_bit = _GERMAN_7_BIT.search(block) is not None
            return
        self.seen = True
        for byte in set(high):
            self.counts[byte] += high.count(byte)
        if b"\xef\xbf\xbd" in block:
            self.mojibake = True
        if self.utf_8:
            try:
                block.decode("utf-8")
            except UnicodeDecodeError:
                self.utf_8 = False

    def _sum(self, group: bytes) -> int:
        return sum(self.counts[byte] for byte in group)

    def real(self, declared: Charset) -> Charset:
        """The set the bytes speak for; the declared one wherever they do not speak against it.

        Bytes that are UTF-8 by accident ("Â¡" in ISO) are taken for UTF-8; the reader says so.
        """
        if not self.seen:
            seven_bit = declared is Charset.ASCII and self.german_7_bit
            return Charset.DIN_66003 if seven_bit else declared
        if self.utf_8:
            return Charset.UTF_8
        iso, dos, windows = map(self._sum, (_ISO_UMLAUTS, _DOS_UMLAUTS, _WINDOWS_MARKS))
        if not any(self.counts[0x80:0xA0]):
            dos_fits = declared in _FAMILIES[1] and not iso
            return declared if dos_fits or declared in _FAMILIES[0] else Charset.ISO_8859_15
        # In the DOS sets the bytes of ISO umlauts are drawings and Greek letters: not in a chart.
        if iso > dos:
            return Charset.CP1252
        if dos and dos >= windows:
            return declared if declared in _FAMILIES[1] else Charset.CP437
        return Charset.CP1252 if windows or dos else declared


def agree(declared: Charset, real: Charset) -> bool:
    """Whether a declaration is true enough to say nothing about it."""
    return declared is real or any({declared, real} <= family for family in _FAMILIES)


def decode(block: bytes, charset: Charset) -> str:
    """Bytes to text without ever failing; impossible bytes become U+FFFD."""
    text = block.decode(charset.codec, "replace")
    return text.translate(DIN_66003_LETTERS) if charset is Charset.DIN_66003 else text


def is_mistaken_for_utf_8(data: bytes) -> bool:
    """Whether readers would take these single-byte characters for UTF-8 ("Ã¼")."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
