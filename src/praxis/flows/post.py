"""From letters to tasks: a question somebody must act on, a letter nobody fetched."""

from contextlib import suppress
from uuid import UUID

from praxis import gate
from praxis.core.actors import Actor, SystemActor
from praxis.core.assigning import Addressee
from praxis.core.ids import TaskId
from praxis.messages.access import MessageAct
from praxis.messages.actions.writing import assign
from praxis.messages.models import Delivery, Message
from praxis.tasks.actions import create_task
from praxis.tasks.errors import AlreadyATask

FRONT_DESK = Addressee(place="Anmeldung")


def question_to_task(actor: Actor, message_id: UUID, to: Addressee, text: str = "") -> TaskId:
    """A task made from a patient's message; the conversation goes to the same people."""
    message = gate.one(actor, MessageAct.READ, Message, message_id)
    said = text.strip() or (message.title or message.text)[:200]
    task = create_task(actor, message.patient_id, said, to=to, source=("message", message.pk))
    assign(actor, message.conversation_id, to)
    return task


def task_for_expired(actor: SystemActor, delivery: Delivery) -> None:
    """A letter expired unread: the front desk calls the patient; once per letter.

    Called within the transaction that marks the letter: both stay, or neither.
    """
    if delivery.message_id is None:
        return
    with suppress(AlreadyATask):
        create_task(
            actor,
            delivery.patient_id,
            "Ein Brief wurde nicht abgeholt. Bitte anrufen.",
            to=FRONT_DESK,
            source=("expired", delivery.message_id),
        )
