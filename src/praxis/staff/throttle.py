"""Slows guessing without locking out whoever sits at an approved workstation.

Every proof is written down before it is checked. Waiting grows with the failures of one login name
from one source; strangers' failures never slow an approved workstation down. Strangers together
meet two further limits: per login name and for the whole practice (spraying).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

from django.db.models import Count, Max

from praxis.core.clock import now
from praxis.core.turns import one_at_a_time
from praxis.core.words import spoken_many
from praxis.staff.changes import StaffEvent, happened
from praxis.staff.errors import TooManyTries
from praxis.staff.models import Alarm, Attempt
from praxis.staff.tokens import keyed_hash

WINDOW: Final = timedelta(hours=1)
FREE_TRIES: Final = 5
LONGEST_WAIT: Final = timedelta(minutes=15)
STRANGERS_PER_NAME: Final = 20
SPRAYING: Final = 60
SPRAYING_WINDOW: Final = timedelta(minutes=10)
ALARM_AFTER: Final = 10
_MINUTE: Final = 60
# All strangers together have limits too.
_STRANGERS: Final = b"strangers"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a try comes from: an approved workstation, or a network address."""

    address: str
    workstation: UUID | None = None

    @property
    def trusted(self) -> bool:
        """Whether it comes from an approved workstation."""
        return self.workstation is not None

    def key(self) -> bytes:
        """A keyed hash that tells sources apart and nothing else."""
        return keyed_hash("source", str(self.workstation or self.address))[1]


def begin_try(name: str, source: Source, account: UUID | None = None) -> Attempt:
    """Write down a try that counts as failed until `succeeded`; TooManyTries if it must wait.

    A refused try is not written: asking again does not make the wait longer, only failing does.
    """
    subject = keyed_hash("login-name", name.casefold())[1]
    # Counted and written one after the other: a hundred tries at the same moment are not five.
    with one_at_a_time(subject if source.trusted else _STRANGERS):
        at = now()
        _insist_on_patience(subject, source, at, account)
        return Attempt.objects.create(
            at=at, subject=subject, source=source.key(), trusted=source.trusted
        )


def succeeded(attempt: Attempt) -> None:
    """The proof fitted: this source starts afresh for this login name."""
    Attempt.objects.filter(id=attempt.id).update(succeeded=True)


def waiting_time(failures: int) -> timedelta:
    """How long after the last failure: nothing for five, then 2, 4, 8 … seconds, at most 15 min."""
    if failures < FREE_TRIES:
        return timedelta()
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 12)))


def _insist_on_patience(subject: bytes, source: Source, at: datetime, account: UUID | None) -> None:
    mine = Attempt.objects.filter(subject=subject, source=source.key(), at__gt=at - WINDOW)
    success = mine.filter(succeeded=True).aggregate(last=Max("id"))["last"] or 0
    failed = mine.filter(succeeded=False, id__gt=success)
    seen = failed.aggregate(failures=Count("id"), last=Max("at"))
    failures, last = seen["failures"], seen["last"]
    if last is not None and at < last + waiting_time(failures):
        left = last + waiting_time(failures) - at
        raise TooManyTries(detail="waiting", message=_wait(ceil(left.total_seconds())))
    if failures >= ALARM_AFTER:
        alarm("many-failures", subject, account, source.workstation)
    if not source.trusted:
        _insist_on_quiet_outside(subject, at, account)


def _wait(seconds: int) -> str:
    """How long, to whoever guessed from this very place: it tells nothing about the account."""
    if seconds < _MINUTE:
        return spoken_many(
            "Zu viele Versuche. Bitte warten Sie noch {n} Sekunde.",
            "Zu viele Versuche. Bitte warten Sie noch {n} Sekunden.",
            seconds,
        )
    return spoken_many(
        "Zu viele Versuche. Bitte warten Sie noch {n} Minute.",
        "Zu viele Versuche. Bitte warten Sie noch {n} Minuten.",
        ceil(seconds / _MINUTE),
    )


def _insist_on_quiet_outside(subject: bytes, at: datetime, account: UUID | None) -> None:
    strangers = Attempt.objects.filter(trusted=False, succeeded=False)
    named = strangers.filter(subject=subject, at__gt=at - WINDOW).count()
    if named >= STRANGERS_PER_NAME:
        alarm("many-sources", subject, account, None)
        raise TooManyTries(detail="this name from many places")
    if strangers.filter(at__gt=at - SPRAYING_WINDOW).count() >= SPRAYING:
        alarm("spraying", b"", None, None)
        raise TooManyTries(detail="spraying")


def alarm(kind: str, subject: bytes, account: UUID | None, workstation: UUID | None) -> None:
    """Raise an alarm, once an hour for the same thing."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    _row, new = Alarm.objects.get_or_create(
        kind=kind,
        subject=subject,
        hour=hour,
        defaults={"account": account, "workstation": workstation, "at": now()},
    )
    if new:
        happened(None, StaffEvent.ALARM, *([account] if account else []), reason=kind)


def forget_old_attempts() -> int:
    """Delete attempts nothing looks at any more; a nightly job calls this."""
    return Attempt.objects.filter(at__lt=now() - timedelta(days=1)).delete()[0]
