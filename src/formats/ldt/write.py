"""Writes LDT 3 strictly: orders of a practice, and reports as a laboratory sends them.

It is one file: both are made of the same objects.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from formats.ldt.frame import Frame, Sender, compact, refusal
from formats.ldt.model import Attachment, Laboratory, LabReport, Moment, Practice, State
from formats.ldt.ordering import LabOrder, OrderedTest
from formats.ldt.readback import read_back
from formats.ldt.weave import find
from formats.ldt.write_results import notice_of, write_results

_LINE_OF_BASE64 = 60


def write_orders(
    orders: Sequence[LabOrder], practice: Practice, created_at: Moment, sender: Sender | None = None
) -> bytes:
    """A file of orders (records 8230, 8215…, 8231) in ISO 8859-15 with its check sum.

    Raises `UnwritableError` where a required text is missing or a text cannot be written.
    Source: LDT 3.2.20.
    """
    out = Frame()
    with out.record("8230"):
        out.head(sender or Sender(), created_at)
        out.must("7265", "1")
        out.practice(practice)
    for order in orders:
        _order(out, order)
    data = out.closed("8231")
    read_back(orders, data, frame=practice)
    return data


def _order(out: Frame, order: LabOrder) -> None:
    with out.record("8215", order.facts):
        if order.practice != Practice():
            out.practice(order.practice)
        out.patient(order.patient)
        with out.obj("8113", "0013"):
            out.must("8310", order.order_number)
            out.may("8313", order.follow_up_id)
            out.moment("8213", order.ordered_at)
            out.prose("8238", order.note)
        if order.diagnoses:
            with out.obj("8127", "0027"):
                out.must("7303", order.reason or "11")
                for diagnosis in order.diagnoses:
                    with out.obj("8200", "0100"):
                        out.must("6001", diagnosis.code)
                        out.may("6003", diagnosis.certainty)
                        out.may("6004", diagnosis.side)
        _billing(out, order)
        for specimen in order.specimens:
            out.specimen(specimen)
        for test in order.tests:
            _test(out, test, order.ordered_at)


def _billing(out: Frame, order: LabOrder) -> None:
    payer = order.statutory
    with out.obj("8101", "0001"):
        if payer:
            with out.obj("8102", "0002", payer.facts):
                out.must("4239", payer.subgroup)
                out.must("4134", payer.payer_name)
                out.must("4104", payer.payer_number)
                out.must("4106", payer.payer_area)
                out.may("3116", payer.wop)
                out.may("3108", payer.insured_kind)
                if payer.card_read_on:
                    out.must("4109", compact(payer.card_read_on))
                if payer.insured_since:
                    out.must("4133", compact(payer.insured_since))
                out.must("4111", payer.payer_ik)
                out.must("4122", payer.fee_area)
                out.may("4131", payer.person_group)
                out.may("4132", payer.dmp)
                if payer.subgroup in ("27", "28"):
                    out.must("4221", payer.treatment)
        if order.private and not find(order.facts, "8101", "8103"):
            with out.obj("8103", "0003"):
                out.must("7362", "1")
                out.must("4121", "3")
                with out.obj("8148", "0048"):
                    out.must("8310", order.order_number)
                    out.must("7421", "12")
                    with out.obj("8108", "0008"):
                        out.person(order.patient)


def _test(out: Frame, test: OrderedTest, ordered_at: Moment | None) -> None:
    with out.obj("8159", "0059", test.facts):
        if test.code:
            out.must("8410", test.code)
            out.may("8411", test.name)
        out.must("7303", test.billing)
        out.may("8501", test.urgency)
        for number in test.specimen_ids:
            out.must("7364", number)
        if not test.code:
            out.must("8434", test.name)
        out.prose("8167", test.note)
        out.moment("8213", ordered_at)


def write_reports(
    reports: Sequence[LabReport],
    laboratory: Laboratory,
    contact: tuple[str, str],
    created_at: Moment,
    sender: Sender | None = None,
) -> bytes:
    """A file of reports (records 8220, 8205…, 8221), `contact` is family and given name.

    Each analyte is written as the result object its `kind` names, those of one `result_id` as one
    object; germs stand in the result they name. What was written is read back and held against
    the tables: `UnwritableError` where it does not say the same without an error, or where a
    result breaks a context rule of its object.
    """
    out = Frame()
    with out.record("8220", laboratory.facts):
        out.head(sender or Sender(sender_id=laboratory.sender_id), created_at)
        out.laboratory(laboratory, contact)
    for report in reports:
        if report.laboratory not in (laboratory, Laboratory()):
            raise refusal("8136", "Der Befund ist von einem anderen Labor als die Datei.")
        _report(out, report)
    data = out.closed("8221")
    read_back(reports, data, frame=laboratory)
    return data


def _report(out: Frame, report: LabReport) -> None:
    with out.record("8205", report.facts):
        out.practice(report.practice)
        out.patient(report.patient)
        with out.obj("8117", "0017"):
            out.may("8310", report.order_number)
            for number in report.follow_up_ids:
                out.must("8313", number)
            out.moment("8214", report.ordered_at)
            out.moment("8215", report.received_at)
            out.must("8311", report.laboratory_order_number)
            out.may("7305", report.report_id)
            out.must("8401", "1" if report.state is State.PRELIMINARY else "2")
            out.moment("8216", report.reported_at)
            for attachment in report.attachments:
                _attachment(out, attachment)
            inner = [n for analyte in report.analytes for n in analyte.notices]
            for notice in report.notices:
                if notice not in inner:
                    notice_of(out, notice)
        for specimen in report.specimens:
            out.specimen(specimen)
        with out.obj("8135", "0035"):
            write_results(out, report)
            for text in report.texts:
                out.prose("8167", text.text)


def _attachment(out: Frame, attachment: Attachment) -> None:
    if attachment.content is None:
        raise refusal("6329", "Der Inhalt des Dokuments liegt nicht vor.")
    text = base64.b64encode(attachment.content).decode()
    with out.obj("8110", "0010"):
        out.must("9970", attachment.document_type or "999")
        with out.obj("8242", "0068"):
            for start in range(0, len(text), _LINE_OF_BASE64):
                out.must("6329", text[start : start + _LINE_OF_BASE64])
        out.must("6303", attachment.named_type)
        out.may("6327", attachment.description)
