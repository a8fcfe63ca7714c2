"""The invented patient and readings behind the sample files; `python -m` writes them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal

from formats.gdt.model import FreeCategory, GdtMessage, GdtPatient, Measurement, Reference
from formats.gdt.samples import path
from formats.gdt.write import write
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


def files() -> dict[str, bytes]:
    """Every sample file by name; the hostile ones are damaged copies."""
    result = write(RESULT)
    return {
        "order.gdt": write(ORDER),
        "result.gdt": result,
        "result_cp437.gdt": write(RESULT, Charset.CP437),
        "hostile_truncated.gdt": result[: len(result) // 2],
        "hostile_lf_only.gdt": result.replace(b"\r\n", b"\n"),
        "hostile_climbing_path.gdt": write(
            replace(RESULT, references=(Reference("..\\..\\secret.pdf", "secret.pdf"),))
        ),
    }


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        path(name).write_bytes(data)


if __name__ == "__main__":
    main()
