"""Finds the first row of the log that is not as it was written."""

import hmac
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import psycopg
from psycopg.rows import tuple_row

from praxis.audit.chainer import (
    EVENT_COLUMNS,
    GENESIS,
    Link,
    StoredEvent,
    link_hash,
    stored_event,
)
from praxis.core.words import kept

Fits = Callable[[int, bytes, bytes], bool]
GRACE: Final = timedelta(seconds=10)
WHOLE: Final = kept("Das Protokoll ist vollständig und unverändert.")
_LATE: Final = kept("{waiting} Einträge stehen noch nicht in der Kette. Läuft der Schlüsseldienst?")
_MISSING: Final = kept("Glied {seq} der Kette fehlt.")
_DELETED: Final = kept("Der Eintrag zu Glied {seq} (Nummer {event}) wurde gelöscht.")
_MISFIT: Final = kept("Glied {seq} passt nicht zu seinem Vorgänger oder Eintrag.")
_FOREIGN: Final = kept("Glied {seq} wurde nicht vom Schlüsseldienst geschrieben.")
_AGAINST: Final = kept("Glied {seq} widerspricht dem Anker {counter}.")
_CHANGED: Final = kept("Der Eintrag zu Glied {seq} wurde verändert.")
_CUT: Final = kept("Das Ende fehlt: Anker {counter} kennt Glied {seq}, hier ist {last} das letzte.")
_AT_ONCE: Final = 1000
# Also what nobody numbers like this is looked at.
_BELOW_ALL: Final = -(1 << 63)
_LOOK_AGAIN: Final = 0.2  # seconds; the chainer links every second
_ORDERED: Final = (
    "SELECT c.seq, c.event_id, c.previous, c.hash, c.mac_key, c.mac,"  # noqa: S608 - own names
    f" {EVENT_COLUMNS} FROM audit_chain c LEFT JOIN audit_event e ON e.n = c.event_id"
    f" WHERE c.seq > %s ORDER BY c.seq LIMIT {_AT_ONCE}"
)
_UNLINKED: Final = (
    "SELECT n, linked FROM (SELECT e.n, EXISTS"  # noqa: S608 - own names
    " (SELECT 1 FROM audit_chain c WHERE c.event_id = e.n) AS linked"
    f" FROM audit_event e WHERE e.n > %s ORDER BY e.n LIMIT {_AT_ONCE}) piece"
)


@dataclass(frozen=True, slots=True)
class Anchored:
    """A head somebody outside keeps: the chain must still contain it."""

    counter: int
    seq: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found. `bad_seq` is the first bad link (None if all fit).

    `reason` is the German sentence for the owner; `late` counts events that should have been
    linked long ago; `head` is the newest link seen.
    """

    checked: int
    head: Link
    late: int
    bad_seq: int | None = None
    reason: str = WHOLE

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.bad_seq is None and self.late == 0


class _BadLink(Exception):
    def __init__(self, seq: int, reason: str) -> None:
        self.seq, self.reason = seq, reason
        super().__init__(reason)


def verify(
    connection: psycopg.Connection[Any],
    *,
    row_fits: Fits,
    link_fits: Fits,
    anchors: tuple[Anchored, ...] = (),
    patience: timedelta = GRACE,
    progress: Callable[[int], None] | None = None,
) -> Verdict:
    """Check every link, every event's MAC and every anchor, in one pass and constant memory.

    `row_fits(version, message, mac)` and `link_fits(version, hash, mac)` hold the keys;
    `progress` is told after every thousand rows how many links were checked: whoever gives way to
    others rests there, for the database is asked for no more at once and no transaction stays
    open meanwhile. What is not linked is looked at again until the
    chainer had `patience` for it: an event's own time says nothing, its writer chose it.
    """
    expected = {anchor.seq: anchor for anchor in anchors}
    head, checked = Link(0, GENESIS), 0
    try:
        for link in _links(connection, row_fits, link_fits, expected):
            head, checked = link, checked + 1
            if progress and checked % _AT_ONCE == 0:
                progress(checked)
        _tail(head, anchors)
    except _BadLink as bad:
        return Verdict(checked, head, 0, bad.seq, bad.reason)
    late = _late(connection, patience, lambda: progress(checked) if progress else None)
    if late:
        return Verdict(checked, head, late, None, _LATE.format(waiting=late))
    return Verdict(checked, head, 0)


def _links(
    connection: psycopg.Connection[Any],
    row_fits: Fits,
    link_fits: Fits,
    anchors: dict[int, Anchored],
) -> Iterator[Link]:
    head, last = Link(0, GENESIS), _BELOW_ALL
    while some := _asked(connection, _ORDERED, last):
        last = some[-1][0]
        for seq, event_n, previous, found, mac_key, mac, *columns in some:
            if seq != head.seq + 1:
                raise _BadLink(head.seq + 1, _MISSING.format(seq=head.seq + 1))
            if columns[0] is None:
                raise _BadLink(seq, _DELETED.format(seq=seq, event=event_n))
            stored = stored_event(tuple(columns))
            _check_event(seq, stored, row_fits)
            digest = stored.digest()
            if bytes(previous) != head.hash or bytes(found) != link_hash(head.hash, seq, digest):
                raise _BadLink(seq, _MISFIT.format(seq=seq))
            if not link_fits(mac_key, bytes(found), bytes(mac)):
                raise _BadLink(seq, _FOREIGN.format(seq=seq))
            head = Link(seq, bytes(found))
            anchor = anchors.get(seq)
            if anchor and not hmac.compare_digest(anchor.head, head.hash):
                raise _BadLink(seq, _AGAINST.format(seq=seq, counter=anchor.counter))
            yield head


def _check_event(seq: int, stored: StoredEvent, row_fits: Fits) -> None:
    if not row_fits(stored.mac_key, stored.event.canonical(), stored.mac):
        raise _BadLink(seq, _CHANGED.format(seq=seq))


def _tail(head: Link, anchors: tuple[Anchored, ...]) -> None:
    newest = max(anchors, key=lambda anchor: anchor.seq, default=None)
    if newest and newest.seq > head.seq:
        raise _BadLink(
            head.seq + 1,
            _CUT.format(counter=newest.counter, seq=newest.seq, last=head.seq),
        )


def _late(
    connection: psycopg.Connection[Any], patience: timedelta, rest: Callable[[], None]
) -> int:
    """How many of the events that wait now still wait after `patience`; ends as soon as none do."""
    waiting = _unlinked(connection, rest)
    until = time.monotonic() + patience.total_seconds()
    while waiting and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, _LOOK_AGAIN))
        linked = "SELECT event_id FROM audit_chain WHERE event_id = ANY(%s)"
        waiting -= {int(n) for (n,) in connection.execute(linked, [sorted(waiting)])}
    return len(waiting)


def _unlinked(connection: psycopg.Connection[Any], rest: Callable[[], None]) -> set[int]:
    found, last = set[int](), _BELOW_ALL
    while some := _asked(connection, _UNLINKED, last):
        found |= {int(n) for n, linked in some if not linked}
        last = some[-1][0]
        rest()
    return found


def _asked(connection: psycopg.Connection[Any], question: str, after: int) -> list[Any]:
    """The next rows after a number, planned for the tables as they are now."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(question.encode(), [after], prepare=False).fetchall()
