"""Letters carried by hand: what the outbox holds for a mailbox, and frames put into the inbox."""

import hashlib

from house.cast import Cast
from house.post import Phone, envelope_of
from praxis import gate
from praxis.core import clock
from praxis.core.ids import PatientId
from praxis.messages import keys
from praxis.messages.actions.invites import Holder, Sheet, create_invite
from praxis.messages.actions.sorting import sort_inbox
from praxis.messages.models import Inbox, Outbox

CHECKED = "Personalausweis"


def sheet_for(cast: Cast, patient: PatientId, holder: Holder | None = None) -> Sheet:
    """Ben hands out a sheet."""
    with gate.visiting():
        return create_invite(
            cast.ben.actor, patient, holder=holder or Holder(), checked_how=CHECKED
        )


def phone_with(sheet: Sheet) -> Phone:
    """A phone that scanned the sheet."""
    return Phone.from_sheet(sheet.url, bytes(keys.identity_now().bundle))


def arrives(mailbox: bytes, *frames: bytes) -> None:
    """The carrier brought these frames, and they are sorted."""
    for frame in frames:
        Inbox.objects.create(
            number=Inbox.objects.count() + 1,
            mailbox=mailbox,
            envelope=envelope_of(frame) if frame[:1] == b"\x01" else bytes(16),
            digest=hashlib.sha256(frame).digest(),
            frame=frame,
            arrived_at=clock.now(),
        )
    for _ in range(len(frames) + 1):
        sort_inbox()


def sent_to(mailbox: bytes) -> list[bytes]:
    """The frames that wait for a mailbox, oldest first."""
    rows = Outbox.objects.filter(mailbox=mailbox, what="put").order_by("n")
    return [bytes(row.content) for row in rows]


def paired_phone(cast: Cast, patient: PatientId, holder: Holder | None = None) -> Phone:
    """A phone that went through the whole pairing."""
    sheet = sheet_for(cast, patient, holder)
    phone = phone_with(sheet)
    arrives(bytes(phone.invite.invite), phone.pair(sheet.code))
    phone.paired(sent_to(bytes(phone.invite.invite))[-1])
    assert phone.grant is not None
    return phone


def writes(phone: Phone, body: object, files: tuple[bytes, ...] = ()) -> None:
    """The phone writes and it arrives."""
    assert phone.grant is not None
    arrives(bytes(phone.grant.mailbox), *phone.writes(body, files))  # type: ignore[arg-type] # the grant came with the answer
