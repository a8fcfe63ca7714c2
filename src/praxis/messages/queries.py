"""What can be asked about letters and devices."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from praxis import gate
from praxis.core.actors import Actor, AnyActor
from praxis.core.ids import PatientId
from praxis.messages import keys
from praxis.messages.access import MessageAct
from praxis.messages.models import (
    Conversation,
    Delivery,
    Device,
    Invite,
    Message,
    MessageFile,
    PostIdentity,
    PostState,
    Received,
)
from praxis.messages.states import REACHED, Way
from praxis.patients.queries import ids_of, patient
from wire import bundle
from wire.kinds import Kind


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A message with how far it came and its files, opened for the screen."""

    message: Message
    way: str
    files: tuple[MessageFile, ...]
    author: str


def devices_of(actor: AnyActor, patient_id: PatientId) -> list[Device]:
    """Every device ever paired for a person (all ids), newest first."""
    return gate.many(
        actor, MessageAct.READ, Device,
        patient_id__in=ids_of(actor, patient_id), order_by=("-paired_at",), related=("invite",),
    )  # fmt: skip


def invites_of(actor: AnyActor, patient_id: PatientId) -> list[Invite]:
    """Every invite of a person (all ids), newest first."""
    return gate.many(
        actor, MessageAct.READ, Invite,
        patient_id__in=ids_of(actor, patient_id), order_by=("-created_at",),
    )  # fmt: skip


def safety_number_of(device: Device) -> str:
    """The number both sides show, over the newest bundle of ours the device was told."""
    pinned = device.bundle_hash or keys.identity_of(None).bundle_hash
    return _number(device, bytes(pinned))


def former_numbers(actor: AnyActor, devices: Iterable[Device]) -> dict[UUID, str]:
    """What a phone still shows that has not confirmed our last change of keys."""
    told = {one.pk: one for one in devices if one.revoked_at is None}
    rows = gate.columns(
        actor, MessageAct.READ, Delivery, "device_id", "state",
        conditions=[Q(device_id__in=list(told), kind=Kind.KEY_CHANGE)], order_by=("sealed_at",),
    )  # fmt: skip
    last = dict(rows)
    behind = [pk for pk, state in last.items() if state not in (Way.FETCHED, Way.READ)]
    found = {}
    for pk in behind:
        before = keys.bundle_of(keys.identity_of(told[pk].bundle_hash)).previous
        found[pk] = _number(told[pk], before or b"")
    return found


def _number(device: Device, bundle_hash: bytes) -> str:
    return bundle.safety_number(
        bundle_hash, bytes(device.recipient), bytes(device.statement_key), bytes(device.relay_key)
    )


def conversation(actor: AnyActor, patient_id: PatientId) -> Conversation | None:
    """The person's conversation, if there ever was an invite.

    Records that were merged may have brought one each: the one that waits, then the record's own.
    """
    found = conversations(actor, patient_id)
    waits = [one for one in found if one.waiting_since is not None]
    own = [one for one in found if one.patient_id == patient_id]
    return next(iter([*waits, *own, *found]), None)


def conversation_of_record(actor: AnyActor | None, patient_id: UUID) -> Conversation:
    """Where a letter of a record's device belongs: with the person, if records were merged since.

    For a record that has a device: every invite makes sure of a conversation.
    """
    assert actor is not None
    found = conversation(actor, PatientId(patient(actor, PatientId(patient_id)).pk))
    assert found is not None
    return found


def conversations(actor: AnyActor, patient_id: PatientId) -> list[Conversation]:
    """All conversations of a person: one, or one for each of the merged records that had one."""
    return gate.many(
        actor, MessageAct.READ, Conversation,
        patient_id__in=ids_of(actor, patient_id), order_by=("waiting_since", "id"),
    )  # fmt: skip


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
    if not found:
        return []
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


def is_set_up() -> bool:
    """Whether the practice has its identity; a new one gets it some seconds after its start."""
    return PostIdentity.objects.filter(replaced_at__isnull=True).exists()


def state() -> PostState:
    """How the post stands: switched on or off, paused, reached when, alarms."""
    return PostState.objects.get(one=1)
