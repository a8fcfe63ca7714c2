"""Putting right what was filed by mistake: the bytes and the old words stay, nothing is deleted."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.gate.work import Work
from praxis.record.access import RecordAct
from praxis.record.documents.actions import MOVED, NewDocument, insist_on_standing
from praxis.record.documents.errors import DocumentReplaced, NothingCorrected
from praxis.record.models import Document

BACK: Final = "back"


def correct_document(actor: Actor, document_id: UUID, title: str, kind: str) -> UUID:
    """Another title or kind over the same sealed bytes; what was called wrong stays behind it.

    DocumentReplaced if there is a newer version, DocumentWithdrawn, NothingCorrected.
    """
    try:
        with gate.doing(actor, RecordAct.CORRECT_DOCUMENT, Document, document_id) as work:
            row = work.add(_corrected(work.subject, NewDocument(title, kind), actor.id))
    except IntegrityError as clash:
        raise DocumentReplaced(detail="document") from clash
    return row.pk


def withdraw_document(actor: Actor, document_id: UUID) -> None:
    """Mark it with its older versions; DocumentReplaced if somebody filed a newer one first."""
    with gate.doing(actor, RecordAct.WITHDRAW_DOCUMENT, Document, document_id) as work:
        insist_on_standing(work.subject)
        _mark(work, actor, clock.now(), actor.id)


def restore_document(actor: Actor, document_id: UUID) -> None:
    """Take a withdrawal back; nothing happens to what stands."""
    with gate.doing(actor, RecordAct.WITHDRAW_DOCUMENT, Document, document_id) as work:
        work.reason = BACK
        _mark(work, actor, None, None)


def _mark(work: Work[Document], actor: Actor, at: datetime | None, by: UUID | None) -> None:
    """What is wrong in the newest version is wrong in those before it."""
    row = work.subject
    if gate.count(actor, RecordAct.READ, Document, replaces_id=row.pk):
        raise DocumentReplaced(detail="document")
    while True:
        row.withdrawn_at, row.withdrawn_by = at, by
        work.save(row, "withdrawn_at", "withdrawn_by")
        if row.replaces_id is None or row.source == MOVED:
            return
        row = gate.one(actor, RecordAct.READ, Document, row.replaces_id)


def _corrected(old: Document, new: NewDocument, author: UUID) -> Document:
    insist_on_standing(old)
    if (new.title, new.kind) == (old.title, old.kind):
        raise NothingCorrected
    return Document(
        patient_id=old.patient_id,
        key_owner=old.key_owner,
        kind=new.kind,
        title=new.title,
        file_name=old.file_name,
        media_type=old.media_type,
        size=old.size,
        address=old.address,
        author=author,
        happened_at=old.happened_at,
        recorded_at=clock.now(),
        replaces=old,
        # What came from elsewhere still did; only a move closes what it replaces.
        source="" if old.source == MOVED else old.source,
    )
