"""Releasing findings, documents and words to a patient: what was previewed is what is sealed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.gate.rules import Act
from praxis.messages import findings, sealing
from praxis.messages.access import MessageAct
from praxis.messages.actions.devices import active_devices
from praxis.messages.errors import (
    NoDevice,
    NothingToSend,
    NotSendable,
    OtherThanSeen,
    TooMuchText,
)
from praxis.messages.models import Conversation, Message, MessageFile
from praxis.messages.queries import conversation as conversation_with
from praxis.messages.sealing import File
from praxis.messages.words import fit
from praxis.patients.queries import ids_of
from praxis.record.access import RecordAct
from praxis.record.documents.actions import insist_on_standing
from praxis.record.models import Document, Entry, Finding
from praxis.staff import people
from wire import findings as wire
from wire.bodies import Body, kind_of, pack_body
from wire.buckets import ATTACHMENT_MAX, BODY_MAX
from wire.letters import FileLabel, FileType

LONGEST: Final = 20_000
LONGEST_TITLE: Final = 200
CODE: Final = "MSG"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to release; ids only, and the words."""

    patient: PatientId
    title: str = ""
    comment: str = ""
    findings: tuple[UUID, ...] = ()
    documents: tuple[UUID, ...] = ()

    def __repr__(self) -> str:
        return "Draft(‹sealed›)"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Exactly what the patient will see, and its digest for the second step."""

    body: wire.Document
    documents: tuple[Document, ...] = ()
    files: tuple[File, ...] = field(default=(), repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the body that will be signed."""
        return hashlib.sha256(pack_body(self.body)).hexdigest()


def prepare(actor: Actor, draft: Draft) -> Prepared:
    """Build the very body that would be sealed; NothingToSend, TooMuchText, NotSendable."""
    if len(draft.comment) > LONGEST or len(draft.title) > LONGEST_TITLE:
        raise TooMuchText
    title, comment = fit(draft.title, LONGEST_TITLE), fit(draft.comment, BODY_MAX, lines=True)
    if not comment and not draft.findings and not draft.documents:
        raise NothingToSend
    _own(actor, draft)
    documents, files, labels = attached(actor, draft.patient, draft.documents)
    body = wire.Document(
        title=title or _title(draft),
        author=fit(people.name_of(actor.id), 200),
        day=clock.today().isoformat(),
        comment=comment,
        findings=findings.wire_findings(actor, draft.findings, ids_of(actor, draft.patient)),
        files=labels,
    )
    if len(pack_body(body)) > BODY_MAX:
        raise TooMuchText(detail="body")
    return Prepared(body, documents, files)


def attached(
    actor: Actor, patient_id: PatientId, ids: Sequence[UUID]
) -> tuple[tuple[Document, ...], tuple[File, ...], tuple[FileLabel, ...]]:
    """Documents of this person as they will travel; NotThere, NotSendable."""
    own = ids_of(actor, patient_id)
    documents = tuple(_document(actor, own, one) for one in ids)
    files = tuple(sealing.stored_file(one.key_owner, one.address, one.size) for one in documents)
    labels = tuple(_label(one, file) for one, file in zip(documents, files, strict=True))
    return documents, files, labels


def release(actor: Actor, draft: Draft, *, seen: str) -> UUID:
    """Seal what the preview showed (`seen`, its digest) for every device; returns the message.

    Message, letters, chart line and outbox rows are one transaction. NoDevice, OtherThanSeen.
    """
    prepared = prepare(actor, draft)
    if prepared.digest != seen:
        raise OtherThanSeen
    words = prepared.body.comment
    return write_letter(
        actor,
        MessageAct.RELEASE,
        draft.patient,
        prepared.body,
        title=prepared.body.title,
        text=words,
        line=f"Freigegeben: {prepared.body.title}" + (f"\n{words}" if words else ""),
        documents=prepared.documents,
        files=prepared.files,
    )


def write_letter(
    actor: Actor,
    act: Act,
    patient_id: PatientId,
    body: Body,
    *,
    title: str,
    text: str,
    line: str,
    documents: Sequence[Document] = (),
    files: Sequence[File] = (),
    answers: Message | None = None,
) -> UUID:
    """A message of the practice: stored, sealed per device, noted in the chart, in one go."""
    devices = active_devices(actor, patient_id)
    if not devices:
        raise NoDevice
    conversation = conversation_of(actor, patient_id)
    now = clock.now()
    with gate.doing(actor, act, Conversation, conversation.pk) as work:
        ours = work.subject
        entry = work.add(
            Entry(
                patient_id=ours.patient_id, key_owner=ours.key_owner, code=CODE, text=line,
                author=actor.id, happened_at=now, recorded_at=now,
            ),
            act=RecordAct.WRITE,
        )  # fmt: skip
        message = work.add(
            Message(
                patient_id=ours.patient_id, key_owner=ours.key_owner, conversation=ours,
                incoming=False, kind=kind_of(body), title=title, text=text,
                content=pack_body(body), author=actor.id, entry=entry, answers=answers,
                written_at=now, recorded_at=now,
            )
        )  # fmt: skip
        for position, document in enumerate(documents):
            work.add(
                MessageFile(
                    patient_id=ours.patient_id, key_owner=ours.key_owner, message=message,
                    position=position, document=document, name=document.title,
                )
            )  # fmt: skip
        for device in devices:
            sealing.send(actor, device, body, message=message, files=files)
        ours.last_at = now
        work.save(ours, "last_at")
    return message.pk


def conversation_of(actor: Actor, patient_id: PatientId) -> Conversation:
    """The person's conversation; it exists since the first invite. NoDevice without one."""
    found = conversation_with(actor, patient_id)
    if found is None:
        raise NoDevice(detail="no conversation")
    return found


def _own(actor: Actor, draft: Draft) -> None:
    """C-04: every chosen finding belongs to the person it is released to."""
    count = gate.count(
        actor, RecordAct.READ, Finding,
        pk__in=list(draft.findings), patient_id__in=ids_of(actor, draft.patient),
    )  # fmt: skip
    if count != len(set(draft.findings)):
        raise NotThere(detail="finding of another patient")


def _document(actor: Actor, own: Sequence[UUID], document_id: UUID) -> Document:
    found = gate.one(actor, RecordAct.READ, Document, document_id)
    if found.patient_id not in own:
        raise NotThere(detail="document of another patient")
    insist_on_standing(found)
    if found.media_type not in set(FileType) or not 0 < found.size <= ATTACHMENT_MAX:
        raise NotSendable
    return found


def _label(document: Document, file: File) -> FileLabel:
    name = document.title or document.file_name or "Dokument"
    return FileLabel(file.ref.hash, fit(name, 200) or "Dokument", FileType(document.media_type))


def _title(draft: Draft) -> str:
    if draft.findings:
        return "Laborbefund"
    return "Dokument Ihrer Praxis" if draft.documents else "Nachricht Ihrer Praxis"
