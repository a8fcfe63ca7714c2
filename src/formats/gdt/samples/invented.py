"""The invented patient and readings behind the sample files; `python -m` writes them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal

from formats.gdt.model import FreeCategory, GdtMessage, GdtPatient, Measurement, Reference
from formats.gdt.samples import path
from formats.gdt.write import write
from formats.gdt.write3 import VERSION_3, write_3
from formats.xdt import Charset
from formats.xdt.dates import PartialDate

DORA = GdtPatient(
    number="D-0001",
    family_name="Demo",
    given_name="Dora",
    birth_date=PartialDate(1968, 3, 14),
    sex="W",
    street="Musterweg 3",
    town="99999 Beispielstadt",
    height_cm="171",
    weight_kg="68.5",
)
ORDER = GdtMessage(
    kind="6302", receiver="BDM_GER1", sender="PRAX_EDV", patient=DORA, procedure="BDM01"
)
RESULT = GdtMessage(
    kind="6310",
    receiver="PRAX_EDV",
    sender="BDM_GER1",
    patient=DORA,
    procedure="BDM01",
    examined_on=PartialDate(2026, 11, 20),
    examined_at=time(8, 30),
    measurements=(
        Measurement(
            "SYS",
            "Systole",
            "142",
            Decimal(142),
            "mmHg",
            PartialDate(2026, 11, 20),
            time(8, 30),
            low=Decimal(100),
            high=Decimal(140),
        ),
        Measurement("DIA", "Diastole", "88", Decimal(88), "mmHg", remark="Arm links\nim Sitzen"),
    ),
    findings=("Leicht erhöhter Blutdruck.",),
    comments=("Ruhe vor der Messung: 5 Minuten",),
    categories=(FreeCategory("Manschette", ("groß",)),),
    references=(Reference("BDM00001.PDF", "BDM00001.PDF", "PDF", "Messprotokoll", "000001"),),
    is_whole=True,
)


EVERYTHING = replace(
    RESULT,
    patient=replace(
        DORA, title="Dr.", affix="von", insurance_number="A123456780", insured_kind="1",
        language="Deutsch",
    ),
    order_number="A-1",
    foreign_findings=("EKG auswärts: unauffällig",),
    diagnoses=("Hypertonie",),
    table=("Zeit  SYS DIA",),
    signature="A. Beispiel",
    software="Praxistresor",
    release="1.0",
    vendor="Erfunden GbR",
    measurements=(
        replace(
            RESULT.measurements[0], state="B", range_text="100-140", result="leicht erhöht",
            stream_units="mmHg", stream="1,2,3", specimen_code="L", specimen_index="1",
            specimen_name="Luft", specimen_specification="keine",
        ),
        RESULT.measurements[1],
    ),
)  # fmt: skip
EVERYTHING_3 = replace(
    EVERYTHING,
    version=VERSION_3,
    request_id="7f3a-11",
    patient=replace(
        EVERYTHING.patient, phone="0999 12345", mobile="0151 99999", email="dora@example.org"
    ),
)


def referring_to(path: str) -> bytes:
    """A result whose document lies where the strict writer would not let it lie."""
    names = (b"BDM00001.PDF", path.encode())
    before, after = (b"%03d6305%s" % (len(one) + 9, one) for one in names)
    made = write(RESULT)
    length, longer = len(made), len(made) + len(after) - len(before)
    return made.replace(before, after).replace(b"%05d" % length, b"%05d" % longer, 1)


def files() -> dict[str, bytes]:
    """Every sample file by name; the hostile ones are damaged copies."""
    result = write(RESULT)
    return {
        "order.gdt": write(ORDER),
        "order_gdt3.gdt": write_3(replace(ORDER, version=VERSION_3, order_number="A-2026-0001")),
        "result.gdt": result,
        "result_gdt3.gdt": write_3(replace(RESULT, version=VERSION_3)),
        "result_cp437.gdt": write(RESULT, Charset.CP437),
        "hostile_truncated.gdt": result[: len(result) // 2],
        "hostile_lf_only.gdt": result.replace(b"\r\n", b"\n"),
        "hostile_climbing_path.gdt": referring_to("..\\..\\secret.pdf"),
    }


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        path(name).write_bytes(data)


if __name__ == "__main__":
    main()
