"""What both versions of GDT write alike: lines, results, and the proof by reading back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from decimal import Decimal

from formats.gdt.fields import FIELDS, KINDS
from formats.gdt.model import GdtMessage, Measurement
from formats.gdt.read import read
from formats.xdt import Charset, LineWriter, UnwritableError
from formats.xdt.dates import PartialDate
from formats.xdt.same import difference

SEX = {"M": "1", "W": "2"}
_NO_PLACE = "An dieser Stelle hat {version} keinen Platz dafür."
_FRAME = {"8000", "8100", "8200", "8201", "8202", "9206", "9218"}
_ADDED = {"GdtMessage.line", "GdtMessage.is_whole", "Reference.file_name", "Remaining.label"}
# Where a part of a message is not called like its field.
_FIELD_OF = {
    "patient.number": "3000", "affix": "3100", "height_cm": "3622", "weight_kg": "3623",
    "patient.town": "3106", "code": "8410", "measurements.name": "8411", "text": "8420",
    "number": "8420", "day": "8432", "clock": "8439", "low": "8461", "high": "8462",
    "state": "8418", "remark": "8470", "result": "8480", "findings": "6220",
    "foreign_findings": "6221", "comments": "6227", "table": "6228", "diagnoses": "6205",
    "references": "6305", "reference": "6305", "is_local": "6305", "format": "6303",
    "content": "6304", "archive_number": "6302", "categories": "6330", "categories.name": "6330",
    "categories.content": "6331", "kind": "8000", "measurements": "8410",
}  # fmt: skip
_NAMED = {row.name: row.id for row in FIELDS.values()}


def label_of(fk: str) -> str:
    """The German name of a field."""
    return FIELDS[fk].label if fk in FIELDS else ""


def refusal(fk: str, reason: str) -> UnwritableError:
    """A refusal that names the field and says in German why."""
    return UnwritableError(detail=f"field {fk}", field=fk, label=label_of(fk), reason=reason)


def may_be_written(message: GdtMessage, version: str) -> None:
    """Refuses kinds of record nobody can write, other versions, and fields without a place."""
    if message.kind == "6303":
        reason = (
            "Was die Satzart 6303 in GDT 3 bedeutet, ist nicht öffentlich beschrieben. Sie wird "
            "gelesen, aber nicht geschrieben."
        )
        raise refusal("8000", reason)
    if message.kind not in KINDS:
        raise refusal("8000", "Diese Satzart gibt es nicht.")
    if message.version != version:
        raise refusal("9218", f"Hier wird nur die Version {version} geschrieben.")
    for one in message.remaining:
        known = FIELDS.get(one.field)
        if known is None or one.field in _FRAME or known.since[0] > version[1]:
            raise refusal(one.field, _NO_PLACE.format(version=f"GDT {version}"))


class Out:
    """Lines of one record; the table of fields sets the greatest lengths."""

    def __init__(self, charset: Charset) -> None:
        self._writer = LineWriter(charset, label_of)
        self._lines: list[bytes] = []

    def must(self, fk: str, text: str) -> None:
        """A line that has to be there."""
        if len(text) > FIELDS[fk].longest:
            raise refusal(fk, f"Der Text ist zu lang, erlaubt sind {FIELDS[fk].longest} Zeichen.")
        if text != text.rstrip():
            raise refusal(fk, "Der Text endet mit einem Leerzeichen.")
        self._lines.append(self._writer.line(fk, text))

    def may(self, fk: str, text: str) -> None:
        """A line that is left out when there is nothing to say."""
        if text:
            self.must(fk, text)

    def day(self, fk: str, day: PartialDate | None) -> None:
        """A date, day first."""
        self.may(fk, day.day_first if day else "")

    def clock(self, fk: str, clock: time | None) -> None:
        """A time of day with seconds."""
        self.may(fk, f"{clock:%H%M%S}" if clock else "")

    def number(self, fk: str, number: Decimal | None) -> None:
        """A number with a point."""
        self.may(fk, f"{number:f}" if number is not None else "")

    @contextmanager
    def obj(self, name: str) -> Iterator[None]:
        """An object of GDT 3 with its count of lines, or nothing if it has nothing to say."""
        begun = len(self._lines)
        self.must("8200", f"Obj_{name}")
        yield
        if len(self._lines) == begun + 1:
            self._lines.pop()
        else:
            self.must("8201", str(len(self._lines) - begun + 1))

    def total(self) -> None:
        """The count of all lines; those of 8000, 8100 and 8202 count, too."""
        self.must("8202", str(len(self._lines) + 3))

    def closed(self, kind: str, digits: int) -> bytes:
        """The record with its length in bytes (8100), the line of the length included."""
        head = self._writer.line("8000", kind)
        length = len(head) + 9 + digits + sum(map(len, self._lines))
        if length >= 10**digits:
            raise refusal("8100", f"Der Satz ist länger, als {digits} Ziffern sagen können.")
        return b"".join([head, self._writer.line("8100", f"{length:0{digits}d}"), *self._lines])


def results(out: Out, message: GdtMessage) -> None:
    """Diagnoses, findings, comments, tables and free categories."""
    for fk, texts in (
        ("6205", message.diagnoses),
        ("6220", message.findings),
        ("6221", message.foreign_findings),
        ("6227", message.comments),
        ("6228", message.table),
    ):
        for text in texts:
            out.must(fk, text)
    if len(message.categories) > 35:
        raise refusal("6330", "Es gibt nur 35 freie Kategorien.")
    for place, category in enumerate(message.categories):
        out.must(str(6330 + 2 * place), category.name)
        for text in category.content:
            out.must(str(6331 + 2 * place), text)


def remaining(out: Out, message: GdtMessage) -> None:
    """Known fields in unusual places; before any test, for behind one they would belong to it."""
    for one in message.remaining:
        out.must(one.field, one.text)


def references(out: Out, message: GdtMessage) -> None:
    """The files that lie beside the record."""
    for reference in message.references:
        out.may("6302", reference.archive_number)
        out.may("6303", reference.format)
        out.may("6304", reference.content)
        out.must("6305", reference.reference)


def measurement(out: Out, made: Measurement) -> None:
    """One test with everything that belongs to it."""
    out.must("8410", made.code)
    out.may("8411", made.name)
    out.may("8418", made.state)
    out.may("8420", made.text)
    out.may("8421", made.unit)
    out.day("8432", made.day)
    out.clock("8439", made.clock)
    out.may("8428", made.specimen_code)
    out.may("8429", made.specimen_index)
    out.may("8430", made.specimen_name)
    out.may("8431", made.specimen_specification)
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


def read_back(message: GdtMessage, data: bytes) -> None:
    """Raises `UnwritableError` where the bytes do not say what was meant, or not without a word."""
    file = read(io.BytesIO(data))
    back = list(file.messages)
    found = (
        difference(message, back[0], ignored=_ADDED, derived={"Measurement.number"})
        if len(back) == 1
        else "record"
    )
    if found:
        fk = _field(found)
        reason = f"Der Wert lässt sich in GDT {message.version} nicht unverändert sagen."
        raise UnwritableError(
            detail=f"{found} is not read back as it was",
            field=fk,
            label=label_of(fk),
            reason=reason,
        )
    for said in file.problems:
        fk = said.field or ""
        detail = f"read back with {said.code}"
        raise UnwritableError(detail=detail, field=fk, label=label_of(fk), reason=said.message)


def _field(path: str) -> str:
    """The field a dotted path of a message is about; '' for the record itself."""
    parts = [part.partition("[")[0] for part in path.split(".")]
    for at in range(len(parts), 0, -1):
        for known in (".".join(parts[max(0, at - 2) : at]), parts[at - 1]):
            if known in _FIELD_OF:
                return _FIELD_OF[known]
        if parts[at - 1] in _NAMED:
            return _NAMED[parts[at - 1]]
    return ""
