"""Takes in one letter of a paired device: placed in its order first, then done what it says.

It is one file because every kind of letter passes the same order, and none may be done before it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.gate.work import Work
from praxis.messages import keys, sealing
from praxis.messages.access import MessageAct
from praxis.messages.actions import files
from praxis.messages.actions.devices import revoke_device
from praxis.messages.actions.release import CODE
from praxis.messages.models import Delivery, Device, Message, Received
from praxis.messages.queries import conversation_of_record
from praxis.messages.states import InboxState, Move, Way, after
from praxis.record.access import RecordAct
from praxis.record.models import Entry
from seal.envelope import Letter, open_letter
from wire.letters import BookingRequest
from wire.letters import Message as WireMessage
from wire.notices import Receipt, ReceiptState, ResendRequest, Revoke, RevokeReason
from wire.order import Position, Turn, judge
from wire.statement import FIRST

RESEND_EVERY: Final = 600
PATIENCE: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a raw envelope; `message` is what now waits for the practice, if anything."""

    state: InboxState
    why: str = ""
    message: UUID | None = None


def receive_letter(actor: SystemActor, device_id: UUID, inbox: UUID, frame: bytes) -> Outcome:
    """Open, judge the order, act; one transaction, and twice the same is harmless.

    Raises the errors of `seal` and `wire` for anything that does not verify.
    """
    with gate.doing(actor, MessageAct.RECEIVE, Device, device_id) as work:
        device = work.subject
        if not device.serves_on(clock.today()):
            return Outcome(InboxState.DEAD, "revoked")
        if device.halted_at is not None:
            return Outcome(InboxState.DEAD, "halted")
        letter = opened_letter(device, frame)
        turn = _judge(actor, device, letter)
        if turn is Turn.DUPLICATE:
            return Outcome(InboxState.DONE, "duplicate")
        if turn is Turn.OLD:
            return Outcome(InboxState.DEAD, "old epoch")
        if turn is Turn.CONFLICT:
            device.halted_at = clock.now()
            work.save(device, "halted_at")
            return Outcome(InboxState.DEAD, "conflict")
        if turn is Turn.GAP:
            _hold(work, device)
            return Outcome(InboxState.HELD, "gap", _early(work, device, letter, inbox))
        _move_on(work, device, letter, turn)
        return _act(work, device, letter, inbox)


def opened_letter(device: Device, frame: bytes) -> Letter:
    """A letter of this device, sealed to the practice's keys of now or of before."""
    pinned = bytes(device.statement_key)
    return keys.with_any_identity(
        lambda identity, former: open_letter(frame, identity, pinned, former=former)
    )


def _judge(actor: SystemActor, device: Device, letter: Letter) -> Turn:
    said = letter.statement
    ended = bytes(device.ended_epochs)
    known = gate.many(
        actor, MessageAct.READ, Received,
        device_id=device.pk, epoch=bytes(said.epoch), sequence=said.sequence, limit=1,
    )  # fmt: skip
    at = Position(
        said.epoch if device.in_epoch is None else type(said.epoch)(bytes(device.in_epoch)),
        device.in_sequence,
        FIRST if device.in_hash is None else bytes(device.in_hash),
    )
    turn = judge(
        said,
        letter.hash,
        at,
        known=bytes(known[0].hash) if known else None,
        ended=frozenset(ended[i : i + 16] for i in range(0, len(ended), 16)),
    )
    if turn is Turn.NEW_EPOCH and said.sequence > 1:
        return Turn.GAP
    return turn


def _hold(work: Work[Device], device: Device) -> None:
    """A letter before it is missing: ask for it, at most every ten minutes."""
    now = clock.now()
    if device.gap_since is None:
        device.gap_since = now
        work.save(device, "gap_since")
    if device.resent_at is None or (now - device.resent_at).total_seconds() >= RESEND_EVERY:
        device.resent_at = now
        work.save(device, "resent_at")
        epoch = bytes(device.in_epoch) if device.in_epoch is not None else None
        ask: Any = ResendRequest(epoch, device.in_sequence + 1, None)  # type: ignore[arg-type] # a letter is always taken in by somebody
        sealing.send(work.actor, device, ask)  # type: ignore[arg-type] # a letter is always taken in by somebody


def _early(work: Work[Device], device: Device, letter: Letter, inbox: UUID) -> UUID | None:
    """After two days behind a gap its words are shown; its place in the order stays open."""
    body = letter.read()
    waited = clock.now() - (device.gap_since or clock.now())
    if waited < PATIENCE or not isinstance(body, WireMessage | BookingRequest):
        return None
    return None if _shown(work, letter) else _message(work, device, letter, inbox, body)


def _shown(work: Work[Device], letter: Letter) -> bool:
    """Whether these words were shown early and only the order catches up now."""
    return gate.count(work.actor, MessageAct.READ, Message, letter=letter.hash) > 0


def _move_on(work: Work[Device], device: Device, letter: Letter, turn: Turn) -> None:
    said = letter.statement
    if turn is Turn.NEW_EPOCH and device.in_epoch is not None:
        device.ended_epochs = bytes(device.ended_epochs) + bytes(device.in_epoch)
    device.in_epoch, device.in_sequence = bytes(said.epoch), said.sequence
    device.in_hash, device.last_heard_at, device.gap_since = letter.hash, clock.now(), None
    work.save(
        device, "in_epoch", "in_sequence", "in_hash", "last_heard_at", "gap_since", "ended_epochs"
    )
    work.add(
        Received(
            patient_id=device.patient_id, key_owner=device.key_owner, device=device,
            epoch=bytes(said.epoch), sequence=said.sequence, hash=letter.hash, kind=said.kind,
            at=clock.now(),
        )
    )  # fmt: skip


def _act(work: Work[Device], device: Device, letter: Letter, inbox: UUID) -> Outcome:
    body = letter.read()
    match body:
        case WireMessage() | BookingRequest():
            if _shown(work, letter):
                return Outcome(InboxState.DONE, "shown early")
            return Outcome(InboxState.DONE, "", _message(work, device, letter, inbox, body))
        case Receipt():
            _receipt(work, device, body)
        case ResendRequest():
            _resend(work, device, body)
        case Revoke():
            revoke_device(work.actor, device.pk, RevokeReason.PATIENT)  # type: ignore[arg-type] # a letter is always taken in by somebody
        case _:
            # Verified, but nothing this version reads (an answer to a questionnaire): kept, shown.
            return Outcome(InboxState.DEAD, f"kind {letter.statement.kind}")
    return Outcome(InboxState.DONE)


def _message(work: Work[Device], device: Device, letter: Letter, inbox: UUID, body: Any) -> UUID:
    """A line in the chart, a message in the conversation, and places for its files."""
    now, said = clock.now(), letter.statement
    title, text = _words(body)
    written = min(clock.from_seconds(said.time), now)
    conversation = conversation_of_record(work.actor, device.patient_id)
    entry = work.add(
        Entry(
            patient_id=conversation.patient_id, key_owner=conversation.key_owner, code=CODE,
            text=f"{title}\n{text}" if title else text, author=device.pk,
            happened_at=written, recorded_at=now,
        ),
        act=RecordAct.WRITE,
    )  # fmt: skip
    message = work.add(
        Message(
            patient_id=conversation.patient_id, key_owner=conversation.key_owner,
            conversation=conversation, incoming=True, kind=said.kind, title=title, text=text,
            content=letter.body,
            device=device, letter=letter.hash, entry=entry,
            answers=_answered(work, device, getattr(body, "answers", None)),
            written_at=written, recorded_at=now,
        )
    )  # fmt: skip
    files.expect(work, message, letter, inbox, getattr(body, "files", ()))
    conversation.waiting_since = conversation.waiting_since or now
    conversation.last_at = now
    work.save(conversation, "waiting_since", "last_at")
    return message.pk


def _words(body: WireMessage | BookingRequest) -> tuple[str, str]:
    if isinstance(body, BookingRequest):
        return "Terminwunsch", body.wish or "Bitte um einen Termin."
    return body.title, body.text or "(ohne Text)"


def _answered(work: Work[Device], device: Device, found: bytes | None) -> Message | None:
    if found is None:
        return None
    sent = gate.many(
        work.actor, MessageAct.READ, Delivery, device_id=device.pk, hash=found, limit=1
    )
    if not sent or sent[0].message_id is None:
        return None
    return gate.one(work.actor, MessageAct.READ, Message, sent[0].message_id)


def _receipt(work: Work[Device], device: Device, body: Receipt) -> None:
    move = Move.READ if body.state is ReceiptState.READ else Move.FETCH
    sent = gate.many(
        work.actor, MessageAct.READ, Delivery, device_id=device.pk, hash__in=list(body.letters)
    )
    for delivery in sent:
        advance(work.save, delivery, move)


def advance(save: Callable[..., Any], delivery: Delivery, move: Move) -> bool:
    """Move a letter on by the table; whether anything changed. Time and state in one write."""
    to = after(delivery.state, move)
    if to is None:
        return False
    delivery.state = to
    at = {
        Way.HANDED_OVER: "handed_over_at", Way.FETCHED: "fetched_at",
        Way.READ: "read_at", Way.EXPIRED: "expired_at",
    }[to]  # fmt: skip
    setattr(delivery, at, clock.now())
    save(delivery, "state", at)
    return True


def _resend(work: Work[Device], device: Device, body: ResendRequest) -> None:
    """Send a span of this epoch again, or everything released; at most every ten minutes."""
    now = clock.now()
    if device.resent_at and (now - device.resent_at).total_seconds() < RESEND_EVERY:
        return
    device.resent_at = now
    work.save(device, "resent_at")
    asked: dict[str, Any] = {}
    if body.epoch is not None:
        asked = {"epoch": bytes(body.epoch), "sequence__gte": body.first}
        if body.last is not None:
            asked["sequence__lte"] = body.last
    for delivery in sealing.letters_of(work.actor, device, **asked):
        sealing.again(work.actor, delivery, device)  # type: ignore[arg-type] # a letter is always taken in by somebody
