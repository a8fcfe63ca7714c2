"""How the chain stands: its head, what waits for it, and what somebody outside has of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Max

from praxis.audit.models import AuditAnchor, AuditAnchorReceipt, AuditEvent, AuditLink
from praxis.audit.verify import Anchored
from praxis.core import clock

ALARM_AFTER: Final = timedelta(seconds=10)
ANCHOR_EVERY: Final = timedelta(hours=1)
# Only the newest rows can wait for the chainer; older gaps are found by the full check.
_WINDOW: Final = 100_000
# K-06: a clock may wander and be corrected by seconds; what is known to be later than that is not.
SET_BACK_BY: Final = timedelta(minutes=2)
_LOOK_BACK: Final = 10_000


@dataclass(frozen=True, slots=True)
class AnchorLine:
    """One anchor: what it names and where it arrived."""

    counter: int
    seq: int
    made_at: datetime
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainState:
    """What can be said without checking a single hash."""

    links: int
    linked_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    anchors: tuple[AnchorLine, ...]
    unanchored: int
    known_until: datetime | None

    @property
    def late(self) -> bool:
        """Whether an event waits longer than ten seconds: the alarm."""
        return self.waiting_since is not None and clock.now() - self.waiting_since > ALARM_AFTER

    @property
    def set_back(self) -> bool:
        """Whether the clock stands before something that is already linked (K-06)."""
        return self.known_until is not None and self.known_until - clock.now() > SET_BACK_BY

    @property
    def anchored_at(self) -> datetime | None:
        """When an anchor last arrived outside the machine."""
        return next((line.made_at for line in self.anchors if line.places), None)

    @property
    def anchor_late(self) -> bool:
        """Whether the last hour left no anchor outside."""
        newest = self.anchored_at
        return newest is None or clock.now() - newest > ANCHOR_EVERY


def chain_state(newest: int = 20) -> ChainState:
    """Read it; a few indexed look-ups."""
    head = AuditLink.objects.order_by("-seq").first()
    waiting, since = _waiting()
    rows = list(AuditAnchor.objects.order_by("-counter")[:newest])
    places: dict[int, list[str]] = {}
    for counter, place in AuditAnchorReceipt.objects.filter(anchor__in=rows).values_list(
        "anchor_id", "place"
    ):
        places.setdefault(counter, []).append(place)
    lines = tuple(
        AnchorLine(row.counter, row.seq, row.made_at, tuple(sorted(places.get(row.counter, ()))))
        for row in rows
    )
    outside = next((line.seq for line in lines if line.places), 0)
    seq = head.seq if head else 0
    return ChainState(
        seq, head.chained_at if head else None, waiting, since, lines, max(0, seq - outside),
        _known_until(seq),
    )  # fmt: skip


def known_anchors() -> tuple[Anchored, ...]:
    """Every anchor this database still has, for the check."""
    rows = AuditAnchor.objects.values_list("counter", "seq", "head")
    return tuple(Anchored(counter, seq, bytes(head)) for counter, seq, head in rows)


def rows_in_all() -> int:
    """How many rows the log has."""
    return AuditEvent.objects.count()


def _known_until(seq: int) -> datetime | None:
    """The latest time among the newest links: later ones do not hide that a clock went back."""
    newest = AuditLink.objects.filter(seq__gt=seq - _LOOK_BACK)
    found: datetime | None = newest.aggregate(latest=Max("chained_at"))["latest"]
    return found


def _waiting() -> tuple[int, datetime | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(e.at) FROM audit_event e"
            " WHERE e.n > (SELECT coalesce(max(event_id), 0) - %s FROM audit_chain)"
            " AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.event_id = e.n)",
            [_WINDOW],
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else (0, None)
