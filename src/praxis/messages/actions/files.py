"""Attachments from patients: expected by the letter that names them, opened only through it."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.gate.work import Work
from praxis.messages import keys
from praxis.messages.access import MessageAct
from praxis.messages.models import Device, Message, MessageFile
from praxis.messages.pictures import NotAPicture, clean_jpeg
from praxis.record.access import RecordAct
from praxis.record.documents.errors import BrokenPdf, LockedPdf, TooHardToCheck
from praxis.record.documents.intake import take_in
from praxis.record.documents.kinds import Media
from praxis.record.models import Document
from praxis.vault.documents import store
from seal.age.hybrid import HybridIdentity
from seal.envelope import Letter, open_attachment, open_letter
from wire.letters import FileLabel
from wire.statement import attachment_envelope

ENDED: Final = "ended"
_PDF: Final = b"%PDF-"


@dataclass(frozen=True, slots=True, repr=False)
class _Whole:
    """An opened attachment for the intake of documents; at most 25 MiB (`wire.buckets`)."""

    content: bytes

    def chunks(self) -> Iterator[bytes]:
        """In pieces, as an upload comes."""
        yield from (self.content[at : at + 65_536] for at in range(0, len(self.content), 65_536))


def expect(
    work: Work[Device], message: Message, letter: Letter, inbox: UUID, labels: Sequence[FileLabel]
) -> None:
    """Make a place for every attachment the letter names, under the id it will come with."""
    envelope = letter.header.envelope
    for position, label in enumerate(labels):
        work.add(
            MessageFile(
                patient_id=message.patient_id, key_owner=message.key_owner, message=message,
                position=position, name=label.name, inbox=inbox,
                envelope=attachment_envelope(envelope, letter.hash, position),
            )
        )  # fmt: skip


def receive_file(actor: SystemActor, file_id: UUID, letter_frame: bytes, frame: bytes) -> None:
    """Open one attachment through its letter, clean it and keep it as a document.

    What is neither picture nor harmless PDF is refused visibly, and so is everything of a device
    that has ended since its letter came (C-10); errors of `seal` and `wire` come through.
    """
    with gate.doing(actor, MessageAct.RECEIVE, MessageFile, file_id) as work:
        place = work.subject
        if place.document_id is not None or place.refused:
            return
        message = gate.one(actor, MessageAct.READ, Message, place.message_id, related=("device",))
        device = message.device
        assert device is not None
        if not device.serves_on(clock.today()):
            place.refused = ENDED
            work.save(place, "refused")
            return
        content = _opened(bytes(device.statement_key), letter_frame, place.position, frame)
        try:
            document = _document(message, place, content)
        except NotAPicture:
            place.refused = "not-a-picture"
        except LockedPdf:
            place.refused = "locked-pdf"
        except (BrokenPdf, TooHardToCheck):
            place.refused = "broken-pdf"
        if place.refused:
            work.save(place, "refused")
            return
        place.document = work.add(document, act=RecordAct.ADD_DOCUMENT)
        work.save(place, "document")


def _opened(pinned: bytes, letter_frame: bytes, index: int, frame: bytes) -> bytes:
    """The content; letter and file may have been sealed on two sides of a change of our keys."""
    letter = keys.with_any_identity(
        lambda identity, former: open_letter(letter_frame, identity, pinned, former=former)
    )

    def opens(identity: HybridIdentity, _former: object) -> bytes:
        pieces = open_attachment(
            io.BytesIO(frame),
            len(frame),
            letter=letter,
            index=index,
            identity=identity,
            pinned=pinned,
        )
        return b"".join(pieces)

    return keys.with_any_identity(opens)


def _document(message: Message, place: MessageFile, content: bytes) -> Document:
    """Cleaned and sealed; whether it is a PDF or a picture is told by its bytes alone."""
    is_pdf = content.startswith(_PDF)
    pieces = take_in(_Whole(content)).pieces if is_pdf else [clean_jpeg(content)]
    stored = store().put(message.key_owner, pieces)
    return Document(
        patient_id=message.patient_id,
        key_owner=message.key_owner,
        kind="other" if is_pdf else "photo",
        title="PDF aus einer Nachricht" if is_pdf else "Foto aus einer Nachricht",
        file_name=place.name,
        media_type=(Media.PDF if is_pdf else Media.JPEG).value,
        size=stored.length,
        address=stored.address.hex(),
        author=message.device_id,
        happened_at=message.written_at,
        recorded_at=clock.now(),
        source="patient",
    )
