"""What can be asked about letters and devices."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from praxis import gate
from praxis.core.actors import Actor, AnyActor
from praxis.core.ids import PatientId
from praxis.messages.access import MessageAct
from praxis.messages.models import (
    Conversation,
    Delivery,
    Device,
    Invite,
    Message,
    MessageFile,
    PostState,
    Received,
)
from praxis.messages.states import REACHED, Way
from wire import bundle


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A message with how far it came and its files, opened for the screen."""

    message: Message
    way: str
    files: tuple[MessageFile, ...]
    author: str


def devices_of(actor: AnyActor, patient_id: PatientId) -> list[Device]:
    """Every device ever paired for a patient, newest first."""
    return gate.many(
        actor, MessageAct.READ, Device,
        patient_id=patient_id, order_by=("-paired_at",), related=("invite",),
    )  # fmt: skip


def invites_of(actor: AnyActor, patient_id: PatientId) -> list[Invite]:
    """Every invite of a patient, newest first."""
    return gate.many(
        actor, MessageAct.READ, Invite, patient_id=patient_id, order_by=("-created_at",)
    )


def safety_number_of(device: Device) -> str:
    """The number both sides show, over the bundle that stood on the device's sheet."""
    return bundle.safety_number(
        bytes(device.invite.bundle_hash),
        bytes(device.recipient),
        bytes(device.statement_key),
        bytes(device.relay_key),
    )


def conversation(actor: AnyActor, patient_id: PatientId) -> Conversation | None:
    """The patient's conversation, if there ever was an invite."""
    found = gate.many(actor, MessageAct.READ, Conversation, patient_id=patient_id, limit=1)
    return found[0] if found else None


def waiting(actor: Actor) -> list[Conversation]:
    """Conversations somebody should answer, the oldest first."""
    return gate.many(
        actor, MessageAct.READ, Conversation,
        waiting_since__isnull=False, order_by=("waiting_since",),
    )  # fmt: skip


def count_waiting(actor: Actor) -> int:
    """How many of them; for the badge."""
    return gate.count(actor, MessageAct.READ, Conversation, waiting_since__isnull=False)


def messages_of(actor: AnyActor, ids: Iterable[UUID], limit: int = 100) -> list[Shown]:
    """The newest letters of a patient (all ids), oldest of them first."""
    found = gate.many(
        actor, MessageAct.READ, Message,
        patient_id__in=list(ids), order_by=("-recorded_at", "-id"), limit=limit,
    )  # fmt: skip
    of = [one.pk for one in found]
    ways = _ways(actor, of)
    files = _files(actor, of)
    return [
        Shown(one, ways.get(one.pk, ""), tuple(files.get(one.pk, ())), "")
        for one in reversed(found)
    ]


def early(actor: AnyActor, shown: Iterable[Shown]) -> set[UUID]:
    """Messages whose place in the order is still open: a letter before them is missing."""
    hashes = {
        bytes(one.message.letter): one.message.pk for one in shown if one.message.letter is not None
    }
    rows = gate.columns(
        actor, MessageAct.READ, Received, "hash", conditions=[Q(hash__in=list(hashes))], limit=1000
    )
    placed = {bytes(row[0]) for row in rows}
    return {message for found, message in hashes.items() if found not in placed}


def _ways(actor: AnyActor, ids: list[UUID]) -> dict[UUID, str]:
    """The farthest state of any device; expired only if it is expired for all of them."""
    rows = gate.columns(
        actor, MessageAct.READ, Delivery, "message_id", "state",
        conditions=[Q(message_id__in=ids)], limit=1000,
    )  # fmt: skip
    best: dict[UUID, str] = {}
    for message, state in rows:
        best[message] = max(best.get(message, Way.EXPIRED), state, key=_rank)
    return best


def _rank(state: str) -> int:
    return -1 if state == Way.EXPIRED else REACHED.index(Way(state))


def _files(actor: AnyActor, ids: list[UUID]) -> dict[UUID, list[MessageFile]]:
    found: dict[UUID, list[MessageFile]] = {}
    rows = gate.many(
        actor, MessageAct.READ, MessageFile, message_id__in=ids, order_by=("position",)
    )
    for one in rows:
        found.setdefault(one.message_id, []).append(one)
    return found


def state() -> PostState:
    """How the post stands: switched on or off, paused, reached when, alarms."""
    return PostState.objects.get(one=1)
