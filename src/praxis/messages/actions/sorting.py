"""Sorts what the carrier brought: raw envelopes, what the relay took over, what expired.

Runs where patient keys and the key *post* are; a malicious relay makes a counter rise here.
Claiming, placing and settling a row are one way through the same states: hence one file.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Length

from praxis import gate
from praxis.core import claimants, clock
from praxis.core.actors import SystemActor
from praxis.messages import sealing
from praxis.messages.access import SORTING, MessageAct
from praxis.messages.actions.files import receive_file
from praxis.messages.actions.incoming import PATIENCE, Outcome, advance, receive_letter
from praxis.messages.actions.pairing import receive_pair
from praxis.messages.models import (
    Delivery,
    Device,
    ExpiredNotice,
    Inbox,
    Invite,
    MessageFile,
    Outbox,
    PostState,
)
from praxis.messages.states import InboxState, Move, OutboxState
from seal.errors import SealError, Stripped
from wire.errors import WireError, WrongLength
from wire.kinds import Kind
from wire.relay_api import MAILBOX_BYTES, MAILBOX_ENVELOPES

BATCH: Final = 50
_CLAIM: Final = timedelta(minutes=2)
_ORPHAN_WAITS: Final = timedelta(hours=72)
_LETTER_WAITS: Final = timedelta(days=30)
_TRIES: Final = 5
MOST_WAITING: Final = MAILBOX_ENVELOPES
MOST_WAITING_BYTES: Final = 4 * MAILBOX_BYTES
_WAITS: Final = (InboxState.HELD, InboxState.ORPHAN)


def sort_inbox() -> list[UUID]:
    """Process every raw envelope once; returns the messages that now wait for the practice."""
    arrived: list[UUID] = []
    _free_dead_claims()
    rows = Inbox.objects.filter(state=InboxState.RAW).order_by("number", "arrived_at")
    for row_id in list(rows.values_list("id", flat=True)[:BATCH]):
        if (row := _claim(row_id)) is not None:
            arrived += _sort(row)
    return arrived


def _claim(row_id: UUID) -> Inbox | None:
    now = clock.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    mine = Inbox.objects.filter(free, id=row_id, state=InboxState.RAW).update(
        claimed_by=claimants.me(), claimed_until=now + _CLAIM, tries=F("tries") + 1
    )
    return Inbox.objects.get(id=row_id) if mine == 1 else None


def _free_dead_claims() -> None:
    """What a worker held when it died is free at once, not when its claim runs out."""
    held = Inbox.objects.filter(state=InboxState.RAW, claimed_until__isnull=False)
    owners = held.exclude(claimed_by=None).values_list("claimed_by", flat=True).distinct()
    if gone := claimants.dead(one for one in owners if one):
        held.filter(claimed_by__in=gone).update(claimed_by=None, claimed_until=None)


def _sort(row: Inbox) -> list[UUID]:
    try:
        with gate.as_system(SORTING) as actor:
            outcome = _place(actor, row)
    except Stripped:
        outcome = Outcome(InboxState.ORPHAN, "file before letter")
    except WrongLength:
        outcome = Outcome(InboxState.ORPHAN, "length")
    except (SealError, WireError) as error:
        outcome = Outcome(InboxState.DEAD, error.category)
    except IntegrityError:
        # The same key or the same place a second time: nothing was written.
        outcome = Outcome(InboxState.DEAD, "twice")
    if outcome.state in _WAITS and outcome.message is None and _is_full(row):
        outcome = Outcome(InboxState.DEAD, "too much waits")
    _settle(row, outcome)
    if outcome.state is InboxState.DONE or outcome.message:
        _wake(bytes(row.mailbox))
    return [outcome.message] if outcome.message else []


def _is_full(row: Inbox) -> bool:
    """Whether more waits here of this mailbox than any letter with its files needs (H-06).

    A phone that never closes its gap, or a relay in its name, does not fill our disk.
    """
    waiting = Inbox.objects.filter(mailbox=bytes(row.mailbox), state__in=_WAITS)
    held = waiting.exclude(id=row.id).aggregate(rows=Count("id"), size=Sum(Length("frame")))
    size = (held["size"] or 0) + len(row.frame)
    return held["rows"] >= MOST_WAITING or size > MOST_WAITING_BYTES


def _settle(row: Inbox, outcome: Outcome) -> None:
    done = outcome.state in (InboxState.DONE, InboxState.DEAD)
    # A crash between commit and settling makes the letter its own duplicate: its files still
    # need it.
    keep = outcome.message is not None or not done or _awaits_files(row.id)
    Inbox.objects.filter(id=row.id).update(
        state=outcome.state,
        why=outcome.why[:40],
        claimed_by=None,
        claimed_until=None,
        done_at=clock.now() if done else None,
        # The frame of a letter is needed until its files were opened; everything else is done.
        **({} if keep else {"frame": b""}),
    )
    if outcome.state is InboxState.DEAD:
        _dead_letter(outcome.why)
    elif outcome.why == "noise":
        PostState.objects.filter(one=1).update(noise=F("noise") + 1)


def _awaits_files(row_id: UUID) -> bool:
    with gate.as_system(SORTING) as actor:
        return (
            gate.count(
                actor, MessageAct.READ, MessageFile,
                inbox=row_id, document__isnull=True, refused="",
            ) > 0
        )  # fmt: skip


def _dead_letter(why: str) -> None:
    PostState.objects.filter(one=1).update(
        dead_letters=F("dead_letters") + 1, alarm_at=clock.now(), alarm_why=why[:40]
    )


def _wake(mailbox: bytes) -> None:
    """A letter was placed: what waited behind it or for it is looked at again."""
    Inbox.objects.filter(mailbox=mailbox, state__in=_WAITS).update(state=InboxState.RAW)


def _place(actor: SystemActor, row: Inbox) -> Outcome:
    mailbox, frame = bytes(row.mailbox), bytes(row.frame)
    files = gate.many(actor, MessageAct.READ, MessageFile, envelope=bytes(row.envelope), limit=1)
    if files:
        return _file(actor, files[0], frame)
    devices = gate.many(actor, MessageAct.READ, Device, mailbox=mailbox, limit=1)
    if devices:
        return receive_letter(actor, devices[0].pk, row.id, frame)
    invites = gate.many(actor, MessageAct.READ, Invite, wire_id=mailbox, limit=1)
    if invites:
        return Outcome(InboxState.DONE, receive_pair(actor, invites[0].pk, frame))
    return Outcome(InboxState.DEAD, "unknown mailbox")


def _file(actor: SystemActor, place: MessageFile, frame: bytes) -> Outcome:
    letter = Inbox.objects.filter(id=place.inbox).first() if place.inbox else None
    if letter is None or not letter.frame:
        return Outcome(InboxState.DEAD, "letter is gone")
    receive_file(actor, place.pk, bytes(letter.frame), frame)
    waiting = gate.count(
        actor, MessageAct.READ, MessageFile,
        inbox=letter.id, document__isnull=True, refused="",
    )  # fmt: skip
    if waiting == 0:
        Inbox.objects.filter(id=letter.id).update(frame=b"")
    return Outcome(InboxState.DONE, "file")


def note_deliveries() -> None:
    """Let the letters follow what the outbox reached: *übergeben* is the relay's own word."""
    rows = Outbox.objects.filter(noted_at__isnull=True).exclude(state=OutboxState.WAITING)
    for row in rows.order_by("n")[:BATCH]:
        if row.delivery is not None and row.state == OutboxState.DELIVERED:
            _advance(row.delivery, Move.HAND_OVER)
        Outbox.objects.filter(n=row.n).update(noted_at=clock.now(), content=b"")


def note_expired(then: Callable[[SystemActor, Delivery], object]) -> int:
    """Mark what expired unread and do what follows from it, in one transaction per letter.

    `then` makes somebody look after it; cut anywhere, neither the mark nor the task is there.
    """
    expired = 0
    for notice in ExpiredNotice.objects.filter(noted_at__isnull=True)[:BATCH]:
        sent = Outbox.objects.filter(envelope=bytes(notice.envelope)).first()
        if sent is None or not sent.delivery:
            _noted(notice)
            continue
        with (
            gate.as_system(SORTING) as actor,
            gate.doing(actor, MessageAct.RECEIVE, Delivery, sent.delivery) as work,
        ):
            if work.subject.kind == Kind.KEY_CHANGE:
                _once_more(actor, work.subject, sent)
            elif advance(work.save, work.subject, Move.EXPIRE):
                then(actor, work.subject)
                expired += 1
            _noted(notice)
    return expired


def _once_more(actor: SystemActor, delivery: Delivery, sent: Outbox) -> None:
    """Without this letter a phone can read none after it: it waits at the relay once more.

    Once for each envelope, however often the relay says that one expired.
    """
    if Outbox.objects.filter(delivery=delivery.pk, n__gt=sent.n).exists():
        return
    device = gate.one(actor, MessageAct.READ, Device, delivery.device_id)
    if device.revoked_at is None:
        sealing.again(actor, delivery, device)


def _noted(notice: ExpiredNotice) -> None:
    ExpiredNotice.objects.filter(number=notice.number).update(noted_at=clock.now())


def _advance(delivery_id: UUID, move: Move) -> bool:
    with (
        gate.as_system(SORTING) as actor,
        gate.doing(actor, MessageAct.RECEIVE, Delivery, delivery_id) as work,
    ):
        return advance(work.save, work.subject, move)


def look_again() -> None:
    """Letters behind a gap are judged anew: after two days their words are shown."""
    Inbox.objects.filter(state=InboxState.HELD, arrived_at__lt=clock.now() - PATIENCE).update(
        state=InboxState.RAW, tries=0
    )


def give_up_waiting() -> int:
    """What waited in vain is counted dead: a file for its letter, a letter for its gap's end."""
    now = clock.now()
    late = Inbox.objects.filter(
        Q(state=InboxState.HELD, arrived_at__lt=now - _LETTER_WAITS)
        | Q(state=InboxState.ORPHAN, arrived_at__lt=now - _ORPHAN_WAITS)
        | Q(state=InboxState.RAW, tries__gte=_TRIES, arrived_at__lt=now - PATIENCE)
    )
    count = 0
    for row in late[:BATCH]:
        _settle(row, Outcome(InboxState.DEAD, "waited too long"))
        count += 1
    return count
