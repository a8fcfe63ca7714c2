"""Writes GDT 2.1 strictly; GDT 3.x is read only, because its text is not public."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from formats.gdt.fields import FIELDS, KINDS
from formats.gdt.model import GdtMessage, GdtPatient, Measurement
from formats.xdt import Charset, LineWriter, UnwritableError
from formats.xdt.dates import PartialDate

_CHARSETS = {Charset.ASCII: "1", Charset.CP437: "2", Charset.ISO_8859_1: "3"}
_SEX = {"M": "1", "W": "2"}
VERSION = "02.10"


def write(message: GdtMessage, charset: Charset = Charset.ISO_8859_1) -> bytes:
    """One record with its length (8100) in bytes.

    Raises `UnwritableError` for an unknown record kind, missing identities, texts longer than
    their field, characters outside the set, and for anything GDT 2.1 cannot say.
    """
    if charset not in _CHARSETS or message.kind not in KINDS:
        raise UnwritableError(detail="no such kind of record or character set in GDT 2.1")
    if message.remaining or message.version != VERSION:
        raise UnwritableError(detail="only GDT 2.1 without further fields is written")
    out = _Out(LineWriter(charset))
    out.must("8315", message.receiver)
    out.must("8316", message.sender)
    out.may("9206", _CHARSETS[charset])
    out.must("9218", VERSION)
    out.may("0103", message.software)
    _patient(out, message.patient, is_named=message.kind != "6300")
    out.may("8310", message.order_number)
    out.may("8402", message.procedure)
    out.day("6200", message.examined_on)
    out.clock("6201", message.examined_at)
    for fk, texts in (
        ("6205", message.diagnoses),
        ("6220", message.findings),
        ("6221", message.foreign_findings),
        ("6227", message.comments),
        ("6228", message.table),
    ):
        for text in texts:
            out.must(fk, text)
    _categories_and_references(out, message)
    for measurement in message.measurements:
        _measurement(out, measurement)
    out.may("8990", message.signature)
    return out.closed(message.kind)


class _Out:
    """Lines of one record; the table of fields sets the greatest lengths."""

    def __init__(self, writer: LineWriter) -> None:
        self._writer = writer
        self._lines: list[bytes] = []

    def must(self, fk: str, text: str) -> None:
        if len(text) > FIELDS[fk].longest or text != text.rstrip():
            raise UnwritableError(detail=f"field {fk}: too long or blank at the end")
        self._lines.append(self._writer.line(fk, text))

    def may(self, fk: str, text: str) -> None:
        if text:
            self.must(fk, text)

    def day(self, fk: str, day: PartialDate | None) -> None:
        self.may(fk, day.day_first if day else "")

    def clock(self, fk: str, clock: time | None) -> None:
        self.may(fk, f"{clock:%H%M%S}" if clock else "")

    def number(self, fk: str, number: Decimal | None) -> None:
        self.may(fk, f"{number:f}" if number is not None else "")

    def closed(self, kind: str) -> bytes:
        head = self._writer.line("8000", kind)
        # The line of 8100 itself is 14 bytes: 3 + 4 + 5 digits + CR LF.
        length = len(head) + 14 + sum(map(len, self._lines))
        if length > 99_999:
            raise UnwritableError(detail="record longer than five digits")
        return b"".join([head, self._writer.line("8100", f"{length:05d}"), *self._lines])


def _patient(out: _Out, patient: GdtPatient, *, is_named: bool) -> None:
    if is_named:
        out.must("3000", patient.number)
        out.must("3101", patient.family_name)
        out.must("3102", patient.given_name)
    else:
        out.may("3000", patient.number)
        out.may("3101", patient.family_name)
        out.may("3102", patient.given_name)
    out.may("3100", patient.affix)
    out.day("3103", patient.birth_date)
    out.may("3104", patient.title)
    out.may("3105", patient.insurance_number)
    out.may("3106", patient.town)
    out.may("3107", patient.street)
    out.may("3108", patient.insured_kind)
    out.may("3110", _SEX.get(patient.sex, ""))
    out.may("3622", patient.height_cm)
    out.may("3623", patient.weight_kg)
    out.may("3628", patient.language)


def _categories_and_references(out: _Out, message: GdtMessage) -> None:
    if len(message.categories) > 35:
        raise UnwritableError(detail="more than 35 free categories")
    for place, category in enumerate(message.categories):
        out.must(str(6330 + 2 * place), category.name)
        for text in category.content:
            out.must(str(6331 + 2 * place), text)
    for reference in message.references:
        out.may("6302", reference.archive_number)
        out.may("6303", reference.format)
        out.may("6304", reference.content)
        out.must("6305", reference.reference)


def _measurement(out: _Out, made: Measurement) -> None:
    out.must("8410", made.code)
    out.may("8411", made.name)
    out.may("8418", made.state)
    out.may("8420", made.text)
    out.may("8421", made.unit)
    out.day("8432", made.day)
    out.clock("8439", made.clock)
    out.may("8437", made.stream_units)
    for start in range(0, len(made.stream), 900):
        out.must("8438", made.stream[start : start + 900])
    for text in made.range_text.split("\n"):
        out.may("8460", text)
    out.number("8461", made.low)
    out.number("8462", made.high)
    for fk, texts in (("8470", made.remark), ("8480", made.result)):
        for text in texts.split("\n"):
            out.may(fk, text)
