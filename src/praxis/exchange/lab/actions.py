"""What people do in the laboratory inbox: assign, take to the right patient, see, settle."""

from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId, SiteId, uuid7
from praxis.exchange.lab import filing
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.errors import AlreadyAssigned, NobodyFound, NotAssignable, SamePatient
from praxis.exchange.lab.models import FileState, LabAttachment, LabFile, LabReport, ReportState
from praxis.gate.guard import passage
from praxis.patients import queries
from praxis.patients.actions import create_patient
from praxis.patients.identity import Identity, read_identity
from praxis.patients.models import Patient, State
from praxis.record.access import RecordAct
from praxis.record.actions.reports import review_report
from praxis.record.models import Report
from praxis.vault import documents
from praxis.vault.resealing import reassign
from praxis.vault.rows import SealedRow


def _target(actor: Actor, patient_id: PatientId) -> Patient:
    patient = queries.patient(actor, patient_id)
    if patient.state != State.ACTIVE:
        raise NotAssignable(detail=f"state={patient.state}")
    return patient


def assign(actor: Actor, report_id: UUID, patient_id: PatientId) -> None:
    """Give a red report to a patient: re-sealed under their key and filed, in one transaction."""
    patient = _target(actor, patient_id)

    def belongs(row: SealedRow) -> tuple[str, ...]:
        row.patient_id = patient.pk  # type: ignore[attr-defined] # both kinds of row have it
        return ("patient",)

    with gate.doing(actor, LabAct.ASSIGN, LabReport, report_id) as work:
        row = work.subject
        if row.state != ReportState.OPEN:
            raise AlreadyAssigned(detail=f"state={row.state}")
        intake = row.key_owner
        filing.file_into_record(work, row, patient, _source(actor, row))
        content = row.content
        work.save(row, "patient", "filed", "state", "why")
        reassign(intake, patient.key_owner, assign=belongs, passage=passage)
        row.key_owner = patient.key_owner
        filing.describe(row, content)
        work.save(row, *filing.DESCRIBED)
        filing.file_documents(actor, row, patient)


def _source(actor: Actor, row: LabReport) -> bytes:
    """The keyed hash of the file the report came in."""
    found = gate.columns(actor, LabAct.READ, LabFile, "content_hash", pk=row.file_id)
    return bytes(found[0][0]) if found else bytes(32)


def find_by_number(actor: Actor, number: str) -> PatientId:
    """A visible patient by exact patient or insurance number; NobodyFound."""
    for ask in (queries.by_number, queries.by_insurance_number):
        try:
            return PatientId(ask(actor, number).pk)
        except NotThere:
            continue
    raise NobodyFound


def identity_in(row: LabReport) -> Identity:
    """Master data of a new patient as the laboratory knows them; BadMasterData if too little."""
    told = row.content["patient"]
    wanted = (
        "family_name", "given_name", "birth_date", "sex", "title", "street", "postal_code", "city",
    )  # fmt: skip
    form = {name: told[name] for name in wanted}
    number = told["insurance_number"]
    # Old numbers of another kind do not belong into the field of the health card's number.
    form["insurance_number"] = number if number[:1].isalpha() else ""
    return read_identity(form)


def create_and_assign(actor: Actor, report_id: UUID, site: SiteId) -> PatientId:
    """A new patient from the report's own data with the report in it, in one transaction."""
    row = gate.one(actor, LabAct.ASSIGN, LabReport, report_id)
    if row.state != ReportState.OPEN:
        raise AlreadyAssigned(detail=f"state={row.state}")
    return create_patient(
        actor, identity_in(row), site=site, then=lambda made: assign(actor, report_id, made)
    )


def move(actor: Actor, report_id: UUID, patient_id: PatientId) -> UUID:
    """Take a wrongly assigned report to the right patient: a new sealed copy there.

    The wrong one stays where it was, closed, and its values leave the lab sheet.
    """
    patient = _target(actor, patient_id)
    with gate.doing(actor, LabAct.ASSIGN, LabReport, report_id) as work:
        row = work.subject
        if row.state != ReportState.FILED or row.patient_id is None or row.filed_id is None:
            raise AlreadyAssigned(detail=f"state={row.state}")
        if row.patient_id in queries.ids_of(actor, PatientId(patient.pk)):
            raise SamePatient
        copy = LabReport(
            id=uuid7(), key_owner=patient.key_owner, file_id=row.file_id, position=row.position,
            site=row.site, order_hash=row.order_hash, arrived_at=row.arrived_at,
        )  # fmt: skip
        filing.describe(copy, row.content)
        filing.file_into_record(work, copy, patient, _source(actor, row))
        work.add(copy)
        _copy_documents(actor, row, copy, patient)
        row.state, row.report_hash, copy.report_hash = ReportState.MOVED, None, row.report_hash
        work.save(row, "state", "report_hash")
        work.save(copy, "report_hash")
        wrong = gate.one(actor, RecordAct.READ, Report, row.filed_id)
        filing.withdraw(actor, wrong)
    return copy.pk


def _copy_documents(actor: Actor, row: LabReport, copy: LabReport, patient: Patient) -> None:
    old = gate.many(actor, LabAct.READ, LabAttachment, report_id=row.pk)
    for one in old:
        stored = documents.store().reseal(one.key_owner, bytes(one.address), patient.key_owner)
        with gate.creating(actor, LabAct.ASSIGN) as work:
            work.add(
                LabAttachment(
                    report=copy,
                    patient=patient,
                    key_owner=patient.key_owner,
                    title=one.title,
                    media_type=one.media_type,
                    size=one.size,
                    address=stored.address,
                )
            )
        if one.document:
            filing.withdraw_document(actor, one.document)
    if old:
        filing.file_documents(actor, copy, patient)


def see(actor: Actor, report_id: UUID, note: str = "") -> None:
    """`Gesehen`, with one's name and perhaps one line; twice by the same person is refused."""
    with gate.doing(actor, LabAct.SEE, LabReport, report_id) as work:
        row = work.subject
        assert row.filed_id is not None
        review_report(actor, row.filed_id, note)
        if row.seen_at is None:
            row.seen_at, row.seen_by = clock.now(), actor.id
            work.save(row, "seen_at", "seen_by")


def dismiss_file(actor: Actor, file_id: UUID) -> None:
    """A file set aside is settled: the laboratory was asked. It stays in the history."""
    with gate.doing(actor, LabAct.DISMISS, LabFile, file_id) as work:
        if work.subject.state == FileState.QUARANTINED:
            work.subject.state, work.subject.taken_by = FileState.DISMISSED, actor.id
            work.save(work.subject, "state", "taken_by")
