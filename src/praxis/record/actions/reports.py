"""Filing laboratory reports into a record, and seeing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.ids import PatientId
from praxis.gate.work import Work
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.errors import AlreadyReviewed
from praxis.record.models import Abnormal, Finding, FindingState, Report, Review


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewFinding:
    """One result to be filed: a number with a unit, or a text."""

    analyte: str
    name: str
    measured_at: datetime
    value: Decimal | None = None
    operator: str = ""
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    abnormal: Abnormal = Abnormal.UNKNOWN
    state: FindingState = FindingState.FINAL
    text: str = ""
    reference: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewReport:
    """A laboratory report to be filed."""

    laboratory: str
    order_number: str
    state: FindingState
    source_hash: bytes
    findings: Sequence[NewFinding]
    collected_at: datetime | None = None
    reported_at: datetime | None = None
    comment: str = ""
    replaces: UUID | None = None


def file_report(actor: AnyActor, patient_id: PatientId, new: NewReport) -> UUID:
    """File a report and all its findings in one transaction; returns the report's id."""
    patient = gate.one(actor, PatientAct.READ, Patient, patient_id)
    with gate.creating(actor, RecordAct.FILE_REPORT) as work:
        return add_report(work, patient, new).pk


def add_report(work: Work[gate.Guarded], patient: Patient, new: NewReport) -> Report:
    """The same inside a transaction that is already open."""
    return add_reports(work, [(patient, new)])[0]


def add_reports(
    work: Work[gate.Guarded], several: Sequence[tuple[Patient, NewReport]]
) -> list[Report]:
    """Many at once, of any patients: one statement for the reports, one for all their findings."""
    reports = [_report(patient, new) for patient, new in several]
    work.add_many(reports)
    work.add_many(
        [
            _finding(report, at, finding)
            for report, (_patient, new) in zip(reports, several, strict=True)
            for at, finding in enumerate(new.findings)
        ]
    )
    return reports


def _report(patient: Patient, new: NewReport) -> Report:
    return Report(
        patient_id=patient.pk,
        key_owner=patient.key_owner,
        laboratory=new.laboratory,
        order_number=new.order_number,
        state=new.state,
        collected_at=new.collected_at,
        reported_at=new.reported_at,
        recorded_at=clock.now(),
        comment=new.comment,
        source_hash=new.source_hash,
        replaces_id=new.replaces,
    )


def _finding(report: Report, position: int, new: NewFinding) -> Finding:
    return Finding(
        patient_id=report.patient_id,
        key_owner=report.key_owner,
        report=report,
        position=position,
        analyte=new.analyte,
        value=new.value,
        operator=new.operator,
        unit=new.unit,
        low=new.low,
        high=new.high,
        abnormal=new.abnormal,
        state=new.state,
        name=new.name,
        text=new.text,
        reference=new.reference,
        comment=new.comment,
        measured_at=new.measured_at,
    )


def review_report(actor: Actor, report_id: UUID, note: str = "") -> UUID:
    """Mark a report as seen, with one's name and perhaps one line."""
    mine = gate.count(actor, RecordAct.REVIEW_REPORT, Review, report_id=report_id, author=actor.id)
    if mine:
        raise AlreadyReviewed
    with gate.doing(actor, RecordAct.REVIEW_REPORT, Report, report_id) as work:
        report = work.subject
        review = Review(
            patient_id=report.patient_id,
            key_owner=report.key_owner,
            report=report,
            author=actor.id,
            recorded_at=clock.now(),
            note=note.strip(),
        )
        return work.add(review).pk
