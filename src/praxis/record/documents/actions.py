"""Filing a document, its newer versions, and moving it to whom it belongs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.core.words import marked
from praxis.gate.work import Work
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.patients.queries import ids_of
from praxis.record.access import RecordAct
from praxis.record.documents.errors import (
    DocumentReplaced,
    DocumentWithdrawn,
    SamePatient,
    TitleMissing,
    UnknownDocumentKind,
)
from praxis.record.documents.intake import Brought, Clean, take_in
from praxis.record.documents.kinds import Media
from praxis.record.errors import InTheFuture
from praxis.record.models import Document
from praxis.vault.documents import Stored, store

KINDS: Final = {
    "letter": marked("Arztbrief"),
    "report": marked("Befund"),
    "referral": marked("Überweisung"),
    "certificate": marked("Attest"),
    "consent": marked("Einwilligung"),
    "image": marked("Bild"),
    "other": marked("Sonstiges"),
}
# What other rooms file; nobody chooses it from the list.
NAMES: Final = KINDS | {"lab": marked("Labor"), "photo": marked("Foto")}
_LONGEST_TITLE: Final = 100
MOVED: Final = "moved"


@dataclass(frozen=True, slots=True, repr=False)
class NewDocument:
    """What a person says about a file; trimmed and valid."""

    title: str
    kind: str
    happened_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.title or len(self.title) > _LONGEST_TITLE or not self.title.isprintable():
            raise TitleMissing
        if self.kind not in NAMES:
            raise UnknownDocumentKind
        if self.happened_at is not None and self.happened_at > clock.now():
            raise InTheFuture


def add_document(actor: Actor, patient_id: PatientId, new: NewDocument, file: Brought) -> UUID:
    """Look the file through and file it; the name it came with is not kept (F-04)."""
    patient = _patient_for_filing(actor, patient_id)
    clean = take_in(file)
    with gate.creating(actor, RecordAct.ADD_DOCUMENT) as work:
        row = work.add(document_row(patient, actor.id, new, clean))
    return row.pk


def document_row(
    patient: Patient, author: UUID, new: NewDocument, clean: Clean, *, source: str = ""
) -> Document:
    """Seal clean content for this patient and describe it; the caller's work adds the row."""
    stored = store().put(patient.key_owner, clean.pieces)
    return _row(patient, author, new, clean.media, stored, source=source)


def add_version(actor: Actor, document_id: UUID, file: Brought) -> UUID:
    """File a newer version; the old one stays readable. DocumentReplaced if there is one already.
    """  # fmt: skip
    old = gate.one(actor, RecordAct.READ, Document, document_id)
    patient = _patient_for_filing(actor, patient_of(old))
    clean = take_in(file)

    def newer(old: Document) -> Document:
        insist_on_standing(old)
        new = NewDocument(old.title, old.kind, old.happened_at)
        row = document_row(patient, actor.id, new, clean)
        row.replaces = old
        return row

    return _replacing(actor, document_id, newer)


def move_document(actor: Actor, document_id: UUID, to_id: PatientId) -> UUID:
    """Make a new sealed copy at the right patient; the wrong one stays, closed, and is logged."""
    to = _patient_for_filing(actor, to_id)
    own = ids_of(actor, PatientId(to.pk))

    def moved(old: Document) -> Document:
        insist_on_standing(old)
        if old.patient_id in own:
            raise SamePatient
        stored = store().reseal(old.key_owner, bytes.fromhex(old.address), to.key_owner)
        new = NewDocument(old.title, old.kind, old.happened_at)
        row = _row(to, actor.id, new, Media(old.media_type), stored, source=MOVED)
        row.replaces = old
        return row

    try:
        with gate.doing(actor, RecordAct.ADD_DOCUMENT, Document, document_id) as work:
            work.reason = MOVED
            row = work.add(moved(work.subject))
            _close_older(work, actor)
    except IntegrityError as clash:
        raise DocumentReplaced(detail="document") from clash
    return row.pk


def _close_older(work: Work[Document], actor: Actor) -> None:
    """What was wrong in the newest version was wrong in those before it."""
    row = work.subject
    while row.replaces_id and row.source != MOVED:
        row = gate.one(actor, RecordAct.READ, Document, row.replaces_id)
        row.closed = True
        work.save(row, "closed", act=RecordAct.CLOSE_DOCUMENT)


def insist_on_standing(row: Document) -> None:
    """DocumentWithdrawn for what was taken out of the list."""
    if row.withdrawn_at is not None:
        raise DocumentWithdrawn(detail="document")


def patient_of(document: Document) -> PatientId:
    """Whose it is; what is not assigned yet has no patient and so no document page."""
    if document.patient_id is None:
        raise NotThere(detail="not assigned")
    return PatientId(document.patient_id)


def _patient_for_filing(actor: Actor, patient_id: PatientId) -> Patient:
    """The patient, its key lent for sealing; a merged id leads to the surviving record."""
    found = gate.one(actor, PatientAct.READ, Patient, patient_id)
    if found.merged_into_id:
        found = gate.one(actor, PatientAct.READ, Patient, found.merged_into_id)
    return found


def _replacing(
    actor: Actor, document_id: UUID, replacement: Callable[[Document], Document]
) -> UUID:
    try:
        with gate.doing(actor, RecordAct.ADD_DOCUMENT, Document, document_id) as work:
            row = work.add(replacement(work.subject))
    except IntegrityError as clash:
        raise DocumentReplaced(detail="document") from clash
    return row.pk


def _row(
    patient: Patient,
    author: UUID,
    new: NewDocument,
    media: Media,
    stored: Stored,
    *,
    source: str,
) -> Document:
    now = clock.now()
    return Document(
        patient_id=patient.pk,
        key_owner=patient.key_owner,
        kind=new.kind,
        title=new.title,
        file_name="",
        media_type=media.value,
        size=stored.length,
        address=stored.address.hex(),
        author=author,
        happened_at=new.happened_at or now,
        recorded_at=now,
        source=source,
    )
