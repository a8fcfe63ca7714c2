"""Brings the outbox to the relay and what waits there into the inbox; knows only sealed bytes."""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Length

from praxis.core import clock
from praxis.core.ids import uuid7
from praxis.exchange.post.line import Line, LineProblem
from praxis.messages.models import ExpiredNotice, Inbox, Outbox, PostIdentity, PostState
from praxis.messages.states import OPEN, InboxState, OutboxState
from wire import relay_api as api
from wire.errors import WireError
from wire.frame import FRAME_MAX, check_frame
from wire.orders import Listing, Waiting, parse_listing

BATCH: Final = 100
MOST_UNSORTED: Final = 2_000
MOST_BYTES: Final = 4 << 30
_LISTED: Final = 50
_CLAIM: Final = timedelta(minutes=2)
_FIRST_PAUSE: Final = 2
_LONGEST_PAUSE: Final = 900
# The relay will never take these: the same bytes again would be refused again.
_HOPELESS: Final = frozenset({400, 409, 413, 415, 422})
_NOT_SEALED: Final = 422
ONE_WORKER: Final = uuid7()


def forget_claims() -> int:
    """Called when the one carrier starts: what is claimed now belonged to one that died.

    Should two run after all, both send the same envelope id, which the relay takes once.
    """
    held = Outbox.objects.filter(state=OutboxState.WAITING, claimed_until__isnull=False)
    return held.update(claimed_until=None)


def deliver(line: Line, worker: UUID = ONE_WORKER, limit: int = BATCH) -> int:
    """Send what is due, one row of a lane after the other; returns how many arrived."""
    sent = 0
    for n in _due()[:limit]:
        row = _claim(n, worker)
        if row is not None and _send(line, row):
            sent += 1
    return sent


def _due() -> list[int]:
    now = clock.now()
    before = Outbox.objects.filter(
        lane=OuterRef("lane"), n__lt=OuterRef("n"), state=OutboxState.WAITING
    )
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    rows = Outbox.objects.filter(free, state=OutboxState.WAITING, next_at__lte=now)
    first = rows.filter(~Exists(before)).order_by("n").values_list("n", flat=True)
    return list(first[:BATCH])


def _claim(n: int, worker: UUID) -> Outbox | None:
    """Whoever changes the row owns it; a crashed owner loses it after two minutes."""
    now = clock.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    mine = Outbox.objects.filter(free, n=n, state=OutboxState.WAITING).update(
        claimed_by=worker, claimed_until=now + _CLAIM, tries=F("tries") + 1
    )
    return Outbox.objects.get(n=n) if mine == 1 else None


def _send(line: Line, row: Outbox) -> bool:
    try:
        _request(line, row)
    except LineProblem as problem:
        _later(row, problem)
        if not problem.status or problem.status in {401, 404, 429} or problem.status >= 300:
            note_problem(problem.word, line)
        return False
    Outbox.objects.filter(n=row.n).update(
        state=OutboxState.DELIVERED, done_at=clock.now(), claimed_until=None, problem=""
    )
    note_reached(line)
    return True


def _request(line: Line, row: Outbox) -> None:
    mailbox, content = bytes(row.mailbox), bytes(row.content)
    match row.what:
        case "put":
            _insist_on_sealed(row)
            line.ask("PUT", api.envelope_path(mailbox, bytes(row.envelope or b"")), content)
        case "open":
            line.ask("POST", api.MAILBOXES, content)
        case "publish":
            line.ask("PUT", api.PRACTICE, content)
        case "change":
            _go_over(line, content)
        case "close":
            try:
                line.ask("DELETE", api.mailbox_path(mailbox))
            except LineProblem as problem:
                if problem.status != 404:
                    raise
                # Closed before, or died by itself: that is what was wanted. Unless the relay does
                # not know us (any more), or not at this time: then it answers 404 to this as well.
                line.ask("GET", f"{api.INBOX}?limit=1")


def _insist_on_sealed(row: Outbox) -> None:
    """Whatever stands in the outbox, only a letter leaves the house (L-07): never tried again."""
    try:
        found = check_frame(bytes(row.content)).header
    except WireError as error:
        raise LineProblem(f"not sealed: {error.category}", status=_NOT_SEALED) from None
    if (found.mailbox, found.envelope) != (bytes(row.mailbox), bytes(row.envelope or b"")):
        raise LineProblem("not sealed: address", status=_NOT_SEALED)


def _go_over(line: Line, change: bytes) -> None:
    """The relay hears of our next keys; from its answer on we ask with the new request key."""
    row = PostIdentity.objects.get(change=change)
    line.announce(api.PRACTICE_KEY, row)
    PostIdentity.objects.filter(pk=row.pk).update(known_at=clock.now())
    line.follow()


def _later(row: Outbox, problem: LineProblem) -> None:
    """Back off; what can never be taken is given up and shown."""
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE << min(row.tries, 12))
    # Without a change of keys nothing goes on, and what hinders it can pass (after a restore).
    hopeless = problem.status in _HOPELESS and row.what != "change"
    Outbox.objects.filter(n=row.n).update(
        state=OutboxState.FAILED if hopeless else OutboxState.WAITING,
        next_at=clock.now() + timedelta(seconds=pause),
        claimed_until=None,
        problem=problem.word[:40],
        done_at=clock.now() if hopeless else None,
    )


def collect(line: Line) -> int:
    """Store what waits at the relay, then acknowledge it; returns how many were new.

    Stops when too much is unsorted or waits (H-06): a flood stays at the relay, within its quota.
    """
    fresh, after = 0, 0
    while _has_room():
        listing = _listing(line, f"{api.INBOX}?after={after}&limit={_LISTED}")
        waiting = listing.waiting[:_LISTED]  # whatever the relay thinks we asked for
        for one in waiting:
            fresh += _take(line, one)
        numbers = [one.number for one in waiting]
        # A relay whose numbers do not rise gets no second round.
        if len(numbers) < _LISTED or max(numbers) <= after:
            break
        after = max(numbers)
    note_reached(line)
    return fresh


def _has_room() -> bool:
    held = Inbox.objects.filter(state__in=OPEN).aggregate(
        raw=Count("id", filter=Q(state=InboxState.RAW)), size=Sum(Length("frame"))
    )
    return held["raw"] < MOST_UNSORTED and (held["size"] or 0) < MOST_BYTES


def _listing(line: Line, path: str) -> Listing:
    try:
        return parse_listing(line.ask("GET", path, most=1 << 16))
    except WireError as error:
        raise LineProblem(f"listing: {error.category}") from None


def _take(line: Line, one: Waiting) -> int:
    if one.length > FRAME_MAX or one.number >= 2**62:
        raise LineProblem("listing: absurd")
    path = api.inbox_path(bytes(one.envelope))
    try:
        frame = line.ask("GET", path, most=FRAME_MAX)
    except LineProblem as problem:
        if problem.status == 404:
            return 0
        raise
    digest = hashlib.sha256(frame).digest()
    with transaction.atomic():
        _, new = Inbox.objects.get_or_create(
            mailbox=bytes(one.mailbox),
            envelope=bytes(one.envelope),
            digest=digest,
            defaults={"number": one.number, "frame": frame, "arrived_at": clock.now()},
        )
    # Stored and committed: only now the relay may forget it (H-10).
    line.ask("DELETE", path)
    return int(new)


def fetch_expired(line: Line) -> int:
    """Ask what expired unread since the last time; returns how many are new."""
    state = PostState.objects.get(one=1)
    listing = _listing(line, f"{api.DEAD_LETTERS}?after={state.expired_cursor}")
    made = 0
    for one in listing.waiting:
        if one.number >= 2**62:
            raise LineProblem("listing: absurd")
        _, new = ExpiredNotice.objects.get_or_create(
            number=one.number,
            defaults={"mailbox": bytes(one.mailbox), "envelope": bytes(one.envelope)},
        )
        made += int(new)
    if listing.waiting:
        highest = max(one.number for one in listing.waiting)
        PostState.objects.filter(one=1).update(expired_cursor=highest)
    return made


def may_send() -> bool:
    """Whether the outside is switched on and the page is not suspected."""
    return not PostState.objects.exclude(paused_since=None, off_since=None).exists()


def is_on() -> bool:
    """Whether the outside is switched on at all (the kill switch)."""
    return not PostState.objects.exclude(off_since=None).exists()


def note_reached(line: Line) -> None:
    """The relay answered."""
    PostState.objects.filter(one=1).update(
        reached_at=clock.now(), failing_since=None, problem="", skew_seconds=line.skew_seconds
    )


def note_problem(word: str, line: Line | None = None) -> None:
    """The relay did not answer as agreed; since when stands on the health page.

    Its clock too: whoever is two minutes off gets the 404 of a stranger.
    """
    now: datetime = clock.now()
    state = PostState.objects.filter(one=1)
    state.update(problem=word[:40])
    if line is not None:
        state.update(skew_seconds=line.skew_seconds)
    PostState.objects.filter(one=1, failing_since__isnull=True).update(failing_since=now)
