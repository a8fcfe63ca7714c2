"""After a return to an earlier state: tell every phone, send anew what had not gone out, go on."""

from typing import Final

from django.db import transaction

from praxis import gate
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.messages import keys, sealing
from praxis.messages.access import SORTING, MessageAct
from praxis.messages.actions.invites import expire_invites
from praxis.messages.models import Device, Message, MessageFile, PostState
from praxis.messages.states import Way
from praxis.vault.models import Restoration
from wire.bodies import parse_body
from wire.kinds import Kind

_PAGE: Final = 50


def waiting() -> Restoration | None:
    """The newest return the owner has not confirmed."""
    return Restoration.objects.filter(confirmed_at=None).order_by("-at").first()


def go_on_after_restore() -> int:
    """One pass of the duty: letters of the new epoch as soon as the keys are there, then outside.

    The letters wait in the outbox until the owner has confirmed.
    """
    told = 0
    with gate.as_system(SORTING) as actor:
        due = gate.many(
            actor, MessageAct.READ, Device,
            lost_epoch__isnull=False, revoked_at__isnull=True, limit=_PAGE,
        )  # fmt: skip
        for device in due:
            told += _tell(actor, device)
        if told:
            expire_invites(actor)
    if not due and waiting() is None:
        _outside_again()
    return told


def _outside_again() -> None:
    """In one transaction: noted as announced and still off would stay off."""
    rows = Restoration.objects.filter(announced_at=None, confirmed_at__isnull=False)
    with transaction.atomic():
        if rows.update(announced_at=clock.now()):
            keys.publish_again()
            PostState.objects.filter(one=1).update(off_since=None, off_by=None)


def _tell(actor: SystemActor, device: Device) -> int:
    """The new epoch, and after it what was sealed in the old one and never left."""
    lost = bytes(device.lost_epoch or b"")
    with gate.doing(actor, MessageAct.SEND, Device, device.pk) as work:
        if not sealing.tell_of_restore(actor, work.subject):
            return 0
        left = {"epoch": lost, "state": Way.SEALED, "message__isnull": False}
        for delivery in sealing.letters_of(actor, device, **left):
            _send_anew(actor, device, delivery.message)
    return 1


def _send_anew(actor: SystemActor, device: Device, message: Message | None) -> None:
    if message is None:
        return
    found: list[MessageFile] = gate.many(
        actor, MessageAct.READ, MessageFile, message_id=message.pk,
        order_by=("position",), related=("document",),
    )  # fmt: skip
    body = parse_body(Kind(message.kind), bytes(message.content))
    files = [sealing.file_of(one) for one in found]
    sealing.send(actor, device, body, message=message, files=files)
