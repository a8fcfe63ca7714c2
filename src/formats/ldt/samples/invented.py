"""The invented people and results behind the sample files; `python -m` writes them anew.

It is one file, because the people and their results belong together.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import time
from decimal import Decimal

from formats.ldt.frame import Sender
from formats.ldt.model import (
    Analyte,
    Attachment,
    Germ,
    Laboratory,
    LabPatient,
    LabReport,
    LabText,
    Mark,
    Moment,
    Notice,
    Practice,
    ReferenceRange,
    Specimen,
    State,
    Susceptibility,
    Value,
    Version,
)
from formats.ldt.ordering import Diagnosis, LabOrder, OrderedTest, StatutoryBilling
from formats.ldt.samples import path
from formats.ldt.write import write_orders, write_reports
from formats.ldt.write2 import write_orders_2, write_reports_2
from formats.xdt import Charset
from formats.xdt.dates import PartialDate

LABORATORY = Laboratory(
    name="Labor Erfunden GbR",
    number="997654300",
    sender_id="ERFUNDEN",
    contact="Lena Labor",
    street="Pipettenstraße 7",
    postcode="99999",
    town="Beispielstadt",
    phone="0999 12345",
    email="labor@example.org",
)
OLD_LABORATORY = replace(LABORATORY, email="", sender_id="")  # LDT 2 has no room for these
PRACTICE = Practice("Praxis Dr. Ada Beispiel", "991234500", "999999900", "4711", "Ada Beispiel")
DORA = LabPatient(
    family_name="Demo",
    given_name="Dora",
    birth_date=PartialDate(1968, 3, 14),
    sex="W",
    insurance_number="A123456780",
    number="D-0001",
    street="Musterweg 3",
    postcode="99999",
    town="Beispielstadt",
)
EMIL = LabPatient(
    family_name="Größenwahn",
    given_name="Emil",
    birth_date=PartialDate(1990, 2),
    sex="M",
    number="D-0002",
)
SERUM = Specimen(
    "P-1001", "SE", "Serum", taken_at=Moment(PartialDate(2026, 11, 20), time(8, 15), "UTC+1")
)
BLOOD = Specimen(
    "P-1002", "EB", "EDTA-Blut", taken_at=Moment(PartialDate(2026, 11, 20), time(8, 16), "UTC+1")
)
MADE = Moment(PartialDate(2026, 11, 21), time(6, 30), "UTC+1")
_MEASURED = Moment(PartialDate(2026, 11, 20), time(17, 5), "UTC+1")
# The smallest bytes a reader takes for a PDF; there is nothing in it.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n" + b"%" * 200


def _range(low: str | None, high: str | None, unit: str, kind: str) -> tuple[ReferenceRange, ...]:
    text = f"{low}-{high}" if low and high else f"<{high}" if high else f">{low}"
    bounds = (Decimal(low) if low else None, Decimal(high) if high else None)
    return (ReferenceRange(text, *bounds, unit, kind),)


def _analyte(
    code: str, name: str, value: str, unit: str, bounds: tuple[str | None, str | None], mark: Mark
) -> Analyte:
    return Analyte(
        code=code,
        name=name,
        value=Value(
            value,
            Decimal(value.lstrip("<>").replace(",", ".")),
            value[:1].strip("0123456789"),
            unit,
        ),
        ranges=_range(*bounds, unit, "nach Geschlecht"),
        mark=mark,
        mark_text={Mark.NORMAL: "N", Mark.HIGH: "H", Mark.LOW: "L", Mark.CRITICALLY_HIGH: "!H"}[
            mark
        ],
        state=State.FINAL,
        specimen_ids=("P-1001",),
        measured_at=_MEASURED,
    )


CRITICAL = Notice(("Lebensbedrohlicher Zustand",), "Bitte sofort anrufen.", is_urgent=True)
KALIUM = replace(
    _analyte("K", "Kalium", "6,9", "mmol/l", ("3.5", "5.1"), Mark.CRITICALLY_HIGH),
    notices=(CRITICAL,),
    comment="Hämolyse ausgeschlossen.\nZweimal gemessen.",
)


def numbered(report: LabReport) -> LabReport:
    """The same with the result ids our writer gives where a report names none."""
    theirs = report.laboratory_order_number
    analytes = (
        replace(one, result_id=f"{theirs}-{at}") for at, one in enumerate(report.analytes, 1)
    )
    return replace(report, analytes=tuple(analytes))


DORAS_REPORT = LabReport(
    version=Version.LDT_3,
    kind="8205",
    laboratory=LABORATORY,
    practice=PRACTICE,
    patient=DORA,
    order_number="A-2026-0001",
    laboratory_order_number="L-55501",
    report_id="L-55501-1",
    state=State.FINAL,
    ordered_at=Moment(PartialDate(2026, 11, 20), time(8, 20), "UTC+1"),
    received_at=Moment(PartialDate(2026, 11, 20), time(13, 0), "UTC+1"),
    reported_at=MADE,
    analytes=(
        _analyte("HB", "Hämoglobin", "13.4", "g/dl", ("12.0", "16.0"), Mark.NORMAL),
        KALIUM,
        _analyte("TSH", "TSH basal", "<0.01", "mU/l", ("0.4", "4.0"), Mark.LOW),
    ),
    specimens=(SERUM, BLOOD),
    texts=(LabText("Zusätzliche Informationen", "Probe gut erhalten."),),
    notices=(CRITICAL,),
    attachments=(
        Attachment(
            media_type="application/pdf",
            named_type="PDF",
            description="Befund als Dokument",
            document_type="999",
            size=len(PDF),
            sha256="",
            content=PDF,
        ),
    ),
)
DORAS_REPORT = numbered(DORAS_REPORT)
EMILS_REPORT = replace(
    DORAS_REPORT,
    patient=EMIL,
    order_number="A-2026-0002",
    laboratory_order_number="L-55502",
    report_id="L-55502-1",
    state=State.PRELIMINARY,
    analytes=(
        Analyte("BK", "Blutkultur", state=State.PENDING, specimen_ids=("P-1002",)),
        Analyte(
            "HIV",
            "HIV-Suchtest",
            Value("negativ"),
            state=State.FINAL,
            specimen_ids=("P-1001",),
            measured_at=_MEASURED,
            text="Kein Hinweis auf eine Infektion.",
        ),
    ),
    texts=(),
    notices=(),
    attachments=(),
)
EMILS_REPORT = numbered(EMILS_REPORT)
DORAS_OLD_REPORT = replace(
    DORAS_REPORT,
    version=Version.LDT_2,
    kind="8202",
    practice=Practice(),
    patient=replace(DORA, street="", postcode="", town="", remark="Demo, Dora"),
    report_id="",
    ordered_at=None,
    received_at=Moment(PartialDate(2026, 11, 20)),
    reported_at=Moment(PartialDate(2026, 11, 21), time(6, 30)),
    analytes=(
        Analyte(
            "HB",
            "Hämoglobin",
            Value("13,4", Decimal("13.4"), "", "g/dl"),
            (ReferenceRange("12-16", Decimal(12), Decimal(16), "g/dl"),),
            specimen=Specimen(code="EB", name="EDTA-Blut"),
        ),
        Analyte(
            "GLUC",
            "Glukose",
            Value("142", Decimal(142), "", "mg/dl"),
            (ReferenceRange("60-100", Decimal(60), Decimal(100), "mg/dl"),),
            mark=Mark.VERY_HIGH,
            mark_text="++",
            state=State.CORRECTED,
            comment="Nicht nüchtern?",
        ),
    ),
    specimens=(),
    texts=(LabText("Auftragsbezogene Hinweise", "Bitte Material kühl lagern."),),
    notices=(),
    attachments=(),
    state=State.CORRECTED,
)
_PAYER = StatutoryBilling(
    payer_number="99101",
    payer_name="Erfundene Kasse",
    payer_ik="109999999",
    insured_kind="1",
    card_read_on=PartialDate(2026, 10, 5),
    insured_since=PartialDate(2019, 1, 1),
)
DORAS_ORDER = LabOrder(
    order_number="A-2026-0001",
    practice=PRACTICE,
    patient=DORA,
    tests=(
        OrderedTest("HB", "Hämoglobin", "1", ("P-1002",)),
        OrderedTest("K", "Kalium", "1", ("P-1001",), urgency="1", note="Bitte anrufen"),
    ),
    specimens=(SERUM, BLOOD),
    ordered_at=Moment(PartialDate(2026, 11, 20), time(8, 20), "UTC+1"),
    diagnoses=(Diagnosis("I10.90", "G"), Diagnosis("M54.4", "V", "R")),
    statutory=_PAYER,
    note="Nüchtern seit 20 Uhr.",
)


DORAS_OLD_ORDER = replace(
    DORAS_ORDER,
    ordered_at=None,
    specimens=(),
    tests=(
        OrderedTest("HB", "Hämoglobin", "1", specimen=replace(BLOOD, id="1", taken_at=None)),
        OrderedTest("K", "Kalium", "1", urgency="1", note="Bitte anrufen"),
        OrderedTest(name="Blutbild mit Ausstrich"),
    ),
)


def _base64(document: bytes) -> bytes:
    """The first line of a document in a file."""
    return base64.b64encode(document[:45])


def everything() -> dict[str, bytes]:
    """A report and orders that say all our writers can say."""
    person = replace(DORA, title="Dr.", affix="Gräfin", prefix="von")
    specimen = replace(SERUM, specification="gekühlt")
    bounds = replace(KALIUM.ranges[0], alarm_low=Decimal(2), alarm_high=Decimal(7))
    kalium = replace(KALIUM, ranges=(bounds,), method="ISE", text="Sehr hoch.")
    report = replace(
        DORAS_REPORT,
        patient=person,
        follow_up_ids=("N-1",),
        specimens=(replace(specimen, received_at=MADE),),
        analytes=(kalium,),
    )
    payer = replace(_PAYER, wop="38")
    order = replace(
        DORAS_ORDER,
        patient=person,
        specimens=(specimen,),
        follow_up_id="N-1",
        statutory=payer,
        private=True,
    )
    sender = Sender(receiver_id="LABOR", sender_id="PRAXIS")
    return {
        "report": write_reports([report], LABORATORY, ("Labor", "Lena"), MADE, sender),
        "order": write_orders([order], PRACTICE, MADE, sender),
    }


OLD_CULTURE = replace(
    DORAS_OLD_REPORT,
    kind="8203",
    patient=replace(DORAS_OLD_REPORT.patient, title="Dr.", affix="Gräfin"),
    analytes=(
        Analyte(
            "URIK",
            "Urinkultur",
            specimen=replace(SERUM, id="1", specification="gekühlt", taken_at=MADE),
            text="Keimzahl 10^5",
        ),
    ),
    germs=(
        Germ(
            "K1",
            "Escherichia coli",
            susceptibilities=(
                Susceptibility("Amoxicillin", "resistent", "32"),
                Susceptibility("Ciprofloxacin", "sensibel"),
            ),
        ),
        Germ("K2", "Candida"),
    ),
    state=State.FINAL,
)


def everything_old() -> tuple[bytes, ...]:
    """LDT 2 files that say all our writers can say."""
    orders = [replace(DORAS_OLD_ORDER, statutory=replace(_PAYER, wop="38"))]
    return (
        write_reports_2([DORAS_OLD_REPORT, OLD_CULTURE], OLD_LABORATORY, MADE),
        write_orders_2(orders, PRACTICE, MADE),
    )


def files() -> dict[str, bytes]:
    """Every sample file by name; the hostile ones are damaged copies."""
    contact = ("Labor", "Lena")
    report = write_reports([DORAS_REPORT, EMILS_REPORT], LABORATORY, contact, MADE)
    old = write_reports_2([DORAS_OLD_REPORT], OLD_LABORATORY, MADE)
    return {
        "ldt3_report.ldt": report,
        "ldt3_order.ldt": write_orders([DORAS_ORDER], PRACTICE, MADE),
        "ldt2_report.ldt": old,
        "ldt2_order.ldt": write_orders_2([DORAS_OLD_ORDER], PRACTICE, MADE),
        "ldt2_report_cp437.ldt": write_reports_2(
            [DORAS_OLD_REPORT], OLD_LABORATORY, MADE, Charset.CP437
        ),
        "hostile_truncated.ldt": report[: len(report) // 2],
        "hostile_truncated_ldt2.ldt": old[: len(old) * 2 // 3],
        "hostile_changed_value.ldt": report.replace(b"84206,9", b"84204,9"),
        "hostile_wrong_length.ldt": report.replace(b"0133101Demo", b"0333101Demo"),
        "hostile_split_line.ldt": old.replace(b"3101Demo", b"3101De\r\nmo"),
        "hostile_control_characters.ldt": old.replace(b"3101Demo", b"3101D\x00\x0bo"),
        "hostile_utf8.ldt": report.decode("iso8859-15").encode("utf-8"),
        "hostile_cp437_declared_iso.ldt": write_reports_2(
            [DORAS_OLD_REPORT], OLD_LABORATORY, MADE, Charset.CP437
        ).replace(b"01091062", b"01091063"),
        "hostile_lf_only.ldt": report.replace(b"\r\n", b"\n"),
        "hostile_disguised_program.ldt": report.replace(_base64(PDF), _base64(b"MZ" + PDF[2:])),
        "hostile_broken_base64.ldt": report.replace(b"6329JVBERi0", b"6329!!BERi0"),
        "hostile_open_objects.ldt": report.replace(b"0178003Obj_0035\r\n", b""),
        "hostile_empty.ldt": b"",
        "hostile_foreign_hl7.ldt": b"MSH|^~\\&|LAB|X|PVS|Y|20261121||ORU^R01|1|P|2.5\rPID|1\r",
        "hostile_zip.ldt": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(256)) * 4,
    }


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        path(name).write_bytes(data)


if __name__ == "__main__":
    main()
