"""From the inbox into the record: report, findings and documents in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import AnyActor
from praxis.core.ids import uuid7
from praxis.exchange.lab import content as shape
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.content import Content
from praxis.exchange.lab.models import LabAttachment, LabReport, ReportState, Why
from praxis.gate.work import Work
from praxis.patients.access import PatientAct
from praxis.patients.changes import exact_hash
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.actions.reports import NewReport, add_reports
from praxis.record.models import Document, FindingState, Report
from praxis.vault import documents

_MOST_STANDING: Final = 1000
WITHDRAWN = "Irrtümlich zugeordnet; dieser Befund gehört nicht zu dieser Person."


def order_hash(content: Content, version: int | None = None) -> bytes | None:
    """Keyed name of one order at one laboratory; None if the file names no order."""
    number = content["order_number"] or content["laboratory_order_number"]
    if not number:
        return None
    return exact_hash("lab-order", f"{content['laboratory_id']}\0{number}", version)


def describe(row: LabReport, content: Content) -> None:
    """Put content and what is computed from it on the row."""
    row.content = content
    row.summary = shape.summary(content)
    row.severity = shape.severity(content)
    row.abnormal = sum(shape.weight(one) > 0 for one in content["findings"])
    row.results = len(content["findings"])
    row.stage = content["state"]


DESCRIBED = ("content", "summary", "severity", "abnormal", "results", "stage")


def file_into_record(work: Work[Any], row: LabReport, patient: Patient, source: bytes) -> None:
    """Fill a row that hangs on the patient's key: the report goes into the record, or replaces the
    one of the same order. The caller saves (or adds) the row."""
    file_many(work, [Coming(row, patient, source)])


class Coming(NamedTuple):
    """A report whose patient is known, and the keyed hash of the file it came in."""

    row: LabReport
    patient: Patient
    source: bytes


def file_many(work: Work[Any], several: Sequence[Coming]) -> None:
    """The same for several reports, of which no two are of one order."""
    if not several:
        return
    assert work.actor is not None
    standing = _standing(work.actor, several)
    before = [standing.get((patient.pk, _order(row))) for row, patient, _source in several]
    new = []
    for (row, patient, source), old in zip(several, before, strict=True):
        content = row.content
        if old is not None:
            content = shape.merged(old.content, content)
            describe(row, content)
        new.append((patient, _new(content, source, old, row.arrived_at)))
    with gate.creating(work.actor, RecordAct.FILE_REPORT) as record:
        reports = add_reports(record, new)
    for (row, patient, _source), report, old in zip(several, reports, before, strict=True):
        row.patient, row.filed, row.state = patient, report, ReportState.FILED
        row.why = Why.NOT_RED
        if old is not None:
            old.state = ReportState.REPLACED
            work.save(old, "state")


def _order(row: LabReport) -> bytes | None:
    return None if row.order_hash is None else bytes(row.order_hash)


def _standing(
    actor: AnyActor, several: Sequence[Coming]
) -> dict[tuple[UUID | None, bytes | None], LabReport]:
    """The reports of the same orders that stand in the records now; the latest of each.

    What stands under an id that was merged stands in the survivor's record.
    """
    orders = [row.order_hash for row, _, _ in several if row.order_hash is not None]
    if not orders:
        return {}
    own = {patient.pk: patient.pk for _, patient, _ in several} | _folded(actor, several)
    rows = gate.many(
        actor, LabAct.READ, LabReport, order_hash__in=orders,
        patient_id__in=list(own),
        state=ReportState.FILED, order_by=("arrived_at", "id"), limit=_MOST_STANDING,
    )  # fmt: skip
    coming = {row.pk for row, _, _ in several}
    return {
        (own[row.patient_id], _order(row)): row
        for row in rows
        if row.patient_id is not None and row.pk not in coming
    }


def _folded(actor: AnyActor, several: Sequence[Coming]) -> dict[UUID, UUID]:
    """The ids that were merged into these patients, each with its survivor."""
    return dict(
        gate.columns(
            actor, PatientAct.READ, Patient, "id", "merged_into_id",
            merged_into__in=[patient.pk for _, patient, _ in several], limit=_MOST_STANDING,
        )
    )  # fmt: skip


def _new(content: Content, source: bytes, before: LabReport | None, at: datetime) -> NewReport:
    lines = [*content["notices"], *(": ".join(one) for one in content["texts"])]
    if content["cancelled"]:
        lines.insert(0, "Das Labor hat diesen Auftrag storniert.")
    return NewReport(
        laboratory=content["laboratory"],
        order_number=content["order_number"] or content["laboratory_order_number"],
        state=FindingState(content["state"]),
        source_hash=source,
        findings=shape.new_findings(content, at),
        collected_at=shape.when(content["collected_at"]),
        reported_at=shape.when(content["reported_at"]),
        comment="\n".join(lines),
        replaces=before.filed_id if before else None,
    )


def file_documents(actor: AnyActor, row: LabReport, patient: Patient) -> None:
    """Attachments of a filed report become documents of the record."""
    waiting = gate.many(actor, LabAct.READ, LabAttachment, report_id=row.pk, document__isnull=True)
    for one in waiting:
        with gate.doing(actor, LabAct.ASSIGN, LabAttachment, one.pk) as work:
            document = document_of(work.subject, patient, row.arrived_at)
            work.add(document, act=RecordAct.FILE_REPORT)
            work.subject.document = document.pk
            work.save(work.subject, "document")


def document_of(one: LabAttachment, patient: Patient, at: datetime) -> Document:
    """The document of the record behind an attachment; the bytes are stored already."""
    return Document(
        id=uuid7(),
        patient_id=patient.pk,
        key_owner=patient.key_owner,
        kind="lab",
        title=one.title,
        file_name="",
        media_type=one.media_type,
        size=one.size,
        address=bytes(one.address).hex(),
        happened_at=at,
        recorded_at=clock.now(),
        source="lab",
    )


def withdraw(actor: AnyActor, report: Report) -> None:
    """An empty report over a wrong one: its values leave the lab sheet, the wrong copy stays."""
    with gate.creating(actor, RecordAct.FILE_REPORT) as work:
        patient = report.patient_id
        work.add(
            Report(
                patient_id=patient,
                key_owner=report.key_owner,
                laboratory=report.laboratory,
                order_number=report.order_number,
                state=FindingState.CORRECTED,
                collected_at=None,
                reported_at=None,
                recorded_at=clock.now(),
                comment=WITHDRAWN,
                source_hash=bytes(report.source_hash),
                replaces_id=report.pk,
            )
        )


def withdraw_document(actor: AnyActor, document_id: UUID) -> None:
    """A note over a document that went to the wrong person; the old version stays."""
    wrong = gate.one(actor, RecordAct.READ, Document, document_id)
    said = WITHDRAWN.encode()
    stored = documents.store().put(wrong.key_owner, [said])
    with gate.creating(actor, RecordAct.FILE_REPORT) as work:
        work.add(
            Document(
                patient_id=wrong.patient_id,
                key_owner=wrong.key_owner,
                kind=wrong.kind,
                title="Zurückgezogen",
                file_name="",
                media_type="text/plain",
                size=len(said),
                address=stored.address.hex(),
                happened_at=wrong.happened_at,
                recorded_at=clock.now(),
                replaces=wrong,
                source="lab",
            )
        )
