"""Reads a KVDT file record by record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from formats.kvdt.model import Record
from formats.kvdt.sayings import problem
from formats.xdt import Charset, Kept, KeptLog, Line, ProblemLog, Reader

MOST_LINES = 100_000


class KvdtFile:
    """A KVDT file being read; iterate `records` once, then `problems` and `kept` are final.

    Holds one record in memory. Lines nobody understands are in `kept` with their place.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.problems = ProblemLog()
        self.kept = KeptLog()
        self._reader = Reader(stream, assumed=Charset.ISO_8859_15, problems=self.problems)
        self.records = self._records()

    @property
    def charset(self) -> Charset:
        """The character set that was used for reading."""
        return self._reader.charset

    @property
    def declared(self) -> Charset | None:
        """The character set the file declares."""
        return self._reader.declared

    def _records(self) -> Iterator[Record]:
        record: Record | None = None
        for block in self._reader.blocks():
            for entry in block:
                if isinstance(entry, Kept):
                    self.kept.add(entry)
                elif entry.field == "8000":
                    if record is not None:
                        yield record
                    record = Record(entry.text.strip(), entry, [])
                elif record is None:
                    self._keep(entry, "K02")
                elif len(record.lines) >= MOST_LINES:
                    self._keep(entry, "K03")
                else:
                    record.lines.append(entry)
        if record is None:
            self.problems.add(problem("K01"))
        else:
            yield record

    def _keep(self, line: Line, code: str) -> None:
        said = problem(code, line=line.number, offset=line.offset, field=line.field)
        self.problems.add(said)
        self.kept.line(line, said.message)


def read(stream: BinaryIO) -> KvdtFile:
    """Begin to read a KVDT file of any size and state; never raises for content.

    Source: KVDT record description, 2026Q4.
    """
    return KvdtFile(stream)
