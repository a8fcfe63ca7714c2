"""Writes LDT 2 reports and orders strictly, for laboratories' old ways and for our samples.

It is one file: reports and orders share their lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from formats.ldt.fields2 import FIELDS_2
from formats.ldt.frame import refusal
from formats.ldt.ldt2 import RESISTANCE_2
from formats.ldt.model import (
    Analyte,
    Fact,
    Germ,
    Laboratory,
    LabPatient,
    LabReport,
    Mark,
    Moment,
    Practice,
    Specimen,
    State,
)
from formats.ldt.ordering import LabOrder, StatutoryBilling
from formats.ldt.readback import read_back
from formats.xdt import Charset, LineWriter
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
_KINDS = ("8201", "8202", "8203", "8204")
_ANSWERS = {words: code for code, words in RESISTANCE_2.items()}
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
        if len(text) > FIELDS_2[fk].longest:
            longest = FIELDS_2[fk].longest
            raise refusal(fk, f"Der Text ist zu lang, erlaubt sind {longest} Zeichen.")
        if text:
            self._lines.append(self._writer.line(fk, text))

    def day(self, fk: str, day: PartialDate | None) -> None:
        if day:
            self.may(fk, f"{day.day:02d}{day.month:02d}{day.year:04d}")

    def close(self) -> bytes:
        # The line of 8100 itself is 14 bytes: 3 + 4 + 5 digits + CR LF.
        length = len(self._head) + 14 + sum(map(len, self._lines))
        if length > 99_999:
            raise refusal("8100", "Der Satz ist länger, als fünf Ziffern sagen können.")
        return b"".join([self._head, self._writer.line("8100", f"{length:05d}"), *self._lines])


def write_reports_2(
    reports: Sequence[LabReport],
    laboratory: Laboratory,
    created_at: Moment,
    charset: Charset = Charset.ISO_8859_1,
) -> bytes:
    """A file of LDT 2 reports (8220, 8202…, 8221) with record lengths and the total length.

    Raises `UnwritableError` for what LDT 2 cannot say (documents, growth and codes of a germ) and
    what does not read back as it was.
    """
    writer = _writer(charset)
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
    head.may("8312", reports[0].practice.customer_number if reports else "")
    head.may("8320", laboratory.sender_id)
    head.day("9103", created_at.day)
    parts = [head.close(), *(_report(report, writer) for report in reports)]
    data = _closed(parts, _Record("8221", writer))
    read_back(reports, data, frame=laboratory)
    return data


def _closed(parts: list[bytes], tail: _Record) -> bytes:
    total = sum(map(len, parts)) + len(tail.close()) + 17
    tail.may("9202", f"{total:08d}")
    return b"".join([*parts, tail.close()])


def write_orders_2(
    orders: Sequence[LabOrder],
    practice: Practice,
    created_at: Moment,
    charset: Charset = Charset.ISO_8859_1,
) -> bytes:
    """A file of LDT 2 orders (8230, 8218 or 8219, 8231); all are of the practice of the header.

    Raises `UnwritableError` for what LDT 2 cannot say here (private orders, specimens beside the
    tests, additional requests) and what does not read back as it was. When an order was given is
    the file's date.
    """
    writer = _writer(charset)
    head = _Record("8230", writer)
    head.may("9212", VERSION_2)
    head.may("0201", practice.site_number)
    head.may("0203", practice.name)
    head.may("0211", practice.doctor_name)
    head.may("0212", practice.doctor_number)
    head.may("8312", practice.customer_number)
    head.may("9106", _CHARSETS[charset])
    head.day("9103", created_at.day)
    parts = [head.close(), *(_order(order, writer) for order in orders)]
    data = _closed(parts, _Record("8231", writer))
    read_back(orders, data, ignored={"LabOrder.ordered_at"})
    return data


def _writer(charset: Charset) -> LineWriter:
    if charset not in _CHARSETS:
        raise refusal("9106", f"LDT 2 kennt den Zeichensatz {charset.label} nicht.")
    return LineWriter(charset, lambda fk: FIELDS_2[fk].label)


def _order(order: LabOrder, writer: LineWriter) -> bytes:
    payer = order.statutory
    is_community = payer is not None and payer.subgroup == "28"
    out = _Record("8219" if is_community else "8218", writer)
    if not order.order_number:
        raise refusal("8310", "Der Auftrag hat keine Nummer.")
    out.may("8310", order.order_number)
    _patient(out, order.patient)
    if payer:
        _payer(out, payer)
    for one in order.diagnoses:
        out.may("4207", " ".join(filter(None, (one.code, one.certainty, one.side))))
    for test in order.tests:
        if not test.code:
            out.may("8434", test.name)
            continue
        out.may("8410", test.code)
        out.may("8411", test.name)
        _specimen(out, test.specimen)
        out.may("8501", test.urgency)
        for part in filter(None, test.note.split("\n")):
            out.may("8470", part)
    for part in filter(None, order.note.split("\n")):
        out.may("8490", part)
    return out.close()


def _payer(out: _Record, payer: StatutoryBilling) -> None:
    out.may("3108", payer.insured_kind)
    out.may("3116", payer.wop)
    out.may("4104", payer.payer_number)
    out.may("4106", payer.payer_area)
    out.day("4109", payer.card_read_on)
    out.may("4111", payer.payer_ik)
    out.may("4122", payer.fee_area)
    out.may("4131", payer.person_group)
    out.may("4132", payer.dmp)
    out.day("4133", payer.insured_since)
    out.may("4134", payer.payer_name)
    out.may("4221", payer.treatment)
    out.may("4239", payer.subgroup)


def _report(report: LabReport, writer: LineWriter) -> bytes:
    if report.attachments:
        raise refusal("8110", "LDT 2 kennt keine Dokumente.")
    usual = "8203" if report.germs else "8202"
    out = _Record(report.kind if report.kind in _KINDS else usual, writer)
    out.may("8310", report.order_number)
    out.may("8311", report.laboratory_order_number)
    out.day("8301", report.received_at.day if report.received_at else None)
    if report.reported_at:
        out.day("8302", report.reported_at.day)
        out.may("8303", f"{report.reported_at.clock:%H%M}" if report.reported_at.clock else "")
    _patient(out, report.patient)
    out.may("8401", _STATES.get(report.state, ""))
    for fact in report.facts:
        _fact(out, fact)
    for analyte in report.analytes:
        _analyte(out, analyte)
    for germ in report.germs:
        _germ(out, germ)
    for text in report.texts:
        for part in text.text.split("\n"):
            out.may("8490", part)
    return out.close()


def _germ(out: _Record, germ: Germ) -> None:
    if not germ.id:
        raise refusal("8440", "Der Keim hat keine Kennung.")
    out.may("8440", germ.id)
    out.may("8441", germ.name)
    for answer in germ.susceptibilities:
        if not answer.drug or answer.interpretation not in ("", *_ANSWERS):
            raise refusal("8447", "Diese Antwort des Keims kennt LDT 2 nicht.")
        out.may("8444", answer.drug)
        out.may("8446", answer.mic)
        out.may("8447", _ANSWERS.get(answer.interpretation, ""))


def _patient(out: _Record, patient: LabPatient) -> None:
    out.may("3000", patient.number)
    out.may("3100", patient.affix)
    out.may("3101", patient.family_name)
    out.may("3102", patient.given_name)
    out.day("3103", patient.birth_date)
    out.may("3104", patient.title)
    out.may("3107", patient.street)
    out.may("3112", patient.postcode)
    out.may("3113", patient.town)
    out.may("3119", patient.insurance_number)
    out.may("8405", patient.remark)
    out.may("8407", _SEX.get(patient.sex, ""))


def _specimen(out: _Record, specimen: Specimen | None) -> None:
    if specimen is None:
        return
    out.may("8428", specimen.code)
    out.may("8429", specimen.id)
    out.may("8430", specimen.name)
    out.may("8431", specimen.specification)
    if specimen.taken_at:
        out.day("8432", specimen.taken_at.day)
        out.may("8433", f"{specimen.taken_at.clock:%H%M}" if specimen.taken_at.clock else "")


def _analyte(out: _Record, analyte: Analyte) -> None:
    if not analyte.code:
        raise refusal("8410", "Der Test hat keine Kennung.")
    out.may("8410", analyte.code)
    out.may("8411", analyte.name)
    out.may("8418", _TEST_STATES.get(analyte.state, ""))
    _specimen(out, analyte.specimen)
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
    for fact in analyte.facts:
        _fact(out, fact)


def _fact(out: _Record, fact: Fact) -> None:
    if fact.obj or fact.field not in FIELDS_2:
        raise refusal(fact.field, "LDT 2 hat für dieses Feld keinen Platz.")
    out.may(fact.field, fact.text)
