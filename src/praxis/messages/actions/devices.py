"""Ending a device: by one click, on its last day, or because the patient asked."""

from typing import Final
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import AnyActor
from praxis.core.ids import PatientId
from praxis.messages import sealing
from praxis.messages.access import MessageAct
from praxis.messages.actions.invites import close_mailbox
from praxis.messages.errors import AlreadyEnded
from praxis.messages.models import Device
from praxis.patients.queries import ids_of
from wire.notices import Revoke, RevokeReason

_NEWS_DAYS: Final = 7


def revoke_device(
    actor: AnyActor, device_id: UUID, reason: RevokeReason = RevokeReason.PRACTICE
) -> None:
    """End a device at once: nothing more is sealed for it, and it is told so.

    Its mailbox closes when the notice had a week to be fetched; at a theft, at once and silently.
    """
    with gate.doing(actor, MessageAct.REVOKE, Device, device_id) as work:
        device = work.subject
        if device.revoked_at is not None:
            raise AlreadyEnded
        now = clock.now()
        if reason is RevokeReason.STOLEN:
            close_mailbox(bytes(device.mailbox))
        else:
            sealing.send(actor, device, Revoke(reason, ""))
            close_mailbox(bytes(device.mailbox), at=now + sealing.days(_NEWS_DAYS))
        device.revoked_at = now
        device.revoked_why = reason.value
        work.save(device, "revoked_at", "revoked_why")


def end_due_devices(actor: AnyActor) -> int:
    """End devices whose last day is over (C-10); the sorting job calls it. Returns how many."""
    due = gate.many(
        actor, MessageAct.READ, Device, until__lt=clock.today(), revoked_at__isnull=True
    )
    for device in due:
        revoke_device(actor, device.pk, RevokeReason.REPRESENTATION_ENDED)
    return len(due)


def active_devices(actor: AnyActor, patient_id: PatientId) -> list[Device]:
    """The devices a person's letters are sealed for now; not one whose last day is over."""
    found = gate.many(
        actor, MessageAct.READ, Device,
        patient_id__in=ids_of(actor, patient_id), revoked_at__isnull=True,
        order_by=("paired_at",),
    )  # fmt: skip
    today = clock.today()
    return [one for one in found if one.serves_on(today)]
