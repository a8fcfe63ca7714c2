"""The people and results behind the demo's laboratory files; `python -m` writes them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Final

from formats.ldt import (
    Analyte,
    Attachment,
    Laboratory,
    LabPatient,
    LabReport,
    LabText,
    Mark,
    Moment,
    PartialDate,
    Practice,
    ReferenceRange,
    Specimen,
    State,
    Value,
    Version,
    write_reports,
)
from praxis.exchange.lab.samples import FOLDER

LABORATORY: Final = Laboratory(
    name="Labor Erfunden GbR", number="997654300", sender_id="ERFUNDEN", contact="Lena Labor",
    street="Pipettenstraße 7", postcode="99999", town="Beispielstadt", phone="0999 12345",
    email="labor@example.org",
)  # fmt: skip
PRACTICE: Final = Practice("Praxis Dr. Ada Beispiel", "", "999999900", "4711", "Ada Beispiel")
DORA: Final = LabPatient(
    family_name="Demo", given_name="Dora", birth_date=PartialDate(1958, 3, 12), sex="W",
    insurance_number="A123456780", street="Lindenweg 7", postcode="12345", town="Musterstadt",
)  # fmt: skip
NOBODY: Final = LabPatient(
    family_name="Unbekannt", given_name="Ulla", birth_date=PartialDate(1971, 7, 1), sex="W",
    street="Nirgendweg 1", postcode="12345", town="Musterstadt",
)  # fmt: skip
_CODES: Final = {
    Mark.NORMAL: "N", Mark.HIGH: "H", Mark.VERY_HIGH: "HH", Mark.LOW: "L", Mark.VERY_LOW: "LL",
}  # fmt: skip


def moment(day: int, hour: int, minute: int, month: int = 11) -> Moment:
    """A moment of the demo's autumn."""
    return Moment(PartialDate(2026, month, day), time(hour, minute), "UTC+1")


def analyte(
    code: str, name: str, value: str, unit: str, low: str, high: str, mark: Mark = Mark.NORMAL
) -> Analyte:
    """One value with its range."""
    return Analyte(
        code=code,
        name=name,
        value=Value(value, Decimal(value), "", unit),
        ranges=(ReferenceRange(f"{low} - {high}", Decimal(low), Decimal(high), unit),),
        mark=mark,
        mark_text=_CODES[mark],
        state=State.FINAL,
        specimen_ids=("P-1",),
    )


def pdf(words: str) -> bytes:
    """A one-page PDF with one line, small and correct."""
    stream = f"BT /F1 14 Tf 60 780 Td ({words}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(out))
    return out + head + table + tail


def report(number: str, patient: LabPatient, *analytes: Analyte, day: int = 20) -> LabReport:
    """One final report."""
    return LabReport(
        version=Version.LDT_3,
        kind="8205",
        laboratory=LABORATORY,
        practice=PRACTICE,
        patient=patient,
        order_number=number,
        laboratory_order_number=f"L-{number}",
        report_id=f"L-{number}-1",
        state=State.FINAL,
        ordered_at=moment(day, 8, 20),
        received_at=moment(day, 13, 0),
        reported_at=moment(day + 1, 6, 30),
        analytes=analytes,
        specimens=(Specimen("P-1", "SE", "Serum", taken_at=moment(day, 8, 15)),),
    )


def doras(day: int, number: str, hba1c: str, crea: str, mark: Mark) -> LabReport:
    """Dora's check-up."""
    return report(
        number,
        DORA,
        analyte("HBA1C", "HbA1c", hba1c, "%", "4.0", "6.5", mark),
        analyte("CREA", "Kreatinin", crea, "mg/dl", "0.51", "0.95"),
        analyte("K", "Kalium", "4.4", "mmol/l", "3.5", "5.1"),
        analyte("TSH", "TSH basal", "1.42", "mU/l", "0.4", "4.0"),
        day=day,
    )


def files() -> dict[str, bytes]:
    """Every demo file by name."""
    contact = ("Labor", "Lena")
    document = pdf("Labor Erfunden GbR: Befund als Dokument (Demo)")
    attached = Attachment(
        media_type="application/pdf", named_type="PDF", description="Befund als Dokument",
        document_type="999", size=len(document), content=document,
    )  # fmt: skip
    final = replace(
        doras(20, "D-2026-0003", "7.4", "0.93", Mark.HIGH),
        texts=(LabText("Zusätzliche Informationen", "Probe gut erhalten."),),
        attachments=(attached,),
    )
    ulla = report(
        "D-2026-0004",
        NOBODY,
        analyte("LEUK", "Leukozyten", "11.2", "/nl", "4.0", "10.0", Mark.HIGH),
        analyte("CRP", "CRP", "24", "mg/l", "0", "5", Mark.VERY_HIGH),
    )
    made = moment(21, 6, 30)

    def written(*reports: LabReport) -> bytes:
        return write_reports(list(reports), LABORATORY, contact, made)

    whole = written(doras(2, "D-2026-0009", "7.1", "0.90", Mark.HIGH))
    return {
        "01_verlauf_dora.ldt": written(
            doras(3, "D-2026-0001", "7.0", "0.88", Mark.HIGH),
            doras(10, "D-2026-0002", "7.6", "0.91", Mark.HIGH),
        ),
        "02_befund_dora.ldt": written(final),
        "03_niemandem_zugeordnet.ldt": written(ulla),
        "04_abgebrochen.ldt": whole[: len(whole) * 2 // 3],
    }


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
