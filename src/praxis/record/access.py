"""Who may read and write the record: the clinical roles, for the patients they may see."""

from django.db.models import Q

from praxis.core.actors import CLINICAL, Actor, Role
from praxis.gate.rules import Act, rule
from praxis.patients.access import of_visible_patient
from praxis.record.models import (
    Diagnosis,
    Document,
    Entry,
    EntryDraft,
    Finding,
    Report,
    Review,
)

DOCTORS = frozenset({Role.DOCTOR})
CODES = CLINICAL | {Role.BILLING}
READING_JOBS = ("post-outbox",)
WRITING_JOBS = ("lab-import", "post-inbox", "bench")


class RecordAct(Act):
    """What can be done with the record."""

    READ = "record:read"
    WRITE = "record:write"
    CORRECT = "record:correct"
    DIAGNOSE = "diagnosis:write"
    READ_DIAGNOSES = "diagnosis:read"
    CONFIRM_DIAGNOSIS = "diagnosis:confirm"
    KEEP_DRAFT = "record:keep-draft"
    ADD_DOCUMENT = "document:add"
    CORRECT_DOCUMENT = "document:correct"
    WITHDRAW_DOCUMENT = "document:withdraw"
    CLOSE_DOCUMENT = "document:close"
    FILE_REPORT = "report:file"
    REVIEW_REPORT = "report:review"


@rule(RecordAct.READ, on=(Entry, Report, Finding, Review), roles=CLINICAL, jobs=READING_JOBS)
def record_of_visible_patients(actor: Actor) -> Q:
    """Text and results are for the clinical roles."""
    return of_visible_patient(actor)


@rule(RecordAct.READ, on=Document, roles=CLINICAL, jobs=READING_JOBS)
def open_documents(actor: Actor) -> Q:
    """Documents too, except what was filed wrongly and moved to somebody else: that is closed."""
    return of_visible_patient(actor) & Q(closed=False) & ~Q(replaced_by__source="moved")


@rule(RecordAct.READ_DIAGNOSES, on=Diagnosis, roles=CODES, jobs=READING_JOBS)
def diagnoses_of_visible_patients(actor: Actor) -> Q:
    """Billing sees codes too."""
    return of_visible_patient(actor)


@rule(RecordAct.WRITE, on=Entry, roles=CLINICAL, seen_by=RecordAct.READ, jobs=WRITING_JOBS)
def own_new_entries(actor: Actor) -> Q:
    """Everybody signs with their own name."""
    return of_visible_patient(actor) & Q(author=actor.id)


@rule(RecordAct.CORRECT, on=Entry, roles=CLINICAL, seen_by=RecordAct.READ)
def correctable_entries(actor: Actor) -> Q:
    """A correction is a new entry; whoever may write may correct."""
    return of_visible_patient(actor)


@rule(RecordAct.DIAGNOSE, on=Diagnosis, roles=CLINICAL, jobs=("bench",))
def prepared_diagnoses(actor: Actor) -> Q:
    """An assistant may note a suspicion; certainty and permanence are a doctor's."""
    mine = of_visible_patient(actor) & Q(author=actor.id)
    return mine if Role.DOCTOR in actor.roles else mine & Q(certainty="V", permanent=False)


@rule(RecordAct.CONFIRM_DIAGNOSIS, on=Diagnosis, roles=DOCTORS, seen_by=RecordAct.READ_DIAGNOSES)
def confirmed_diagnoses(actor: Actor) -> Q:
    """Ending, correcting and making permanent."""
    return of_visible_patient(actor)


@rule(RecordAct.KEEP_DRAFT, on=EntryDraft, roles=frozenset(Role))
def own_drafts(actor: Actor) -> Q:
    """A draft belongs to the person who types it."""
    return Q(account=actor.id) & (Q(patient__isnull=True) | of_visible_patient(actor))


@rule(
    RecordAct.ADD_DOCUMENT, on=Document, roles=CLINICAL, seen_by=RecordAct.READ, jobs=WRITING_JOBS
)
def new_documents(actor: Actor) -> Q:
    """Scans and uploads are everyday work of both clinical roles."""
    return open_documents(actor)


@rule(RecordAct.CORRECT_DOCUMENT, on=Document, roles=CLINICAL, seen_by=RecordAct.READ)
def correctable_documents(actor: Actor) -> Q:
    """Whoever may file may put title and kind right; not of what is closed (C-08)."""
    return open_documents(actor)


@rule(RecordAct.WITHDRAW_DOCUMENT, on=Document, roles=CLINICAL, seen_by=RecordAct.READ)
def withdrawable_documents(actor: Actor) -> Q:
    """Whoever may file may take a mistake out of the list; nothing is deleted."""
    return open_documents(actor)


@rule(RecordAct.CLOSE_DOCUMENT, on=Document, roles=CLINICAL)
def closed_documents(actor: Actor) -> Q:
    """Moving a document closes the versions before it as well."""
    return of_visible_patient(actor) & Q(closed=True)


@rule(RecordAct.FILE_REPORT, on=(Report, Finding, Document), roles=CLINICAL, jobs=WRITING_JOBS)
def filed_reports(actor: Actor) -> Q:
    """Filing a laboratory report into a record."""
    return of_visible_patient(actor)


@rule(RecordAct.REVIEW_REPORT, on=(Report, Review), roles=CLINICAL, seen_by=RecordAct.READ)
def reviewed_reports(actor: Actor) -> Q:
    """Seen is an act with a name."""
    return of_visible_patient(actor)
