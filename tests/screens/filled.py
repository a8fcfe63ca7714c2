"""A practice with something on every screen: long names, an old chart, forty laboratory days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Final
from uuid import UUID

from PIL import Image

from attacks.subjects import SUBJECTS
from house.cast import Cast
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.catalogues.models import Edition
from praxis.catalogues.shipping import import_shipped
from praxis.config import config
from praxis.core import clock
from praxis.core.assigning import Addressee
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.ids import PatientId
from praxis.exchange.lab import importing
from praxis.exchange.lab.samples import drop_demo_files
from praxis.gate.guard import passage
from praxis.messages import keys
from praxis.messages.tests.phones import paired_phone, writes
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record.actions import diagnose, write_entry
from praxis.record.actions.diagnoses import TypedDiagnosis
from praxis.record.actions.reports import NewFinding, NewReport, file_report
from praxis.record.documents.actions import NewDocument, add_document
from praxis.record.models import Abnormal, FindingState
from praxis.tasks.actions import create_task
from wire import letters

DORA: Final = {
    "family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958", "sex": "W",
    "insurance_number": "A123456780",
}  # fmt: skip
LONG: Final = {
    "family_name": "von Müller-Lüdenscheidt zu Hohenstein-Ernstthal am See",
    "given_name": "Maximiliane Friederike",
    "birth_date": "29.02.1936",
    "sex": "W",
}
LINE: Final = "Husten seit 3 Tagen, kein Fieber, kein Auswurf; Kinder ebenfalls erkältet."
WORD: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LINES, LAB_DAYS = 120, 40
KNOWN_FOR: Final = timedelta(days=5 * 365)
ANALYTES: Final = (
    ("HBA1C", "HbA1c", "%"),
    ("KREA", "Kreatinin", "mg/dl"),
    ("NA", "Natrium", "mmol/l"),
)


@dataclass(frozen=True, slots=True)
class Filled:
    """The ids that stand in addresses."""

    dora: PatientId
    long: PatientId
    parts: dict[str, UUID]


class _File:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def chunks(self) -> Iterator[bytes]:
        """All of it."""
        yield self._content


def fill(cast: Cast) -> Filled:
    """Everything through the practice's own actions; a signer must stand ready."""
    keys.ensure_identity()
    with gate.visiting():
        import_shipped(cast.otto.actor)
        with clock_set_to(FixedClock(clock.now() - KNOWN_FOR)):
            dora = create_patient(cast.ada.actor, read_identity(DORA), site=cast.main)
            long = create_patient(cast.ada.actor, read_identity(LONG), site=cast.main)
        chart(cast, long)
        for number in range(LAB_DAYS):
            lab_day(cast, long, number)
        parts = _subjects(cast, long)
    for patient in (dora, long):
        phone = paired_phone(cast, patient)
        writes(phone, letters.Message("Frage", f"{LINE} {WORD}", None, ()))
    drop_demo_files(config().lab_spool)
    for _ in range(2):
        importing.run_pass()
    return Filled(dora, long, {**parts, **_found(long)})


def chart(cast: Cast, patient: PatientId) -> None:
    """More lines than one page of the chart holds, and a header with a lot to say."""
    ada, newest = cast.ada.actor, clock.now()
    for number in range(LINES):
        with clock_set_to(FixedClock(newest - timedelta(hours=9 * (LINES - number)))):
            write_entry(ada, patient, "ABT"[number % 3], f"{number}: {LINE}")
    for code, text in (
        ("!", "Marcumar, vor jedem Eingriff Quick prüfen und mit der Klinik sprechen"),
        ("!A", "Penicillin (Exanthem 2011), Jod, Pflaster, Haselnuss"),
        ("N", WORD),
    ):
        write_entry(ada, patient, code, text)
    for code in ("I10.90 G", "E11.90 G", "I48.1 G", "M54.5 G", "J44.99 G"):
        diagnose(ada, patient, TypedDiagnosis.read(code), permanent=True)
    for place in ("Anmeldung", "Labor"):
        create_task(ada, patient, f"Bitte anrufen. {WORD}", to=Addressee(place=place))


def lab_day(cast: Cast, patient: PatientId, number: int) -> None:
    """One report; every third value is too high."""
    at = clock.now() - timedelta(days=30 * (LAB_DAYS - number))
    findings = [
        NewFinding(
            analyte=analyte, name=name, measured_at=at, unit=unit, low=Decimal(4), high=Decimal(6),
            value=Decimal(8 if number % 3 else 5), reference="4,0 - 6,0",
            abnormal=Abnormal.HIGH if number % 3 else Abnormal.NORMAL,
        )
        for analyte, name, unit in ANALYTES
    ]  # fmt: skip
    new = NewReport(
        laboratory="Gemeinschaftslabor Musterstadt", order_number=str(number), findings=findings,
        state=FindingState.FINAL, source_hash=bytes([number]) * 32, collected_at=at,
    )  # fmt: skip
    file_report(cast.ada.actor, patient, new)


def _subjects(cast: Cast, patient: PatientId) -> dict[str, UUID]:
    out = BytesIO()
    Image.new("RGB", (640, 300), (120, 160, 200)).save(out, "PNG")
    new = NewDocument(f"Foto vom Unterarm {WORD}", "letter")
    picture = add_document(cast.ada.actor, patient, new, _File(out.getvalue()))
    named = ("filled_id", "account_id", "site_id", "coverage_id", "task_id")
    own = {name: SUBJECTS[name](cast, patient) for name in named}
    SUBJECTS["document_id"](cast, patient)
    return {**own, "document_id": picture, "patient_id": patient}


def _found(patient: PatientId) -> dict[str, UUID]:
    from praxis.exchange.lab.models import LabReport

    with passage():
        report = LabReport.objects.exclude(state="open").order_by("id").first()
        event = AuditEvent.objects.order_by("at").last()
    edition = Edition.objects.order_by("imported_at").first()
    assert report
    assert event
    assert edition
    return {"report_id": report.pk, "event_id": event.id, "edition_id": edition.pk}
