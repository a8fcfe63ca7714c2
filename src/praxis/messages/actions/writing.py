"""Answering a conversation, giving it to somebody, and finishing it."""

from collections.abc import Sequence
from uuid import UUID

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.assigning import Addressee
from praxis.core.ids import PatientId
from praxis.messages.access import MessageAct
from praxis.messages.actions.release import (
    LONGEST,
    LONGEST_TITLE,
    attached,
    conversation_of,
    write_letter,
)
from praxis.messages.errors import AlreadyDone, NothingToSend, TooMuchText
from praxis.messages.models import Conversation, Message
from praxis.messages.words import fit
from wire import letters as wire


def answer(
    actor: Actor,
    patient_id: PatientId,
    text: str,
    *,
    title: str = "",
    to: UUID | None = None,
    documents: Sequence[UUID] = (),
) -> UUID:
    """Write to the patient, as an answer to message `to` if given; finishes the conversation.

    With `documents` it is a release, and so a doctor's act.
    """
    if len(text) > LONGEST or len(title) > LONGEST_TITLE:
        raise TooMuchText
    said, title = fit(text, 100_000, lines=True), fit(title, LONGEST_TITLE)
    if not said:
        raise NothingToSend
    asked = _asked(actor, patient_id, to) if to else None
    letter = bytes(asked.letter) if asked and asked.letter is not None else None
    enclosed, files, labels = attached(actor, patient_id, documents)
    body = wire.Message(title or "Antwort Ihrer Praxis", said, letter, labels)
    conversation = conversation_of(actor, patient_id)
    with gate.doing(actor, MessageAct.ASSIGN, Conversation, conversation.pk) as work:
        message = write_letter(
            actor, MessageAct.RELEASE if documents else MessageAct.WRITE, patient_id, body,
            title=body.title, text=said, line=f"An den Patienten: {said}", answers=asked,
            documents=enclosed, files=files,
        )  # fmt: skip
        work.subject.waiting_since = None
        work.save(work.subject, "waiting_since")
    return message


def _asked(actor: Actor, patient_id: PatientId, message_id: UUID) -> Message | None:
    found = gate.one(actor, MessageAct.READ, Message, message_id)
    return found if found.patient_id == patient_id and found.incoming else None


def assign(actor: Actor, conversation_id: UUID, to: Addressee) -> None:
    """Give a conversation to a person, a role or a place."""
    with gate.doing(actor, MessageAct.ASSIGN, Conversation, conversation_id) as work:
        ours = work.subject
        ours.for_account, ours.for_role, ours.for_place = to.account, to.role, to.place
        work.save(ours, "for_account", "for_role", "for_place")


def finish(actor: Actor, conversation_id: UUID) -> None:
    """Nothing more to do here without an answer; AlreadyDone the second time."""
    with gate.doing(actor, MessageAct.ASSIGN, Conversation, conversation_id) as work:
        if work.subject.waiting_since is None:
            raise AlreadyDone
        work.subject.waiting_since = None
        work.save(work.subject, "waiting_since")
