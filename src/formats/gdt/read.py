"""Reads device files of GDT 2.0 to 3.x; one file, because one record is one walk over its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
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
_FRAME = {
    "9206": re.compile(r"[1-5]"),
    "6226": re.compile(r"[0-9]{1,3}"),
    "8200": re.compile(r"Obj_\w{1,40}"),
    "8201": re.compile(r"[0-9]{1,5}"),
    "8202": re.compile(r"[0-9]{1,5}"),
}
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

    def _clock(self, line: Line | None) -> time | None:
        if line is None:
            return None
        clock = clock_of(line.text.strip())
        if clock is None:
            self._say("G06", line)
        else:
            self._used.add(line.number)
        return clock

    def _frame(self) -> None:
        """Lines that only count or name parts: they have said all they say once they are right."""
        for line in self._lines:
            shape = _FRAME.get(line.field)
            if shape and shape.fullmatch(line.text.strip()):
                self._used.add(line.number)

    def _counts(self) -> None:
        """GDT 3 counts the lines of each object (8201) and of the record (8202); some miss one."""
        begun = 0
        for place, line in enumerate(self._lines):
            if line.field == "8200":
                begun = place
            elif line.field in ("8201", "8202"):
                real = place + 1 - (begun if line.field == "8201" else 0)
                given = line.text.strip()
                if given.isascii() and given.isdecimal() and not 0 <= real - int(given[:9]) <= 2:
                    self._say("G10", line)

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
            examined_at=self._clock(self._first.get("6201")),
            measurements=tuple(self._measurements()),
            findings=self._texts("6220"),
            foreign_findings=self._texts("6221"),
            comments=self._texts("6227"),
            table=self._texts("6228"),
            diagnoses=self._texts("6205"),
            categories=tuple(self._categories()),
            references=tuple(self._references()),
            signature=self._text("8990"),
            software=self._text("0103"),
            release=self._text("0132"),
            vendor=self._text("0102"),
            request_id=self._text("8314"),
            line=opener.number,
            is_whole=self._whole(end - opener.offset),
        )
        self._frame()
        self._counts()
        return replace(made, remaining=tuple(self._remaining()))

    def _patient(self) -> GdtPatient:
        sex = self._text("3110")
        town = self._text("3106") or f"{self._text('3112')} {self._text('3113')}".strip()
        return GdtPatient(
            number=self._text("3000"),
            family_name=self._text("3101"),
            given_name=self._text("3102"),
            birth_date=self._day(self._first.get("3103")),
            sex=_SEX.get(sex, sex.upper() if len(sex) == 1 else sex),
            title=self._text("3104"),
            affix=self._text("3100"),
            insurance_number=self._text("3119") or self._text("3105"),
            insured_kind=self._text("3108"),
            street=self._text("3107"),
            town=town,
            height_cm=self._text("3622"),
            weight_kg=self._text("3623"),
            language=self._text("3628"),
            phone=self._text("3626"),
            mobile=self._text("3618"),
            email=self._text("3619"),
        )

    def _whole(self, size: int) -> bool | None:
        """Field 8100 against the bytes; LF-only files may count CR LF or not."""
        line = self._first.get("8100")
        if line is None:
            return None
        given = line.text.strip()
        # A lost last line end and lines that end with one byte are common and harmless.
        fits = {size, size + 1, size + 2, size + len(self._lines), size + len(self._lines) + 1}
        is_number = given.isascii() and given.isdecimal()
        same = is_number and int(given[:9]) in fits
        if is_number:
            self._used.add(line.number)
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

        def text(fk: str, between: str = "\n") -> str:
            found = given.get(fk, [])
            self._used.update(line.number for line in found)
            return between.join(line.text for line in found).strip()

        def first(fk: str) -> Line | None:
            return given.get(fk, [None])[0]

        value = text("8420")
        return Measurement(
            code=text("8410"),
            name=text("8411"),
            text=value,
            number=_number(value),
            unit=text("8421"),
            day=self._day(first("8432")),
            clock=self._clock(first("8439")),
            low=self._bound(first("8461")),
            high=self._bound(first("8462")),
            range_text=text("8460"),
            state=text("8418"),
            remark=text("8470"),
            result=text("8480"),
            stream_units=text("8437"),
            stream=text("8438", ""),
            specimen_code=text("8428"),
            specimen_index=text("8429"),
            specimen_name=text("8430"),
            specimen_specification=text("8431"),
        )

    def _bound(self, line: Line | None) -> Decimal | None:
        number = _number(line.text) if line else None
        if line and number is not None:
            self._used.add(line.number)
        return number

    def _categories(self) -> Iterator[FreeCategory]:
        for number in range(6330, 6400, 2):
            name, content = self._text(str(number)), self._texts(str(number + 1))
            if name or content:
                yield FreeCategory(name, content)

    def _references(self) -> Iterator[Reference]:
        """6302, 6303 and 6304 stand before the 6305 they describe."""
        before: dict[str, Line] = {}
        for line in self._lines:
            if line.field in ("6302", "6303", "6304"):
                before[line.field] = line
            elif line.field == "6305":
                self._used |= {line.number, *(said.number for said in before.values())}
                words = {fk: said.text.strip() for fk, said in before.items()}
                made = _reference(line.text.strip(), words)
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
