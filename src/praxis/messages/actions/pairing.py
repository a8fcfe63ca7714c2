"""A device asks to be paired: attempts are counted under the row lock, then it is answered."""

import hashlib
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.gate.work import Work
from praxis.messages import keys, sealing
from praxis.messages.access import MessageAct
from praxis.messages.actions.invites import empty
from praxis.messages.models import Conversation, Device, Invite, Outbox
from praxis.messages.states import InviteState
from praxis.messages.words import fit
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.staff import people
from seal.age.hybrid import HybridRecipient
from seal.envelope import Letter, open_pair, seal_letter
from wire.bodies import pack_body
from wire.errors import WireError, WrongCode, WrongInvite
from wire.header import Direction
from wire.ids import ConversationId, Epoch, MailboxId, key_id, new_id
from wire.kinds import Kind
from wire.notices import Grant, HolderRole, Pair, Paired, PairOutcome
from wire.orders import MailboxOrder, Use, pack
from wire.pairing import ATTEMPTS, PairingKeys, Transcript, check_pair, open_transcript
from wire.relay_api import MAILBOX_BYTES, MAILBOX_ENVELOPES
from wire.statement import FIRST, Seen, Statement, sign_statement

_NAME: Final = 200


def receive_pair(actor: SystemActor, invite_id: UUID, frame: bytes) -> str:
    """Judge one pairing letter and put the answer into the outbox; returns what it was.

    `noise` (wrong sheet, nothing counted), `same` (identical bytes again), `wrong-code`, `used`,
    `expired` or `ok`. Attempt, device and answer are one transaction: nothing is answered before
    the attempt is committed.
    """
    letter, pair = keys.with_any_identity(lambda identity, _former: open_pair(frame, identity))
    transcript = open_transcript(pair)
    with gate.doing(actor, MessageAct.RECEIVE, Invite, invite_id) as work:
        invite = work.subject
        tried = hashlib.sha256(pair.transcript + pair.code_mac).digest()
        if invite.state != InviteState.OPEN:
            return _ended(work, invite, letter, transcript)
        if invite.expires_at <= clock.now():
            work.save(invite, *empty(invite, InviteState.EXPIRED))
            return _answer(invite, letter, transcript, Paired(PairOutcome.EXPIRED, 0, None))
        try:
            _check(pair, invite)
        except WrongInvite:
            return "noise"
        except WrongCode:
            return _wrong_code(work, invite, letter, transcript, tried)
        except WireError:
            return "noise"
        grant = _accept(actor, work, invite, transcript)
        return _answer(invite, letter, transcript, Paired(PairOutcome.OK, 0, grant))


def _check(pair: Pair, invite: Invite) -> None:
    check_pair(
        pair,
        PairingKeys(bytes(invite.sheet_key), bytes(invite.code_key)),
        invite=bytes(invite.wire_id),
        relay=invite.relay,
        bundle=bytes(invite.bundle_hash),
    )


def _wrong_code(
    work: Work[Invite], invite: Invite, letter: Letter, transcript: Transcript, tried: bytes
) -> str:
    if invite.last_try is not None and bytes(invite.last_try) == tried:
        return "same"
    invite.attempts += 1
    invite.last_try = tried
    left = ATTEMPTS - invite.attempts
    changed: tuple[str, ...] = ("attempts", "last_try")
    if left == 0:
        changed += empty(invite, InviteState.BURNT)
    work.save(invite, *changed)
    return _answer(invite, letter, transcript, Paired(PairOutcome.WRONG_CODE, left, None))


def _ended(work: Work[Invite], invite: Invite, letter: Letter, transcript: Transcript) -> str:
    """An ended invite is tried: the same device again is harmless, another one is an alarm."""
    if invite.state != InviteState.USED:
        return _answer(invite, letter, transcript, Paired(PairOutcome.EXPIRED, 0, None))
    paired = gate.many(work.actor, MessageAct.READ, Device, invite_id=invite.pk, limit=1)
    if paired and bytes(paired[0].statement_key) == transcript.statement_key:
        return "same"
    if invite.tried_again_at is None:
        invite.tried_again_at = clock.now()
        work.save(invite, "tried_again_at")
    return _answer(invite, letter, transcript, Paired(PairOutcome.USED, 0, None))


def _accept(
    actor: SystemActor, work: Work[Invite], invite: Invite, transcript: Transcript
) -> Grant:
    conversation = gate.many(
        work.actor, MessageAct.READ, Conversation, patient_id=invite.patient_id, limit=1
    )[0]
    device = Device(
        patient_id=invite.patient_id,
        key_owner=invite.key_owner,
        invite=invite,
        mailbox=new_id(),
        conversation=bytes(conversation.wire_id),
        holder=invite.holder,
        holder_name=invite.holder_name,
        until=invite.until,
        recipient=transcript.recipient,
        statement_key=transcript.statement_key,
        relay_key=transcript.relay_key,
        bundle_hash=bytes(invite.bundle_hash),
        out_epoch=bytes(keys.identity_now().epoch),
        out_hash=FIRST,
        paired_at=clock.now(),
    )
    work.add(device)
    work.save(invite, *empty(invite, InviteState.USED))
    _open_mailbox(invite, device)
    # A sheet from before a change of our keys: the first letter tells of it.
    sealing.tell_of_changes(actor, device)
    patient = gate.one(work.actor, PatientAct.READ, Patient, invite.patient_id)
    return Grant(
        MailboxId(bytes(device.mailbox)),
        ConversationId(bytes(conversation.wire_id)),
        Epoch(bytes(device.out_epoch)),
        fit(people.practice_name(), _NAME),
        fit(f"{patient.given_name} {patient.family_name}", _NAME),
        HolderRole(device.holder),
        device.until.isoformat() if device.until else None,
    )


def _open_mailbox(invite: Invite, device: Device) -> None:
    order = MailboxOrder(
        version=1,
        mailbox=MailboxId(bytes(device.mailbox)),
        use=Use.DEVICE,
        relay_key=bytes(device.relay_key),
        expires=None,
        max_bytes=MAILBOX_BYTES,
        max_envelopes=MAILBOX_ENVELOPES,
    )
    # In the invite's lane and before the answer: the device finds its mailbox open.
    Outbox.objects.create(
        what="open",
        lane=bytes(invite.wire_id),
        mailbox=bytes(device.mailbox),
        content=pack(order),
        written_at=device.paired_at,
        next_at=device.paired_at,
    )


def _answer(invite: Invite, letter: Letter, transcript: Transcript, body: Paired) -> str:
    """Sign the answer, seal it to the recipient in the transcript, put it into the outbox."""
    raw, now, mailbox = pack_body(body), clock.now(), bytes(invite.wire_id)
    # By the keys on the sheet: the phone knows no others yet.
    identity = keys.identity_of(bytes(invite.bundle_hash))
    sign, sender = keys.letter_sign(identity), keys.bundle_of(identity).statement_key
    said = letter.statement
    statement = Statement(
        version=1,
        sender=key_id(sender),
        recipients=(key_id(transcript.recipient),),
        mailbox=MailboxId(mailbox),
        direction=Direction.TO_PATIENT,
        conversation=ConversationId(mailbox),
        sequence=1,
        previous=FIRST,
        epoch=Epoch(new_id()),
        seen=Seen(said.epoch, said.sequence, letter.hash),
        time=int(now.timestamp()),
        kind=Kind.PAIRED,
        body=hashlib.sha256(raw).digest(),
        attachments=(),
    )
    envelope = new_id()
    frame = seal_letter(
        header=sealing.header(mailbox, envelope, now),
        signed_statement=sign_statement(statement, sign),
        body=raw,
        recipient=HybridRecipient(transcript.recipient),
        signer=sign,
    )
    sealing.put(mailbox, envelope, frame)
    return body.outcome.value
