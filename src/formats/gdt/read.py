"""Reads device files of GDT 2.0 to 3.x; one file, because one record is one walk over its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import BinaryIO

from formats.gdt.fields import FIELDS, KINDS, TEST_FIELDS
from formats.gdt.model import (
    FreeCategory,
    GdtMessage,
    GdtPatient,
    Measurement,
    Reference,
    Remaining,
)
from formats.gdt.sayings import problem
from formats.xdt import Charset, Kept, KeptLog, Line, ProblemLog, Reader
from formats.xdt.dates import PartialDate, clock_of, date_either

MOST_LINES = 100_000

_SEX = {"1": "M", "2": "W", "m": "M", "w": "W", "f": "W"}
_NUMBER = re.compile(r"\s*([+-]?[0-9]{1,12}(?:[.,][0-9]{1,9})?)\s*")
_FOREIGN = re.compile(r"^(?:[a-z][a-z0-9+.-]+:(?!\\)|//|\\\\)|(?:^|[/\\])\.\.(?:[/\\]|$)", re.I)


class GdtFile:
    """A device file being read; iterate `messages` once, then `problems` and `kept` are final."""

    def __init__(self, stream: BinaryIO) -> None:
        self.problems = ProblemLog()
        self.kept = KeptLog()
        self._reader = Reader(stream, assumed=Charset.CP437, problems=self.problems)
        self.messages = self._messages()

    @property
    def charset(self) -> Charset:
        """The character set that was used for reading."""
        return self._reader.charset

    def _messages(self) -> Iterator[GdtMessage]:
        record: list[Line] = []
        any_record = False
        for entry in self._reader:
            if isinstance(entry, Kept):
                self.kept.add(entry)
            elif entry.field == "8000":
                if record:
                    yield _Record(record, self.problems, self.kept).message(entry.offset)
                record, any_record = [entry], True
            elif not record:
                self._outside(entry, "G08")
            elif len(record) >= MOST_LINES:
                self._outside(entry, "G09")
            else:
                record.append(entry)
        if record:
            yield _Record(record, self.problems, self.kept).message(self._reader.bytes_read)
        if not any_record:
            self.problems.add(problem("G01"))

    def _outside(self, line: Line, code: str) -> None:
        said = problem(code, line=line.number, offset=line.offset, field=line.field)
        self.problems.add(said)
        self.kept.line(line, said.message)


def read(stream: BinaryIO) -> GdtFile:
    """Begin to read a device file; never raises for content.

    Line ends, lengths and character sets may be wrong; dates may stand in either order.
    Source: GDT 2.1 field facts (public implementations), GDT 3.x as far as public samples go.
    """
    return GdtFile(stream)


class _Record:
    """One record on its way to a message; remembers which lines found a place."""

    def __init__(self, lines: list[Line], problems: ProblemLog, kept: KeptLog) -> None:
        self._lines = lines
        self._problems = problems
        self._kept = kept
        self._used = {lines[0].number}
        self._first: dict[str, Line] = {}
        for line in lines:
            self._first.setdefault(line.field, line)

    def _say(self, code: str, line: Line) -> None:
        self._problems.add(problem(code, line=line.number, offset=line.offset, field=line.field))

    def _text(self, fk: str) -> str:
        line = self._first.get(fk)
        if line is None:
            return ""
        self._used.add(line.number)
        return line.text.strip()

    def _texts(self, fk: str) -> tuple[str, ...]:
        found = [line for line in self._lines if line.field == fk]
        self._used.update(line.number for line in found)
        return tuple(line.text for line in found)

    def _day(self, line: Line | None) -> PartialDate | None:
        if line is None:
            return None
        day = date_either(line.text.strip())
        if day is None:
            self._say("G06", line)
        else:
            self._used.add(line.number)
        return day

    def message(self, end: int) -> GdtMessage:
        opener = self._lines[0]
        kind = opener.text.strip()
        if kind not in KINDS:
            self._say("G03", opener)
        patient = self._patient()
        if not patient.number and not patient.family_name and kind != "6300":
            self._say("G04", opener)
        made = GdtMessage(
            kind=kind,
            version=self._text("9218") or "02.10",
            receiver=self._text("8315"),
            sender=self._text("8316"),
            patient=patient,
            procedure=self._text("8402"),
            order_number=self._text("8310"),
            examined_on=self._day(self._first.get("6200")),
            examined_at=clock_of(self._text("6201")),
            measurements=tuple(self._measurements()),
            findings=self._texts("6220"),
            foreign_findings=self._texts("6221"),
            comments=self._texts("6227"),
            table=self._texts("6228"),
            diagnoses=self._texts("6205"),
            categories=tuple(self._categories()),
            references=tuple(self._references()),
            signature=self._text("8990"),
            software=f"{self._text('0103')} {self._text('0132')}".strip(),
            line=opener.number,
            is_whole=self._whole(end - opener.offset),
        )
        for fk in ("9206", "6226", "8200", "8201", "8202"):
            self._texts(fk)
        return replace(made, remaining=tuple(self._remaining()))

    def _patient(self) -> GdtPatient:
        sex = self._text("3110")
        town = self._text("3106") or f"{self._text('3112')} {self._text('3113')}".strip()
        return GdtPatient(
            number=self._text("3000"),
            family_name=self._text("3101"),
            given_name=self._text("3102"),
            birth_date=self._day(self._first.get("3103")),
            sex=_SEX.get(sex, sex.upper()),
            title=self._text("3104"),
            affix=self._text("3100"),
            insurance_number=self._text("3119") or self._text("3105"),
            insured_kind=self._text("3108"),
            street=self._text("3107"),
            town=town,
            height_cm=self._text("3622"),
            weight_kg=self._text("3623"),
            language=self._text("3628"),
        )

    def _whole(self, size: int) -> bool | None:
        """Field 8100 against the bytes; LF-only files may count CR LF or not."""
        line = self._first.get("8100")
        if line is None:
            return None
        self._used.add(line.number)
        given = line.text.strip()
        # A lost last line end and lines that end with one byte are common and harmless.
        fits = {size, size + 1, size + 2, size + len(self._lines), size + len(self._lines) + 1}
        same = given.isascii() and given.isdecimal() and int(given[:9]) in fits
        if not same:
            self._say("G02", line)
        return same

    def _measurements(self) -> Iterator[Measurement]:
        test: list[Line] = []
        for line in self._lines:
            if line.field == "8410":
                if test:
                    yield self._measurement(test)
                test = [line]
            elif test and line.field in TEST_FIELDS:
                test.append(line)
        if test:
            yield self._measurement(test)

    def _measurement(self, lines: list[Line]) -> Measurement:
        given: dict[str, list[Line]] = {}
        for line in lines:
            given.setdefault(line.field, []).append(line)
            self._used.add(line.number)

        def text(fk: str, between: str = "\n") -> str:
            return between.join(line.text for line in given.get(fk, [])).strip()

        value = text("8420")
        day = given.get("8432")
        return Measurement(
            code=text("8410"),
            name=text("8411"),
            text=value,
            number=_number(value),
            unit=text("8421"),
            day=self._day(day[0]) if day else None,
            clock=clock_of(text("8439")),
            low=_number(text("8461")),
            high=_number(text("8462")),
            range_text=text("8460"),
            state=text("8418"),
            remark=text("8470"),
            result=text("8480"),
            stream_units=text("8437"),
            stream=text("8438", ""),
        )

    def _categories(self) -> Iterator[FreeCategory]:
        for number in range(6330, 6400, 2):
            name, content = self._text(str(number)), self._texts(str(number + 1))
            if name or content:
                yield FreeCategory(name, content)

    def _references(self) -> Iterator[Reference]:
        """6302, 6303 and 6304 stand before the 6305 they describe."""
        before: dict[str, str] = {}
        for line in self._lines:
            if line.field in ("6302", "6303", "6304"):
                before[line.field] = line.text.strip()
                self._used.add(line.number)
            elif line.field == "6305":
                self._used.add(line.number)
                made = _reference(line.text.strip(), before)
                if not made.is_local:
                    self._say("G05", line)
                yield made
                before = {}

    def _remaining(self) -> Iterator[Remaining]:
        for line in self._lines:
            if line.number in self._used:
                continue
            known = FIELDS.get(line.field)
            if known is None:
                self._say("G07", line)
                self._kept.line(line, problem("G07").message)
            label = known.label if known else f"Unbekanntes Feld {line.field}"
            yield Remaining(line.field, label, line.text)


def _number(text: str) -> Decimal | None:
    found = _NUMBER.fullmatch(text)
    return Decimal(found.group(1).replace(",", ".")) if found else None


def _reference(text: str, before: dict[str, str]) -> Reference:
    name = re.split(r"[/\\]", text)[-1]
    return Reference(
        reference=text,
        file_name=name,
        format=before.get("6303", ""),
        content=before.get("6304", ""),
        archive_number=before.get("6302", ""),
        is_local=bool(name) and not _FOREIGN.search(text) and name not in (".", ".."),
    )
