"""Reads a laboratory file of either version, one report at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
from typing import BinaryIO

from formats.ldt import ldt2, ldt3, orders, orders2
from formats.ldt.attachments import Store
from formats.ldt.ldt3 import Header
from formats.ldt.leaf import Sight
from formats.ldt.model import Fact, Further, Laboratory, LabReport, Moment, Practice, Version
from formats.ldt.ordering import LabOrder
from formats.ldt.sayings import problem
from formats.ldt.tree import CLOSING, Obj, Trees
from formats.xdt import Charset, Kept, KeptLog, Line, ProblemLog, Reader

_REPORTS = {"8205", "8201", "8202", "8203", "8204"}
MOST_FURTHER = 2_000
_ORDERS = {"8215", "8218", "8219"}


class Checksum(StrEnum):
    """What field 9300 says about the file; known once everything was read."""

    MATCHES = "stimmt"
    DIFFERS = "stimmt nicht"
    ABSENT = "fehlt"
    UNREAD = "noch nicht gelesen"


class _Digest:
    """SHA-1 over all bytes before the line of 9300, which only the reader can place."""

    def __init__(self) -> None:
        self._hash = hashlib.sha1(usedforsecurity=False)
        self._tail = b""
        self._start = 0

    def add(self, block: bytes) -> None:
        self._hash.update(self._tail)
        self._start += len(self._tail)
        self._tail = block

    def before(self, offset: int) -> str:
        """The sum up to an offset inside the last block."""
        left = self._hash.copy()
        left.update(self._tail[: offset - self._start])
        return left.hexdigest()


class LdtFile:
    """A laboratory file being read: header at once, `reports` (or `orders`) once and in order.

    Whoever asks for reports gets orders only counted (`order_records`), and the other way round.
    `further` is what opening and closing records say beyond the header.

    `problems`, `kept`, `checksum` and `is_complete` are final when `reports` is exhausted.
    Memory does not grow with the file: one report at a time, problems and kept lines bounded.
    """

    def __init__(self, stream: BinaryIO, store: Store | None = None) -> None:
        self.problems = ProblemLog()
        self.kept = KeptLog()
        self.checksum = Checksum.UNREAD
        self.is_complete = False
        self.order_records = 0
        self.further: list[Further] = []
        self._digest = _Digest()
        self._reader = Reader(
            stream, assumed=Charset.ISO_8859_15, problems=self.problems, watch=self._digest.add
        )
        self._trees = Trees(self._reader, self.problems, self.kept, store, self._check_sum)
        self._header = Header()
        self._wants_all = False
        self._early: list[Obj] = []
        self._records: Iterator[Obj] = self._all()
        first = next(self._records, None)
        self._records = chain([first] if first else [], self._records)
        self.reports = self._reports()
        self.orders = self._orders()

    @property
    def version(self) -> Version:
        """The family of the format."""
        return self._trees.version

    @property
    def version_text(self) -> str:
        """The version the file names, for example LDT3.2.20."""
        return self._header.version_text

    @property
    def laboratory(self) -> Laboratory:
        """The sender of reports."""
        return self._header.laboratory

    @property
    def practice(self) -> Practice:
        """The sender of orders."""
        return self._header.practice

    @property
    def software(self) -> str:
        """What wrote the file."""
        return self._header.software

    @property
    def created_at(self) -> Moment | None:
        """When the file was written, as it says."""
        return self._header.created_at

    @property
    def head_facts(self) -> tuple[Fact, ...]:
        """What the head says beyond system and time: who wrote the file."""
        return self._header.facts

    @property
    def charset(self) -> Charset:
        """The character set that was used for reading."""
        return self._reader.charset

    def _check_sum(self, line: Line) -> None:
        """Called while the block of the line is at hand, so that the sum ends exactly before it."""
        same = self._digest.before(line.offset) == line.text.strip().lower()
        self.checksum = Checksum.MATCHES if same else Checksum.DIFFERS

    def _all(self) -> Iterator[Obj]:
        """Records with content; headers and closings are taken in here."""
        for record in self._trees:
            if self._wants_all:
                yield record
                continue
            if record.id in ("8220", "8230"):
                self._early.append(record)
                side = ldt2 if self.version is Version.LDT_2 else ldt3
                self._header = side.header(record, self.problems, self.kept)
                self._add_further(record, self._header.further)
            elif record.id in CLOSING:
                self._close(record)
            else:
                yield record
        self._conclude()

    def _close(self, record: Obj) -> None:
        sight = Sight(self.problems)
        if self.version is Version.LDT_2:
            self._add_further(record, ldt2.further(record, sight, self.kept))
            return
        sight.take(record, "9300")
        self._add_further(record, ldt3.further(record, sight, self.kept))

    def _add_further(self, record: Obj, found: Iterable[Further]) -> None:
        """An honest file opens and closes once; what more of it says is only kept."""
        for one in found:
            if len(self.further) < MOST_FURTHER:
                self.further.append(one)
            else:
                at = Line(one.field, one.text, record.opener.number, record.opener.offset)
                self.kept.line(at, problem("L11").message)

    def _reports(self) -> Iterator[LabReport]:
        for record in self._records:
            if record.id in _REPORTS:
                side = ldt2 if self.version is Version.LDT_2 else ldt3
                yield side.report(record, self._header, self.problems, self.kept)
            elif record.id in _ORDERS:
                self.order_records += 1
            else:
                self._unknown(record)

    def _orders(self) -> Iterator[LabOrder]:
        for record in self._records:
            if record.id == "8215":
                self.order_records += 1
                yield orders.order(record, self.problems, self.kept)
            elif record.id in _ORDERS:
                self.order_records += 1
                yield orders2.order(record, self._header, self.problems, self.kept)
            elif record.id not in _REPORTS:
                self._unknown(record)

    def raw_records(self) -> Iterator[Obj]:
        """All records as they stand, headers and closings included: for checks, not for screens."""
        self._wants_all = True
        yield from self._early
        yield from self._records

    def _unknown(self, record: Obj) -> None:
        said = problem("L11", line=record.opener.number, offset=record.opener.offset)
        self.problems.add(said)
        for obj in record.everything():
            for line in (obj.attribute, obj.opener, *obj.lines()):
                if line:
                    self.kept.line(line, said.message)
            if obj.document:
                at, size = obj.opener, obj.document.close().size
                self.kept.add(Kept(at.number, at.offset, size, said.message, field="6329"))

    def _conclude(self) -> None:
        self.is_complete = self._trees.is_closed
        if self.version is Version.UNKNOWN:
            self.checksum = Checksum.ABSENT
            self.problems.add(problem("L01"))
            return
        if not self.is_complete:
            self.problems.add(problem("L02"))
        if self.version is Version.LDT_3:
            if self.checksum is Checksum.UNREAD:
                self.checksum = Checksum.ABSENT
                self.problems.add(problem("L04"))
            elif self.checksum is Checksum.DIFFERS:
                self.problems.add(problem("L03"))
        else:
            self.checksum = Checksum.ABSENT


def read(stream: BinaryIO, store: Store | None = None) -> LdtFile:
    """Begin to read an LDT 2 or LDT 3 file of any size and state.

    Iterate `reports` once. `store` is called for each document inside the file and must return
    something with `write(bytes)`; without it documents stay in memory up to 24 MB a report.
    Never raises for content; errors of the stream itself pass through.
    Source: LDT 3.2.17 to 3.2.20, LDT 2 (LDT1014).
    """
    return LdtFile(stream, store)
