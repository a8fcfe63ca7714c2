"""What can be asked about documents, and the way their content leaves."""

from uuid import UUID

from django.db.models import Q

from praxis import gate
from praxis.core.actors import Actor
from praxis.gate.streams import Streaming
from praxis.record.access import RecordAct
from praxis.record.documents.actions import MOVED
from praxis.record.models import Document
from praxis.vault.documents import DocumentReader, store


def document(actor: Actor, document_id: UUID) -> Document:
    """One document; NotThere also for one that was moved to somebody else."""
    return gate.one(actor, RecordAct.READ, Document, document_id)


def content(actor: Actor, document_id: UUID) -> Streaming[Document]:
    """The content for a download, decided about and logged before its first byte."""
    return gate.stream(actor, RecordAct.READ, Document, document_id, _opened)


def versions(actor: Actor, document: Document) -> list[Document]:
    """The older versions of a document of the same patient, newest first."""
    older: list[Document] = []
    back = document.replaces_id if document.source != MOVED else None
    while back and len(older) < 50:
        found = gate.one(actor, RecordAct.READ, Document, back)
        older.append(found)
        back = found.replaces_id if found.source != MOVED else None
    return older


def newer(actor: Actor, document: Document) -> UUID | None:
    """The next version at the same person, if there is one; one that was moved is elsewhere."""
    rows = gate.columns(
        actor,
        RecordAct.READ,
        Document,
        "id",
        conditions=[~Q(source=MOVED)],
        replaces_id=document.pk,
        limit=1,
    )
    return rows[0][0] if rows else None


def _opened(row: Document) -> DocumentReader:
    return store().open(row.key_owner, bytes.fromhex(row.address))
