"""Keeps one index level with the database and its snapshot level with the index."""

import logging
import os
from dataclasses import dataclass, field

from praxis.core import memory
from praxis.patients.search.index import PatientIndex
from praxis.patients.search.records import Changes, ChangeSource, State
from praxis.patients.search.snapshot import SnapshotFile

_log = logging.getLogger(__name__)


class BehindTheDatabase(Exception):
    """The source did not reach a counter that was read: better no answer than an old one."""


@dataclass(slots=True)
class KeptIndex:
    """The index, where its changes come from and where its snapshot lies."""

    source: ChangeSource
    snapshot: SnapshotFile
    index: PatientIndex = field(init=False)
    saved: int = field(init=False, default=-1)
    saved_under: int = field(init=False, default=0)
    erased: bool = field(init=False, default=False)
    # pid, counter, number of the key
    _writer: tuple[int, int, int] | None = field(init=False, default=None)

    def start(self) -> None:
        """Load the snapshot and what changed since, or build the index from the database."""
        epoch = self.source.epoch()
        loaded = self.snapshot.load(epoch)
        if loaded is not None:
            self.saved, self.saved_under = loaded.counter, self.snapshot.key().number
            if self._apply(loaded):
                self.index = loaded
                return
            # Newer than its own database: of a state that was rolled back, not to be believed.
            loaded.close()
            self.snapshot.discard()
        self.saved = -1
        self.index = PatientIndex.build(self.source.everyone(), epoch)
        memory.give_back()  # building takes as much again as the index

    def reach(self, counter: int) -> None:
        """Take over changes until the index stands at `counter` or later."""
        if counter <= self.index.counter:
            return
        if self.source.epoch() != self.index.epoch:
            self.index.close()
            self.snapshot.discard()
            self.start()
        else:
            self._apply(self.index)
        if self.index.counter < counter:
            raise BehindTheDatabase

    def _apply(self, index: PatientIndex) -> bool:
        """Take over changes; False if the database stands before the index."""
        changes = self.source.changes_since(index.counter)
        if changes.counter < index.counter:
            return False
        records = list(changes.records)
        index.apply(Changes(records, changes.counter))
        # An erased person must not stay in the sealed snapshot until its next turn.
        self.erased |= any(record.state is State.GONE for record in records)
        return True

    @property
    def unsaved(self) -> bool:
        """Whether the snapshot is older than the index, or lies under a key that was replaced."""
        key = self.snapshot.key().number
        return self.index.counter != self.saved or key != self.saved_under

    def save(self) -> None:
        """Write the snapshot now, in this process."""
        key = self.snapshot.key().number
        self.snapshot.write(self.index)
        self.saved, self.saved_under = self.index.counter, key

    def save_beside(self) -> bool:
        """Write the snapshot in a forked child, so that searches go on; False if one runs."""
        self.reap()
        if self._writer is not None:
            return False
        counter, key = self.index.counter, self.snapshot.key().number
        self.erased = False
        child = os.fork()
        if child == 0:
            code = 1
            try:
                self.snapshot.write(self.index)
                code = 0
            finally:
                os._exit(code)
        self._writer = (child, counter, key)
        return True

    def reap(self, *, wait: bool = False) -> None:
        """Note the end of a child that wrote a snapshot."""
        if self._writer is None:
            return
        child, counter, key = self._writer
        ended, status = os.waitpid(child, 0 if wait else os.WNOHANG)
        if ended == 0:
            return
        self._writer = None
        if status == 0:
            self.saved, self.saved_under = counter, key
        else:
            _log.error("search snapshot not written: status=%d", status)
