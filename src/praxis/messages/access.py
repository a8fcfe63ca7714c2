"""Who may read and write letters: the clinical roles; releasing a finding is a doctor's."""

from typing import Final

from django.db.models import Q

from praxis.core.actors import CLINICAL, Actor, Role
from praxis.core.leaving import LEAVING
from praxis.gate.rules import Act, function, rule
from praxis.messages.models import (
    Conversation,
    Delivery,
    Device,
    Invite,
    Message,
    MessageFile,
    Received,
)
from praxis.patients.access import of_visible_patient
from praxis.record.access import open_documents
from praxis.record.models import Document

SORTING: Final = "post-inbox"
SENDING: Final = "post-outbox"
_JOBS: Final = (SORTING, SENDING)
_EVERYTHING: Final = (Invite, Device, Conversation, Message, MessageFile, Delivery, Received)


class MessageAct(Act):
    """What can be done with letters and devices."""

    READ = "message:read"
    WRITE = "message:write"
    RELEASE = "message:release"
    ASSIGN = "message:assign"
    INVITE = "device:invite"
    REVOKE = "device:revoke"
    SEND = "message:send"
    RECEIVE = "message:receive"
    SWITCH = "post:switch"
    RESUME = "post:resume"
    HAND_OVER = "message:hand-over"


@rule(MessageAct.READ, on=_EVERYTHING, roles=CLINICAL, jobs=_JOBS)
def letters_of_visible_patients(actor: Actor) -> Q:
    """Letters are for the clinical roles, like the rest of the record."""
    return of_visible_patient(actor)


@rule(MessageAct.READ, on=Document, roles=CLINICAL, jobs=_JOBS)
def attached_documents(actor: Actor) -> Q:
    """What hangs on a letter, unless it was filed wrongly and moved to somebody else."""
    return open_documents(actor)


@rule(
    MessageAct.WRITE, on=(Conversation, Message, MessageFile), roles=CLINICAL,
    seen_by=MessageAct.READ,
)  # fmt: skip
def writable_conversations(actor: Actor) -> Q:
    """Answering is everyday work of both clinical roles."""
    return of_visible_patient(actor)


@rule(
    MessageAct.RELEASE, on=(Conversation, Message, MessageFile), roles={Role.DOCTOR},
    seen_by=MessageAct.READ,
)  # fmt: skip
def releasable(actor: Actor) -> Q:
    """A finding or certificate goes out by a doctor's act only."""
    return of_visible_patient(actor)


@rule(MessageAct.ASSIGN, on=Conversation, roles=CLINICAL, seen_by=MessageAct.READ)
def assignable_conversations(actor: Actor) -> Q:
    """Assigning and finishing."""
    return of_visible_patient(actor)


@rule(MessageAct.INVITE, on=(Invite, Conversation), roles=CLINICAL)
def invitable_patients(actor: Actor) -> Q:
    """Whoever sees the patient at the desk hands the sheet over, in the own name."""
    return of_visible_patient(actor)


@rule(MessageAct.REVOKE, on=(Invite, Device), roles=CLINICAL, seen_by=MessageAct.READ, jobs=_JOBS)
def revocable_devices(actor: Actor) -> Q:
    """One click for everybody at the desk: a lost phone does not wait for a doctor."""
    return of_visible_patient(actor)


@rule(MessageAct.SEND, on=(Device, Delivery), roles=CLINICAL, seen_by=MessageAct.READ, jobs=_JOBS)
def devices_to_seal_for(actor: Actor) -> Q:
    """Sealing a letter moves its device's order on; what may be said is another act's rule."""
    return of_visible_patient(actor)


@rule(MessageAct.RECEIVE, on=_EVERYTHING, roles=frozenset(), jobs=(SORTING,))
def everything_that_arrives(actor: Actor) -> Q:
    """Only the sorting job takes letters in."""
    del actor
    return Q(pk__in=[])


@rule(MessageAct.HAND_OVER, on=Conversation, roles=frozenset(), jobs=(LEAVING.job,))
def conversations_of_somebody_who_left(actor: Actor) -> Q:
    """Only when Leitung closes an account; nobody sees anything by it."""
    del actor
    return Q(pk__in=[])


function(MessageAct.SWITCH, roles={Role.OWNER, Role.IT, Role.DOCTOR, Role.MEDICAL_ASSISTANT})
function(MessageAct.RESUME, roles={Role.OWNER})
