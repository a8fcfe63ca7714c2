"""Reads sealed files: all of a file goes into the inbox in one transaction, or none of it."""

import logging
from typing import Final
from uuid import UUID

from django.db import OperationalError

from formats import ldt
from praxis import gate
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.core.errors import Unavailable
from praxis.exchange.lab.access import JOB, LabAct
from praxis.exchange.lab.batches import Batches
from praxis.exchange.lab.checking import (
    SealedStream,
    check_beginning,
    check_whole,
    nothing_in,
    opened,
    refuse_broken,
)
from praxis.exchange.lab.errors import NotUnderstood
from praxis.exchange.lab.models import FileState, LabFile
from praxis.exchange.lab.watching import Watcher, site_of
from praxis.gate.work import Work
from praxis.vault import documents, keys

log = logging.getLogger("praxis.lab")
_TRIES: Final = 3
_AT_ONCE: Final = 20
_GAVE_UP: Final = (
    "Die Datei ließ sich dreimal nicht verarbeiten. Bitte benachrichtigen Sie die Technik; "
    "die Datei ist versiegelt aufbewahrt."
)
_watchers: Final[dict[str, Watcher]] = {}


def run_pass() -> int:
    """One pass of the job `lab-import`: the folder first, then what waits. Nothing while sealed."""
    from praxis.config import config

    if not keys.is_open():
        return 0
    folder = config().lab_spool
    watcher = _watchers.setdefault(str(folder), Watcher(folder))
    with gate.as_system(JOB) as actor:
        done = watcher.one_pass(actor)
    for file_id in _waiting():
        done += import_file(file_id)
    return done


def _waiting() -> list[UUID]:
    with gate.as_system(JOB) as actor:
        rows = gate.columns(
            actor, LabAct.READ, LabFile, "id", state=FileState.WAITING,
            order_by=("arrived_at", "id"), limit=_AT_ONCE,
        )  # fmt: skip
    return [row[0] for row in rows]


def import_file(file_id: UUID) -> int:
    """Import one waiting file: 1 if this call did it, 0 if another was faster or it must wait."""
    with gate.as_system(JOB) as actor:
        if not _claim(actor, file_id):
            return 0
    try:
        with gate.as_system(JOB) as actor:
            return _import(actor, file_id)
    except (OperationalError, Unavailable):
        # Not the file's fault (disk, database, keys): it is not counted against it.
        with gate.as_system(JOB) as actor:
            _set_tries(actor, file_id, 0)
        raise
    except Exception as error:  # noqa: BLE001 - one file must never hold up the others
        log.warning("lab file %s failed: %s", file_id, type(error).__name__)
        return 0


def _claim(actor: SystemActor, file_id: UUID) -> bool:
    """Count the try before it begins: a file that kills the process is set aside as well."""
    with gate.doing(actor, LabAct.IMPORT, LabFile, file_id) as work:
        file = work.subject
        if file.state != FileState.WAITING:
            return False
        if file.tries >= _TRIES:
            _set_aside(work, NotUnderstood(_GAVE_UP))
            return False
        file.tries += 1
        work.save(file, "tries")
    return True


def _set_tries(actor: SystemActor, file_id: UUID, tries: int) -> None:
    with gate.doing(actor, LabAct.IMPORT, LabFile, file_id) as work:
        work.subject.tries = tries
        work.save(work.subject, "tries")


def _import(actor: SystemActor, file_id: UUID) -> int:
    try:
        with gate.doing(actor, LabAct.IMPORT, LabFile, file_id) as work:
            if work.subject.state != FileState.WAITING:
                return 0
            _take_over(work)
    except NotUnderstood as why:
        # Nothing of it was kept: the transaction above is undone.
        with gate.doing(actor, LabAct.IMPORT, LabFile, file_id) as work:
            if work.subject.state != FileState.WAITING:
                return 0
            _set_aside(work, why)
    return 1


def _take_over(work: Work[LabFile]) -> None:
    """Every report of the file, or NotUnderstood once it turns out that it is broken."""
    file = work.subject
    assert isinstance(work.actor, SystemActor)
    check_beginning(file)
    batches, is_checked = Batches(work.actor, file), False
    with opened(file) as reader:
        read = ldt.read(SealedStream(reader).buffered())
        file.laboratory = (read.laboratory.name or read.laboratory.sender_id)[:120]
        file.site = site_of(read.practice.site_number) or file.site
        for position, report in enumerate(read.reports):
            if report.attachments and not is_checked:
                # Sealed files are not undone with the transaction: read to the end before any.
                check_whole(file)
                is_checked = True
            batches.add(position, report)
        batches.finish()
        refuse_broken(read)
        if not batches.new and not batches.known:
            raise nothing_in(read)
    file.reports, file.known_reports = batches.new, batches.known
    # The reports hold everything now; the original goes with the commit, not before.
    left, file.address = bytes(file.address), b""
    file.state, file.done_at = FileState.IMPORTED, clock.now()
    work.save(file, "state", "done_at", "reports", "known_reports", "laboratory", "site", "address")
    _delete_on_commit(left)


def _delete_on_commit(address: bytes) -> None:
    from django.db import transaction

    transaction.on_commit(lambda: documents.store().delete(address) and None)


def _set_aside(work: Work[LabFile], why: NotUnderstood) -> None:
    file = work.subject
    file.state, file.done_at = FileState.QUARANTINED, clock.now()
    file.reason, file.line = why.reason[:400], why.line
    work.save(file, "state", "done_at", "reason", "line")
