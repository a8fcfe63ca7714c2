"""Answering a conversation, giving it to somebody, and finishing it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from uuid import UUID

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.assigning import Addressee
from praxis.core.ids import PatientId
from praxis.core.leaving import LEAVING
from praxis.gate.work import Work
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
from praxis.messages.queries import conversations
from praxis.messages.words import fit
from praxis.patients.queries import ids_of, patient
from praxis.staff.addressees import insist_on_somebody_here
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
    with _all_of(actor, conversation.pk) as several:
        message = write_letter(
            actor, MessageAct.RELEASE if documents else MessageAct.WRITE, patient_id, body,
            title=body.title, text=said, line=f"An den Patienten: {said}", answers=asked,
            documents=enclosed, files=files,
        )  # fmt: skip
        for work in several:
            work.subject.waiting_since = None
            work.save(work.subject, "waiting_since")
    return message


def _asked(actor: Actor, patient_id: PatientId, message_id: UUID) -> Message | None:
    found = gate.one(actor, MessageAct.READ, Message, message_id)
    return found if found.patient_id in ids_of(actor, patient_id) and found.incoming else None


@contextmanager
def _all_of(actor: Actor, conversation_id: UUID) -> Iterator[list[Work[Conversation]]]:
    """The conversation, and those of records merged with its own: one person is answered once."""
    ours = gate.one(actor, MessageAct.READ, Conversation, conversation_id)
    person = patient(actor, PatientId(ours.patient_id))
    found = conversations(actor, PatientId(person.pk))
    with ExitStack() as opened:
        yield [
            opened.enter_context(gate.doing(actor, MessageAct.ASSIGN, Conversation, one))
            for one in sorted(each.pk for each in found)
        ]


def assign(actor: Actor, conversation_id: UUID, to: Addressee) -> None:
    """Give a conversation to a person, a role or a place; NobodyHere for a person who has left."""
    insist_on_somebody_here(to)
    with _all_of(actor, conversation_id) as several:
        for work in several:
            ours = work.subject
            ours.for_account, ours.for_role, ours.for_place = to.account, to.role, to.place
            work.save(ours, "for_account", "for_role", "for_place")


def count_given(account: UUID) -> int:
    """How many conversations are one person's, whosever letters they are."""
    return gate.count(LEAVING, MessageAct.HAND_OVER, Conversation, for_account=account)


def hand_over_conversations(account: UUID, to: Addressee) -> int:
    """Give every conversation of one person to somebody else; what was given on meanwhile stays."""
    moved, act = 0, MessageAct.HAND_OVER
    while rows := gate.columns(LEAVING, act, Conversation, "id", for_account=account):
        ids = [row[0] for row in rows]
        with gate.doing_many(LEAVING, act, Conversation, ids) as (work, found):
            still = [one for one in found if one.for_account == account]
            work.set_many(still, for_account=to.account, for_role=to.role, for_place=to.place)
            moved += len(still)
    return moved


def finish(actor: Actor, conversation_id: UUID) -> None:
    """Nothing more to do here without an answer; AlreadyDone the second time."""
    with _all_of(actor, conversation_id) as several:
        if all(work.subject.waiting_since is None for work in several):
            raise AlreadyDone
        for work in several:
            work.subject.waiting_since = None
            work.save(work.subject, "waiting_since")
