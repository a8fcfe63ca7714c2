"""Reads xDT lines from any bytes: fast where right, patient where wrong, never lossy.

It is one file: the fast and the patient path must agree line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, NamedTuple

from formats.xdt import charsets
from formats.xdt.charsets import Charset
from formats.xdt.problems import Problem, ProblemLog
from formats.xdt.sayings import problem

CHUNK = 1 << 18
LONGEST_LINE = 1 << 14
PREFIX = 7

# A line of n bytes body declares n + 2, because the length counts CR and LF: "013" is 11 bytes.
_BODY_OF = {f"{number:03d}": number - 2 for number in range(9, 1000)}
_FIELDS = {f"{number:04d}": f"{number:04d}" for number in range(10000)}
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PICTURES = {code: 0x2400 + code for code in range(32)} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys(range(128, 160), 65533) | {0x2028: 0xFFFD, 0x2029: 0xFFFD}
del _PICTURES[0x09]
_PREFIX = re.compile(rb"\d{7}")
# Sets that have letters where ISO 8859 has control characters.
_LETTERS_AT_80 = {Charset.CP437, Charset.CP850, Charset.CP1252}


class Line(NamedTuple):
    """One understood line: field id, content, line number from 1, byte offset of its first byte.

    `text` holds no control character except TAB: others are shown as control pictures (U+2400…).
    """

    field: str
    text: str
    number: int
    offset: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes nobody understood, kept with their place; `raw` is None beyond the keeping limit.

    `reason` is a German sentence without content; `length` counts the bytes without line end.
    """

    number: int
    offset: int
    length: int
    reason: str
    raw: bytes | None = None
    field: str | None = None
    text: str = ""


class KeptLog:
    """Everything not understood, in file order; beyond the limits only places remain."""

    def __init__(self, limit: int = 2_000, content: int = 1 << 20) -> None:
        self.entries: list[Kept] = []
        self.ranges: list[tuple[int, int]] = []  # first byte and end of what is not listed
        self.unlisted = 0
        self._limit = limit
        self._content = content

    def add(self, kept: Kept) -> None:
        """Keep one entry; its content too as long as there is room."""
        if len(self.entries) >= self._limit:
            self._add_range(kept.offset, kept.offset + kept.length)
            return
        cost = 2 * len(kept.text) + len(kept.raw or b"")
        if cost > self._content:
            kept = Kept(kept.number, kept.offset, kept.length, kept.reason, field=kept.field)
        else:
            self._content -= cost
        self.entries.append(kept)

    def _add_range(self, start: int, end: int) -> None:
        """Neighbours share a range; so do strangers once there are too many to tell apart."""
        self.unlisted += 1
        if self.ranges and (start <= self.ranges[-1][1] + 2 or len(self.ranges) >= self._limit):
            self.ranges[-1] = self.ranges[-1][0], max(end, self.ranges[-1][1])
        else:
            self.ranges.append((start, end))

    def line(self, line: Line, reason: str) -> None:
        """Keep an understood line whose field has no place in the result."""
        size = len(line.text) + PREFIX
        self.add(Kept(line.number, line.offset, size, reason, None, line.field, line.text))

    def __iter__(self) -> Iterator[Kept]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries) + self.unlisted


_line: Callable[[tuple[str, str, int, int]], Line] = partial(tuple.__new__, Line)


class Reader:
    """Iterate once: yields `Line` and `Kept` in file order; `problems` and `charset` grow with it.

    Never raises for any content (errors of the stream itself pass through), holds one chunk in
    memory, runs in linear time. `watch` sees every raw block exactly once (check sums).
    Source: KVDT 2026Q4, LDT 3.2.20 and GDT 2.1 share this grammar.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        assumed: Charset = Charset.ISO_8859_15,
        problems: ProblemLog | None = None,
        watch: Callable[[bytes], None] | None = None,
    ) -> None:
        self.problems = ProblemLog() if problems is None else problems
        self.assumed = assumed
        self.declared: Charset | None = None
        self.charset = assumed
        self.lines_read = 0
        self.bytes_read = 0
        self._stream = stream
        self._watch = watch
        self._tally = charsets.Tally()
        self._continuing = False
        self._foreign_ends = False

    def __iter__(self) -> Iterator[Line | Kept]:
        for block in self.blocks():
            yield from block

    def blocks(self) -> Iterator[list[Line | Kept]]:
        """The same in lists, for those who count every microsecond."""
        first = True
        for data in self._chunks():
            if first:
                self._meet(data)
                first = False
            if self._watch:
                self._watch(data)
            self._settle(data)
            yield self._fast(data) if self._is_plain(data) else self._slow(data)
        if first:
            self.problems.add(problem("X01"))
        self._conclude()

    def _chunks(self) -> Iterator[bytes]:
        """Blocks that end at a line end; a block without one is a piece of an over-long line."""
        carry, size = [], 0
        while block := self._stream.read(CHUNK):
            carry.append(block)
            size += len(block)
            if size < CHUNK:
                continue
            data = b"".join(carry)
            cut = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
            cut = cut or len(data) - 1
            yield data[:cut]
            carry, size = [data[cut:]], len(data) - cut
        if size:
            yield b"".join(carry)

    def _meet(self, data: bytes) -> None:
        self.declared = charsets.declared_in(data[: 1 << 16])
        self.charset = self.declared or self.assumed
        if data.startswith((b"PK\x03\x04", b"%PDF", b"<?xml", b"\x1f\x8b", b"{", b"<")):
            self.problems.add(problem("X02"))

    def _settle(self, data: bytes) -> None:
        """Decide anew which set the bytes speak for; changes only at the first foreign byte."""
        seen_before = self._tally.seen
        self._tally.add(data)
        real = self._tally.real(self.declared or self.assumed)
        if real is not self.charset:
            if seen_before:
                self.problems.add(problem("X12", line=self.lines_read + 1))
            self.charset = real

    def _is_plain(self, data: bytes) -> bool:
        ends = data.count(b"\r\n")
        return (
            data.endswith(b"\r\n")
            and data.count(b"\n") == ends == data.count(b"\r")
            and self.charset is not Charset.UTF_8
            and not self._continuing
            and not _CONTROL.search(data)
            and (self.charset in _LETTERS_AT_80 or not any(self._tally.counts[0x80:0xA0]))
        )

    def _fast(self, data: bytes) -> list[Line | Kept]:
        """Blocks of a well-formed single-byte file: one character is one byte."""
        out: list[Line | Kept] = []
        number, offset = self.lines_read, self.bytes_read
        parts = charsets.decode(data, self.charset).split("\r\n")
        parts.pop()
        body_of, fields, keep = _BODY_OF.get, _FIELDS.get, out.append
        for part in parts:
            number += 1
            size = len(part)
            field = fields(part[3:7])
            if body_of(part[:3]) == size and field is not None:
                keep(_line((field, part[7:], number, offset)))
            else:
                local = offset - self.bytes_read
                self._odd(data[local : local + size], part, number, offset, out)
            offset += size + 2
        self.lines_read, self.bytes_read = number, offset
        return out

    def _slow(self, data: bytes) -> list[Line | Kept]:
        """Any other bytes: line by line, lengths in bytes, control characters made visible."""
        out: list[Line | Kept] = []
        for raw in data.splitlines(keepends=True):
            body = raw.rstrip(b"\r\n")
            offset = self.bytes_read
            self.bytes_read += len(raw)
            self.lines_read += 0 if self._continuing else 1
            number = self.lines_read
            ended = len(body) < len(raw)
            if ended and not raw.endswith(b"\r\n") and not self._foreign_ends:
                self._foreign_ends = True
                self.problems.add(problem("X03", line=number, offset=offset))
            if self._continuing or len(body) > LONGEST_LINE:
                self._too_long(body, number, offset, out)
                # Only a chunk may end without a line end; what follows belongs to this line.
                self._continuing = not ended
                continue
            self._one(body, number, offset, out)
        return out

    def _one(self, body: bytes, number: int, offset: int, out: list[Line | Kept]) -> None:
        text = charsets.decode(body, self.charset)
        clean = text.translate(_PICTURES)
        if clean != text and body != b"\x1a":
            self.problems.add(problem("X05", line=number, offset=offset, field=_id(body)))
        declared = _BODY_OF.get(text[:3])
        if declared == len(body) and _PREFIX.match(body):
            out.append(_line((_FIELDS[text[3:7]], clean[7:], number, offset)))
        else:
            self._odd(body, clean, number, offset, out)

    def _odd(
        self, body: bytes, text: str, number: int, offset: int, out: list[Line | Kept]
    ) -> None:
        """A line that breaks the grammar: taken with a word where possible, kept otherwise."""
        if len(body) > LONGEST_LINE:
            self._too_long(body, number, offset, out)
        elif body in (b"", b"\x1a"):
            self.problems.add(problem("X06", line=number, offset=offset))
        elif _PREFIX.match(body):
            self.problems.add(problem("X07", line=number, offset=offset, field=_id(body)))
            out.append(_line((_FIELDS[text[3:7]], text[7:], number, offset)))
        else:
            said = problem("X08", line=number, offset=offset)
            self.problems.add(said)
            out.append(Kept(number, offset, len(body), said.message, body, text=text))

    def _too_long(self, body: bytes, number: int, offset: int, out: list[Line | Kept]) -> None:
        if not self._continuing:
            self.problems.add(problem("X04", line=number, offset=offset))
        out.append(Kept(number, offset, len(body), problem("X04").message, body))

    def _conclude(self) -> None:
        declared, real = self.declared or self.assumed, self.charset
        if self._tally.seen and not charsets.agree(declared, real):
            self.problems.add(_charset_problem(self.declared, self.assumed, real))
        if self._tally.mojibake and real is Charset.UTF_8:
            self.problems.add(problem("X11"))


def _id(body: bytes) -> str | None:
    return body[3:7].decode() if _PREFIX.match(body) else None


def _charset_problem(declared: Charset | None, assumed: Charset, real: Charset) -> Problem:
    if declared is None:
        return problem("X10", expected=assumed.label, real=real.label)
    return problem("X09", expected=declared.label, real=real.label)
