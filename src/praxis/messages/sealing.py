"""Seals one letter for one device and puts it into the outbox, all in the caller's transaction.

It is one file because a letter, its files and its repetition must agree on sequence, chain and key.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from praxis import gate
from praxis.core import clock
from praxis.core.actors import AnyActor
from praxis.gate.work import Work
from praxis.messages import keys
from praxis.messages.access import MessageAct
from praxis.messages.errors import AlreadyEnded
from praxis.messages.models import Delivery, Device, Message, MessageFile, Outbox, PostIdentity
from praxis.messages.states import Way
from praxis.vault.documents import store
from seal.age.hybrid import HybridRecipient
from seal.envelope import seal_attachment, seal_letter
from wire.bodies import Body, kind_of, pack_body
from wire.buckets import STATEMENT_MAX
from wire.header import Direction, OuterHeader
from wire.ids import ConversationId, EnvelopeId, Epoch, MailboxId, key_id, new_id
from wire.notices import EpochChange, KeyChange
from wire.requests import Sign
from wire.shape import unpack
from wire.signed import Signed
from wire.statement import (
    AttachmentRef,
    Seen,
    Statement,
    attachment_envelope,
    parse_statement,
    sign_statement,
    statement_hash,
)

Chunks = Callable[[], Iterable[bytes]]
_MINUTE: Final = 60
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: its reference in the statement, and its content whenever it is asked for."""

    ref: AttachmentRef
    chunks: Chunks


def stored_file(owner: UUID, address: str, length: int) -> File:
    """The attachment that a document in the sealed store will be; reads it once for its hash."""

    def chunks() -> Iterable[bytes]:
        with store().open(owner, bytes.fromhex(address)) as reader:
            yield from reader.chunks()

    digest = hashlib.sha256()
    for piece in chunks():
        digest.update(piece)
    return File(AttachmentRef(digest.digest(), length), chunks)


def file_of(found: MessageFile) -> File:
    """The attachment of a message that was released before."""
    document = found.document
    assert document is not None
    return stored_file(document.key_owner, document.address, document.size)


def send(
    actor: AnyActor,
    device: Device,
    body: Body,
    *,
    message: Message | None = None,
    files: Sequence[File] = (),
) -> Delivery:
    """The next letter of this device's order: signed, sealed, in the outbox.

    AlreadyEnded if somebody ended the device meanwhile: nothing more is sealed for it.
    """
    with gate.doing(actor, MessageAct.SEND, Device, device.pk) as work:
        if not work.subject.active:
            raise AlreadyEnded(detail="device")
        # The row is locked: two releases at once get two places in the order.
        _tell_of_restore(work, work.subject)
        _tell_of_changes(work, work.subject)
        return _next(work, work.subject, body, message, files)


def tell_of_restore(actor: AnyActor, device: Device) -> bool:
    """The first letter of a new epoch, unless the device was told; whether it was sent now."""
    with gate.doing(actor, MessageAct.SEND, Device, device.pk) as work:
        return _tell_of_restore(work, work.subject)


def tell_of_changes(actor: AnyActor, device: Device) -> bool:
    """Every change of our keys this device was not told yet; whether there was one."""
    with gate.doing(actor, MessageAct.SEND, Device, device.pk) as work:
        _tell_of_restore(work, work.subject)
        return _tell_of_changes(work, work.subject)


def _tell_of_changes(work: Work[Device], place: Device) -> bool:
    """One letter for each change, signed by the key before it: a device knows no other yet."""
    changes = keys.changes_since(keys.identity_of(place.bundle_hash))
    for new in changes:
        _next(work, place, unpack(KeyChange, bytes(new.change or b"")), None, ())
        place.bundle_hash = bytes(new.bundle_hash)
        work.save(place, "bundle_hash")
    return bool(changes)


def _tell_of_restore(work: Work[Device], place: Device) -> bool:
    if place.lost_epoch is None or place.lost_at is None:
        return False
    lost = EpochChange(
        previous=Epoch(bytes(place.lost_epoch)),
        restored=int(place.lost_at.timestamp()),
        sent=place.lost_sent,
        received=place.in_sequence,
    )
    place.lost_epoch = place.lost_at = None
    work.save(place, "lost_epoch", "lost_at")
    _next(work, place, lost, None, ())
    return True


def _next(
    work: Work[Device], place: Device, body: Body, message: Message | None, files: Sequence[File]
) -> Delivery:
    raw = pack_body(body)
    identity = keys.identity_of(place.bundle_hash)
    statement = _statement(identity, place, body, raw, files)
    sign = keys.letter_sign(identity)
    signed = sign_statement(statement, sign)
    found = statement_hash(signed)
    place.out_sequence += 1
    place.out_hash = found
    work.save(place, "out_sequence", "out_hash")
    delivery = work.add(
        Delivery(
            patient_id=place.patient_id,
            key_owner=place.key_owner,
            device=place,
            message=message,
            kind=kind_of(body),
            epoch=place.out_epoch,
            sequence=place.out_sequence,
            hash=found,
            statement=signed,
            body=b"" if message else raw,
            state=Way.SEALED,
            sealed_at=clock.now(),
        )
    )
    transmit(place, delivery.pk, signed, raw, files, sign)
    return delivery


def letters_of(actor: AnyActor | None, device: Device, **asked: Any) -> Iterator[Delivery]:
    """What was sealed for a device, oldest first, some at a time: years of letters are many."""
    last = UUID(int=0)
    while found := gate.many(
        actor, MessageAct.READ, Delivery, device_id=device.pk, id__gt=last,
        order_by=("id",), limit=_AT_ONCE, related=("message",), **asked,
    ):  # fmt: skip
        yield from found
        last = found[-1].pk


def again(actor: AnyActor, delivery: Delivery, device: Device) -> None:
    """The same letter once more: the same statement under a new envelope id."""
    message = delivery.message
    raw = bytes(message.content) if message else bytes(delivery.body)
    found: list[MessageFile] = []
    if message is not None:
        found = gate.many(
            actor, MessageAct.READ, MessageFile, message_id=message.pk,
            order_by=("position",), related=("document",),
        )  # fmt: skip
    signed, files = bytes(delivery.statement), [file_of(one) for one in found]
    transmit(device, delivery.pk, signed, raw, files, _sender_of(device, signed))


def transmit(
    device: Device,
    delivery: UUID | None,
    signed: bytes,
    raw: bytes,
    files: Sequence[File],
    sign: Sign,
) -> None:
    """Seal the frames of a signed letter and put them into the outbox, letter first."""
    recipient = HybridRecipient(bytes(device.recipient))
    mailbox, now, envelope = bytes(device.mailbox), clock.now(), new_id()
    frame = seal_letter(
        header=header(mailbox, envelope, now),
        signed_statement=signed,
        body=raw,
        recipient=recipient,
        signer=sign,
    )
    put(mailbox, envelope, frame, delivery=delivery)
    for index, file in enumerate(files):
        under = attachment_envelope(envelope, statement_hash(signed), index)
        pieces = seal_attachment(
            file.chunks(),
            header=header(mailbox, under, now),
            ref=file.ref,
            recipient=recipient,
            signer=sign,
        )
        put(mailbox, under, b"".join(pieces))


def _sender_of(device: Device, signed: bytes) -> Sign:
    """The key that signed the letter, as long as there is one; then the newest the device knows.

    A device that was not told yet reads only what the old key sent; later it takes either.
    """
    told = keys.identity_of(device.bundle_hash)
    sender = parse_statement(unpack(Signed, signed, limit=STATEMENT_MAX).content).sender
    known = [one for one in keys.identities_that_sign() if one.sign_version <= told.sign_version]
    by = [one for one in known if key_id(keys.bundle_of(one).statement_key) == sender]
    return keys.letter_sign(by[0] if by else told)


def put(mailbox: bytes, envelope: bytes, frame: bytes, *, delivery: UUID | None = None) -> None:
    """One sealed frame into the outbox."""
    now = clock.now()
    # Bytes beside the statement and not in its text: a megabyte takes 3 ms instead of 30.
    with connection.preparing():  # type: ignore[attr-defined] # of our own wrapper
        Outbox.objects.create(
            what="put",
            lane=mailbox,
            mailbox=mailbox,
            envelope=envelope,
            content=frame,
            delivery=delivery,
            written_at=now,
            next_at=now,
        )


def header(mailbox: bytes, envelope: bytes, now: datetime) -> OuterHeader:
    """The outer header of something that goes to a patient, to the minute."""
    created = int(now.timestamp()) // _MINUTE * _MINUTE
    return OuterHeader(1, MailboxId(mailbox), Direction.TO_PATIENT, EnvelopeId(envelope), created)


def seen_of(device: Device) -> Seen | None:
    """What was received of the device without a gap; None before its first letter."""
    if device.in_epoch is None or device.in_hash is None or not device.in_sequence:
        return None
    return Seen(Epoch(bytes(device.in_epoch)), device.in_sequence, bytes(device.in_hash))


def _statement(
    identity: PostIdentity, device: Device, body: Body, raw: bytes, files: Sequence[File]
) -> Statement:
    sender = keys.bundle_of(identity).statement_key
    return Statement(
        version=1,
        sender=key_id(sender),
        recipients=(key_id(bytes(device.recipient)),),
        mailbox=MailboxId(bytes(device.mailbox)),
        direction=Direction.TO_PATIENT,
        conversation=ConversationId(bytes(device.conversation)),
        sequence=device.out_sequence + 1,
        previous=bytes(device.out_hash),
        epoch=Epoch(bytes(device.out_epoch)),
        seen=seen_of(device),
        time=int(clock.now().timestamp()),
        kind=kind_of(body),
        body=hashlib.sha256(raw).digest(),
        attachments=tuple(file.ref for file in files),
    )


def days(count: int) -> timedelta:
    """A span of days."""
    return timedelta(days=count)
