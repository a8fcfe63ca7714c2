"""From the inbox into the record: report, findings and documents in the caller's transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from praxis import gate
from praxis.core import clock
from praxis.core.actors import AnyActor
from praxis.core.ids import uuid7
from praxis.exchange.lab import content as shape
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.content import Content
from praxis.exchange.lab.models import LabAttachment, LabReport, ReportState, Why
from praxis.gate.work import Work
from praxis.patients.changes import exact_hash
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.actions.reports import NewReport, add_report
from praxis.record.models import Document, FindingState, Report
from praxis.vault import documents

WITHDRAWN = "Irrtümlich zugeordnet; dieser Befund gehört nicht zu dieser Person."


def order_hash(content: Content) -> bytes | None:
    """Keyed name of one order at one laboratory; None if the file names no order."""
    number = content["order_number"] or content["laboratory_order_number"]
    if not number:
        return None
    return exact_hash("lab-order", f"{content['laboratory_id']}\0{number}")


def describe(row: LabReport, content: Content) -> None:
    """Put content and what is computed from it on the row."""
    row.content = content
    row.summary = shape.summary(content)
    row.severity = shape.severity(content)
    row.abnormal = sum(shape.weight(one) > 0 for one in content["findings"])
    row.results = len(content["findings"])
    row.stage = content["state"]


DESCRIBED = ("content", "summary", "severity", "abnormal", "results", "stage")


def earlier_of(
    actor: AnyActor, patient: Patient, order: bytes | None, but: UUID
) -> LabReport | None:
    """The report of the same order that stands in the record now."""
    if order is None:
        return None
    rows = gate.many(
        actor, LabAct.READ, LabReport, patient_id=patient.pk, order_hash=order,
        state=ReportState.FILED, order_by=("-arrived_at", "-id"), limit=1,
    )  # fmt: skip
    return rows[0] if rows and rows[0].pk != but else None


def file_into_record(work: Work[Any], row: LabReport, patient: Patient, source: bytes) -> None:
    """Fill a row that hangs on the patient's key: the report goes into the record, or replaces the
    one of the same order. The caller saves (or adds) the row."""
    assert work.actor is not None
    order = None if row.order_hash is None else bytes(row.order_hash)
    before = earlier_of(work.actor, patient, order, row.pk)
    content = row.content
    if before is not None:
        content = shape.merged(before.content, content)
        describe(row, content)
    with gate.creating(work.actor, RecordAct.FILE_REPORT) as record:
        report = add_report(record, patient, _new(content, source, before, row.arrived_at))
    row.patient, row.filed, row.state, row.why = patient, report, ReportState.FILED, Why.NOT_RED
    if before is not None:
        before.state = ReportState.REPLACED
        work.save(before, "state")


def _new(content: Content, source: bytes, before: LabReport | None, at: datetime) -> NewReport:
    lines = [*content["notices"], *(": ".join(one) for one in content["texts"])]
    if content["cancelled"]:
        lines.insert(0, gettext("Das Labor hat diesen Auftrag storniert."))
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
    said = gettext(WITHDRAWN).encode()
    stored = documents.store().put(wrong.key_owner, [said])
    with gate.creating(actor, RecordAct.FILE_REPORT) as work:
        work.add(
            Document(
                patient_id=wrong.patient_id,
                key_owner=wrong.key_owner,
                kind=wrong.kind,
                title=gettext("Zurückgezogen"),
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
