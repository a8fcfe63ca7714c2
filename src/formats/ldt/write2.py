"""Writes LDT 2 reports strictly, for laboratories' old ways and for our samples."""

from __future__ import annotations

from collections.abc import Sequence

from formats.ldt.model import Analyte, Laboratory, LabReport, Mark, Moment, State
from formats.xdt import Charset, LineWriter, UnwritableError
from formats.xdt.dates import PartialDate

VERSION_2 = "LDT1014.01"

_STATES = {State.FINAL: "E", State.PRELIMINARY: "T", State.CORRECTED: "E"}
_TEST_STATES = {State.FINAL: "B", State.CORRECTED: "K", State.MISSING: "F"}
_MARKS = {
    Mark.HIGH: "+",
    Mark.VERY_HIGH: "++",
    Mark.LOW: "-",
    Mark.VERY_LOW: "--",
    Mark.ABNORMAL: "!",
}
_SEX = {"M": "1", "W": "2"}
_CHARSETS = {Charset.ASCII: "1", Charset.CP437: "2", Charset.ISO_8859_1: "3"}
_CHARSETS |= {Charset.ISO_8859_15: "4"}


class _Record:
    """Lines of one record; the length of the record becomes known at its end."""

    def __init__(self, kind: str, writer: LineWriter) -> None:
        self._writer = writer
        self._head = writer.line("8000", kind)
        self._lines: list[bytes] = []

    def may(self, fk: str, text: str) -> None:
        if text:
            self._lines.append(self._writer.line(fk, text))

    def day(self, fk: str, day: PartialDate | None) -> None:
        if day:
            self.may(fk, f"{day.day:02d}{day.month:02d}{day.year:04d}")

    def close(self) -> bytes:
        # The line of 8100 itself is 14 bytes: 3 + 4 + 5 digits + CR LF.
        length = len(self._head) + 14 + sum(map(len, self._lines))
        if length > 99_999:
            raise UnwritableError(detail="record longer than five digits")
        return b"".join([self._head, self._writer.line("8100", f"{length:05d}"), *self._lines])


def write_reports_2(
    reports: Sequence[LabReport],
    laboratory: Laboratory,
    created_at: Moment,
    charset: Charset = Charset.ISO_8859_1,
) -> bytes:
    """A file of LDT 2 reports (8220, 8202…, 8221) with record lengths and the total length.

    Raises `UnwritableError` for what LDT 2 cannot say (documents, germs are not written).
    """
    if charset not in _CHARSETS:
        raise UnwritableError(detail=f"LDT 2 has no number for {charset.name}")
    writer = LineWriter(charset)
    head = _Record("8220", writer)
    head.may("9212", VERSION_2)
    head.may("0201", laboratory.number)
    head.may("0203", laboratory.contact or laboratory.name)
    head.may("0205", laboratory.street)
    head.may("0215", laboratory.postcode)
    head.may("0216", laboratory.town)
    head.may("0208", laboratory.phone)
    head.may("8300", laboratory.name)
    head.may("9106", _CHARSETS[charset])
    head.day("9103", created_at.day)
    parts = [head.close(), *(_report(report, writer) for report in reports)]
    tail = _Record("8221", writer)
    total = sum(map(len, parts)) + len(tail.close()) + 17
    tail.may("9202", f"{total:08d}")
    return b"".join([*parts, tail.close()])


def _report(report: LabReport, writer: LineWriter) -> bytes:
    if report.attachments or report.germs:
        raise UnwritableError(detail="LDT 2 reports are written without documents and germs")
    out, patient = _Record("8202", writer), report.patient
    out.may("8310", report.order_number)
    out.may("8311", report.laboratory_order_number)
    out.day("8301", report.received_at.day if report.received_at else None)
    if report.reported_at:
        out.day("8302", report.reported_at.day)
        out.may("8303", f"{report.reported_at.clock:%H%M}" if report.reported_at.clock else "")
    out.may("3000", patient.number)
    out.may("3101", patient.family_name)
    out.may("3102", patient.given_name)
    out.day("3103", patient.birth_date)
    out.may("3104", patient.title)
    out.may("3119", patient.insurance_number)
    out.may("8405", patient.remark)
    out.may("8407", _SEX.get(patient.sex, ""))
    out.may("8401", _STATES.get(report.state, ""))
    for analyte in report.analytes:
        _analyte(out, analyte)
    for text in report.texts:
        for part in text.text.split("\n"):
            out.may("8490", part)
    return out.close()


def _analyte(out: _Record, analyte: Analyte) -> None:
    if not analyte.code:
        raise UnwritableError(detail="a test without code")
    out.may("8410", analyte.code)
    out.may("8411", analyte.name)
    out.may("8418", _TEST_STATES.get(analyte.state, ""))
    if specimen := analyte.specimen:
        out.may("8428", specimen.code)
        out.may("8429", specimen.id)
        out.may("8430", specimen.name)
        out.may("8431", specimen.specification)
        if specimen.taken_at:
            out.day("8432", specimen.taken_at.day)
            out.may("8433", f"{specimen.taken_at.clock:%H%M}" if specimen.taken_at.clock else "")
    if analyte.value:
        out.may("8420", analyte.value.text)
        out.may("8421", analyte.value.unit)
    for bounds in analyte.ranges[:1]:
        out.may("8460", bounds.text)
        out.may("8461", f"{bounds.low:f}" if bounds.low is not None else "")
        out.may("8462", f"{bounds.high:f}" if bounds.high is not None else "")
    out.may("8422", _MARKS.get(analyte.mark, "") if analyte.mark else "")
    for part in filter(None, analyte.text.split("\n")):
        out.may("8480", part)
    for part in filter(None, analyte.comment.split("\n")):
        out.may("8470", part)
