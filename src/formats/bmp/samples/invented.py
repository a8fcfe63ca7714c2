"""The invented patient and medicines behind the sample files; `python -m` writes them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from formats.bmp.model import (
    FreeLine,
    Ingredient,
    Medication,
    MedicationPlan,
    Observations,
    PlanAuthor,
    PlanPatient,
    Recipe,
    Section,
)
from formats.bmp.pages import split
from formats.bmp.samples import path
from formats.bmp.write import write
from formats.xdt.dates import PartialDate

PATIENT = PlanPatient(
    given_name="Dora",
    family_name="Demo-Größe",
    birth_date=PartialDate(1968, 3, 14),
    insurance_id="X000000001",
    sex="W",
    title="Dr.",
)
AUTHOR = PlanAuthor(
    name="Praxis Dr. Ada Beispiel",
    printed_at=datetime.fromisoformat("2026-11-23T09:30:00"),
    doctor_number="999999900",
    street="Musterweg 3",
    postcode="99999",
    town="Beispielstadt",
    phone="0999 777",
    email="praxis@beispiel.example",
)
DAILY = Section(
    (
        Medication(
            name="Erfundol 400 mg",
            form_code="Tabl",
            morning="1",
            evening="1/2",
            unit_code="1",
            hint="mit viel Wasser~nicht nüchtern",
            reason="Schmerzen",
            ingredients=(Ingredient("Erfundolum", "400 mg"),),
        ),
        Medication(
            name="Tripelin <forte> & Co",
            form="Kapseln",
            noon="0,5",
            unit_code="1",
            addition='bis zur nächsten Kontrolle, siehe "Merkblatt"',
            ingredients=tuple(Ingredient(f"Wirkstoff {letter}", "5 mg") for letter in "ABC"),
        ),
    )
)
WEEKLY = Section(
    (
        Medication(
            name="Wochenmittel 10 mg",
            weekday="1",
            morning="1",
            unit_code="1",
            reason="Rheuma",
            ingredients=(Ingredient("Wochenstoff", "10 mg"),),
        ),
    ),
    heading_code="425",
)
OTHER = Section(
    (
        Medication(pzn="12345678", name="Notfallspray", dose_text="max. 3 am Tag", unit_code="5"),
        Recipe("Salbe nach Vorschrift 1.2, 100 g", "zweimal täglich dünn auftragen"),
        FreeLine("Bitte Blutdruck täglich messen."),
    ),
    heading="Bei Bedarf",
)
PLAN = MedicationPlan(
    instance="0123456789ABCDEF0123456789ABCDEF",
    patient=PATIENT,
    author=AUTHOR,
    observations=Observations(
        allergies="Penicillin", weight_kg=Decimal("68.5"), height_cm=171,
        creatinine_mg_dl=Decimal("0.92"),
    ),
    sections=(DAILY, WEEKLY, OTHER),
)  # fmt: skip
LONG = replace(
    PLAN,
    sections=(
        DAILY,
        replace(
            OTHER,
            entries=tuple(
                Medication(name=f"Mittel {n}", morning="1", unit_code="1") for n in range(1, 21)
            ),
        ),
        WEEKLY,
    ),
)
_HEAD = b'<!DOCTYPE MP [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def files() -> dict[str, bytes]:
    """Every sample file by name; the hostile ones are damaged copies."""
    whole = write(PLAN)
    first, second = (write(page) for page in split(LONG))
    return {
        "plan.xml": whole,
        "page_1_of_2.xml": first,
        "page_2_of_2.xml": second,
        "hostile_entity.xml": _HEAD + whole.replace(b"Penicillin", b"&x;"),
        "hostile_truncated.xml": whole[: len(whole) // 2],
        "hostile_two_doses.xml": whole.replace(b'm="1"', b't="abends 1" m="1"', 1),
    }


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        path(name).write_bytes(data)


if __name__ == "__main__":
    main()
