"""One request or job: its lending of keys, the decisions it took, and their way into the log."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from praxis.audit.events import Event
from praxis.audit.writer import write_apart
from praxis.core.actors import SystemActor
from praxis.core.ids import uuid7
from praxis.gate.guard import NotThroughTheGate, passage_is_open
from praxis.vault import lending
from praxis.vault.lending import Lending
from praxis.vault.rows import SealedRow


class Visit:
    """What happened behind the gate since this request or job began."""

    def __init__(self, lent: Lending) -> None:
        self.id: Final[UUID] = uuid7()
        self.lent: Final = lent
        self.decided = False
        self.writing = 0
        self._rows: set[bytes] = set()
        self._unwritten: list[Event] = []
        lent.may_open = self._covers

    def decide(self, rows: Iterable[SealedRow]) -> None:
        """These rows, and no others of the same patient, may be opened from now on."""
        self._rows.update(row.pk.bytes for row in rows)

    def _covers(self, row: bytes) -> bool:
        return row in self._rows or passage_is_open()

    def note_read(self, event: Event, rows: Iterable[SealedRow] = ()) -> None:
        """Remember an allowed read of `rows`; it is in the log before the first value is opened."""
        self.decided = True
        self.decide(rows)
        self._unwritten.append(event)
        self.lent.before_opening = self.flush

    def note_refusal(self, event: Event) -> None:
        """Write a refusal at once, on the second connection: it survives every rollback."""
        write_apart([event])

    def flush(self) -> None:
        """Write what was allowed so far. LogCannotBeWritten: then nothing is shown."""
        if self._unwritten:
            write_apart(self._unwritten)
            self._unwritten = []
        self.lent.before_opening = None


class _OfThread(threading.local):
    visit: Visit | None = None


_of_thread = _OfThread()


def current_visit() -> Visit:
    """The visit of this thread; NotThroughTheGate outside of a request or job."""
    if _of_thread.visit is None:
        raise NotThroughTheGate(detail="no request or job is open in this thread")
    return _of_thread.visit


@contextmanager
def visiting() -> Iterator[Visit]:
    """A visit for the length of the block; its keys end with it, its last decisions are written."""
    lent = lending.begin()
    visit = _of_thread.visit = Visit(lent)
    try:
        try:
            yield visit
        finally:
            visit.flush()  # also what was read before a mistake
    finally:
        _of_thread.visit = None
        lending.end()


@contextmanager
def as_system(job: str) -> Iterator[SystemActor]:
    """A visit of a named background job; only rules that name the job let it in."""
    with visiting():
        yield SystemActor(job)
