"""Whether a sealed file may be taken over at all: read to its end before anything is kept."""

import io
import re
from collections.abc import Iterator
from typing import Final

from formats import ldt
from formats.xdt import Severity
from praxis.core.words import spoken
from praxis.exchange.lab.errors import NotUnderstood
from praxis.exchange.lab.models import LabFile
from praxis.vault import documents
from praxis.vault.documents import DocumentReader

_FIRST_LINE: Final = re.compile(rb"\s*\d{7}")
# Warnings that mean the values cannot be trusted to stand where they belong (attacks.md E-09).
_NEVER: Final = frozenset({"X05", "X07", "X09", "X12"})
_WHOLE_FILE: Final = frozenset({"X01", "X02", "L01", "L02"})
# A damaged attachment is left out and said; the values are whole.
_ATTACHMENTS_ONLY: Final = frozenset({"L13", "L14", "L15"})


def check_beginning(file: LabFile) -> None:
    """NotUnderstood if the file does not begin like a laboratory file."""
    with opened(file) as reader:
        head = next(reader.chunks(), b"")
    if head and not _FIRST_LINE.match(head):
        raise NotUnderstood(
            spoken(
                "Das ist keine Labordatei (LDT). Bitte die richtige Datei beim Labor anfordern."
            ),
            1,
        )


def check_whole(file: LabFile) -> None:
    """Read the file to its end before anything is kept; NotUnderstood with reason and line."""
    with opened(file) as reader:
        read = ldt.read(SealedStream(reader).buffered())
        for _report in read.reports:
            pass
    refuse_broken(read)


def nothing_in(read: ldt.LdtFile) -> NotUnderstood:
    """Why a whole file is set aside that holds no report."""
    return NotUnderstood(
        spoken("Die Datei enthält Aufträge, aber keine Befunde.")
        if read.order_records
        else spoken("Die Datei enthält keinen Befund.")
    )


def refuse_broken(read: ldt.LdtFile) -> None:
    """NotUnderstood with what is wrong with the whole file first, and the first line that is.

    For a file that was read to its end: some faults are known only there.
    """
    bad = [
        said
        for said in read.problems
        if said.code in _NEVER
        or (said.severity is Severity.ERROR and said.code not in _ATTACHMENTS_ONLY)
    ]
    if bad:
        said = min(bad, key=lambda one: one.code not in _WHOLE_FILE)
        line = next((one.line for one in bad if one.line is not None), None)
        raise NotUnderstood(" ".join(filter(None, (said.message, said.fix))), line)


def opened(file: LabFile) -> DocumentReader:
    """The sealed original."""
    return documents.store().open(file.key_owner, bytes(file.address))


class SealedStream(io.RawIOBase):
    """A sealed document as the stream the formats read."""

    def __init__(self, reader: DocumentReader) -> None:
        self._chunks: Iterator[bytes] = reader.chunks()
        self._rest = b""

    def buffered(self) -> io.BufferedReader:
        """The same, read in large pieces."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override] # io's own signature is wider than what is read
        if not self._rest:
            self._rest = next(self._chunks, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
