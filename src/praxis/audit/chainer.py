"""Chains committed events by hash, off every request's path; runs in the keeper, without Django."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.rows import class_row, tuple_row

from praxis.audit.events import Event, Outcome

_LABEL: Final = b"praxistresor/1/audit-chain\x00"
GENESIS: Final = bytes(32)
BATCH: Final = 5000
_LOCK: Final = 0x5052_4158  # one chainer at a time, also across processes
_COLUMNS: Final = ", ".join(f"e.{field.name}" for field in fields(Event))
# Beside the oldest transaction seen: a margin for those of roles whose state is hidden from us.
_SETTLED: Final = "15 minutes"


@dataclass(frozen=True, slots=True)
class Link:
    """The newest link of the chain: its number and hash; (0, 32 zero bytes) before the first."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it lies in the database, with its number, MAC and MAC key version."""

    n: int
    event: Event
    mac_key: int
    mac: bytes

    def digest(self) -> bytes:
        """What the chain links of this row."""
        return self.event.digest(self.mac)


def link_hash(previous: bytes, seq: int, digest: bytes) -> bytes:
    """The hash of link `seq`: SHA-256 over label, previous hash, number (u64) and event digest."""
    return hashlib.sha256(_LABEL + previous + seq.to_bytes(8, "big") + digest).digest()


def stored_event(row: tuple[Any, ...]) -> StoredEvent:
    """Read the columns `n, <event columns>, mac_key, mac`."""
    n, *values, mac_key, mac = row
    named = dict(zip((f.name for f in fields(Event)), values, strict=True))
    named["outcome"] = Outcome(named["outcome"])
    named["subjects"], named["patients"] = tuple(named["subjects"]), tuple(named["patients"])
    named["row_mac"] = bytes(named["row_mac"])
    return StoredEvent(n, Event(**named), mac_key, bytes(mac))


# A whole batch in one statement, a column at a time.
_LINK: Final = (
    "INSERT INTO audit_chain (seq, event_id, previous, hash, mac_key, mac, chained_at)"
    " SELECT *, now() FROM unnest"
    "(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[], %s::integer[], %s::bytea[])"
)
EVENT_COLUMNS: Final = f"e.n, {_COLUMNS}, e.mac_key, e.mac"


class Chainer:
    """Links every committed event once, in batches; `mac` signs a hash with the chain key.

    `mac` returns (key version, MAC). `conninfo` is of the role `chainer`, which alone may insert.
    """

    def __init__(self, conninfo: str, mac: Callable[[bytes], tuple[int, bytes]]) -> None:
        self._conninfo = conninfo
        self._mac = mac
        self._connection: psycopg.Connection[Any] | None = None
        self._floor = 0

    def run_once(self) -> int:
        """Link what is committed and not yet linked; returns how many. Raises psycopg.Error."""
        if self._connection is None or self._connection.closed:
            # Every question is planned anew: a plan kept from when the log was small compares every
            # event with every link, for minutes, as soon as many came at once.
            self._connection = psycopg.connect(
                self._conninfo, autocommit=True, prepare_threshold=None
            )
            self._floor = 0
        with self._connection.transaction():
            if not self._alone(self._connection):
                return 0
            head = newest_link(self._connection)
            # Asked before looking: what commits meanwhile lies above this number or is found below.
            settled = self._settled(self._connection)
            links = list(self._links(head, self._open_events(self._connection)))
            if links:
                columns = [list(column) for column in zip(*links, strict=True)]
                self._connection.execute(_LINK, columns)
        if len(links) < BATCH:
            self._floor = max(self._floor, settled)
        return len(links)

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()

    @staticmethod
    def _alone(connection: psycopg.Connection[Any]) -> bool:
        row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK]).fetchone()
        return bool(row and row[0])

    @staticmethod
    def _settled(connection: psycopg.Connection[Any]) -> int:
        """Below this number nothing is being written any more; what is there, one pass links.

        A transaction that runs began before its events got their numbers, so what was linked
        before the oldest one began lies below everything still to come, however long it takes.
        """
        row = connection.execute(
            "SELECT coalesce(max(event_id), 0) FROM audit_chain"  # noqa: S608 - a constant
            f" WHERE chained_at < least(now() - interval '{_SETTLED}', (SELECT min(xact_start)"
            " FROM pg_stat_activity WHERE datname = current_database()))"
            " AND seq > (SELECT coalesce(max(seq), 0) - 100000 FROM audit_chain)"
        ).fetchone()
        return int(row[0]) if row else 0

    def _open_events(self, connection: psycopg.Connection[Any]) -> Iterator[StoredEvent]:
        with connection.cursor(row_factory=tuple_row) as cursor:
            cursor.execute(
                f"SELECT {EVENT_COLUMNS} FROM audit_event e"  # noqa: S608 - own names
                " WHERE e.n > %s AND NOT EXISTS"
                " (SELECT 1 FROM audit_chain c WHERE c.event_id = e.n) ORDER BY e.n LIMIT %s",
                [self._floor, BATCH],
            )
            yield from map(stored_event, cursor.fetchall())

    def _links(self, head: Link, events: Iterable[StoredEvent]) -> Iterator[tuple[Any, ...]]:
        """The rows of `_LINK`, one for each event, each built on the one before."""
        for stored in events:
            found = link_hash(head.hash, head.seq + 1, stored.digest())
            yield head.seq + 1, stored.n, head.hash, found, *self._mac(found)
            head = Link(head.seq + 1, found)


def newest_link(connection: psycopg.Connection[Any]) -> Link:
    """The head of the chain as it lies in the database."""
    with connection.cursor(row_factory=class_row(Link)) as cursor:
        cursor.execute("SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1")
        row = cursor.fetchone()
    return Link(row.seq, bytes(row.hash)) if row else Link(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many events wait for their link, and since when the oldest does."""

    waiting: int
    since: datetime | None


def backlog(connection: psycopg.Connection[Any]) -> Backlog:
    """What is not linked yet; more than ten seconds old is an alarm on the health page."""
    row = connection.execute(
        "SELECT count(*), min(e.at) FROM audit_event e"
        " WHERE e.n > (SELECT coalesce(max(event_id), 0) - 100000 FROM audit_chain)"
        " AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.event_id = e.n)"
    ).fetchone()
    return Backlog(row[0], row[1]) if row else Backlog(0, None)


def anchor_parts(connection: psycopg.Connection[Any]) -> tuple[int, Link]:
    """The next anchor's counter and the head it names."""
    row = connection.execute("SELECT coalesce(max(counter), 0) FROM audit_anchor").fetchone()
    return (row[0] if row else 0) + 1, newest_link(connection)
