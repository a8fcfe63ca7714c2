"""Reads sealed files: all of a file goes into the inbox in one transaction, or none of it.

Small files that wait beside each other share a transaction, as long as nothing is wrong with any.
"""

import logging
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError

from formats import ldt
from praxis import gate
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.core.errors import Unavailable
from praxis.core.words import marked
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
from praxis.exchange.lab.errors import AlreadyTaken, NotUnderstood
from praxis.exchange.lab.models import FileState, LabFile
from praxis.exchange.lab.watching import SMALL, TOGETHER, Watcher
from praxis.gate.work import Work
from praxis.staff import setup
from praxis.vault import documents, keys

log = logging.getLogger("praxis.lab")
_TRIES: Final = 3
_IMPORTED: Final = (
    "state", "done_at", "reports", "known_reports", "laboratory", "site", "address",
)  # fmt: skip
_GAVE_UP: Final = marked(
    "Die Datei ließ sich dreimal nicht verarbeiten. Bitte benachrichtigen Sie die Technik; "
    "die Datei ist versiegelt aufbewahrt."
)
_watchers: Final[dict[str, Watcher]] = {}


def run_pass() -> int:
    """One pass of the job `lab-import`: the folder first, then what waits.

    Nothing while sealed, and nothing before the set-up: a file needs a site it belongs to.
    """
    from praxis.config import config

    if not keys.is_open() or not setup.is_done():
        return 0
    folder = config().lab_spool
    watcher = _watchers.setdefault(str(folder), Watcher(folder))
    with gate.as_system(JOB) as actor:
        done = watcher.one_pass(actor)
    for run in _waiting():
        done += import_together(run) if len(run) > 1 else import_file(run[0])
    return done


def _waiting() -> list[list[UUID]]:
    """What waits, in its order: small files that nothing happened to yet stand in one run."""
    with gate.as_system(JOB) as actor:
        rows = gate.columns(
            actor, LabAct.READ, LabFile, "id", "size", "tries", state=FileState.WAITING,
            order_by=("arrived_at", "id"), limit=TOGETHER,
        )  # fmt: skip
    runs: list[list[UUID]] = []
    for easy, neighbours in groupby(rows, lambda row: row[1] <= SMALL and not row[2]):
        ids = [row[0] for row in neighbours]
        runs += [ids] if easy else [[one] for one in ids]
    return runs


def import_together(ids: list[UUID]) -> int:
    """Import small files in one transaction; if anything is wrong with any, each by itself.

    How many this call did. The try is counted for all of them: if one kills the process, the next
    pass takes each by itself and sets only that one aside.
    """
    with gate.as_system(JOB) as actor:
        ids = _claim_together(actor, ids)
    if not ids:
        return 0
    try:
        with (
            gate.as_system(JOB) as actor,
            gate.doing_many(actor, LabAct.IMPORT, LabFile, ids) as (work, files),
        ):
            _take_over(work, _in_order(files, ids))
    except (OperationalError, Unavailable):
        with gate.as_system(JOB) as actor:
            for file_id in ids:
                _set_tries(actor, file_id, 0)
        raise
    except Exception as error:  # noqa: BLE001 - which one it was comes out one by one
        log.info("%d lab files not together: %s", len(ids), type(error).__name__)
        return sum(import_file(file_id) for file_id in ids)
    return len(ids)


def _claim_together(actor: SystemActor, ids: list[UUID]) -> list[UUID]:
    """Count the try of those that still wait for their first one."""
    with gate.doing_many(actor, LabAct.IMPORT, LabFile, ids) as (work, files):
        fresh = [one for one in files if one.state == FileState.WAITING and not one.tries]
        work.set_many(fresh, tries=1)
    here = {file.pk for file in fresh}
    return [one for one in ids if one in here]


def _in_order(files: list[LabFile], ids: list[UUID]) -> list[LabFile]:
    """As they arrived; AlreadyTaken if somebody else was faster with one of them."""
    by_id = {file.pk: file for file in files}
    if any(file.state != FileState.WAITING for file in files):
        raise AlreadyTaken
    return [by_id[one] for one in ids]


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
            _take_over(work, [work.subject])
    except NotUnderstood as why:
        # Nothing of it was kept: the transaction above is undone.
        with gate.doing(actor, LabAct.IMPORT, LabFile, file_id) as work:
            if work.subject.state != FileState.WAITING:
                return 0
            _set_aside(work, why)
    return 1


def _take_over(work: Work[Any], files: list[LabFile]) -> None:
    """Every report of these files, or NotUnderstood once it turns out that one is broken."""
    assert isinstance(work.actor, SystemActor)
    batches, done = Batches(work.actor), []
    for file in files:
        done.append((file, _read_into(batches, file)))
    batches.finish()
    left = []
    for file, read in done:
        if not batches.new[file.pk] and not batches.known[file.pk]:
            raise nothing_in(read)
        file.reports, file.known_reports = batches.new[file.pk], batches.known[file.pk]
        # The reports hold everything now; the original goes with the commit, not before.
        left.append(bytes(file.address))
        file.address = b""
        file.state, file.done_at = FileState.IMPORTED, clock.now()
    work.save_many(files, *_IMPORTED)
    _delete_on_commit(left)


def _read_into(batches: Batches, file: LabFile) -> ldt.LdtFile:
    """The reports of one file into the batches; NotUnderstood."""
    check_beginning(file)
    is_checked = False
    with opened(file) as reader:
        read = ldt.read(SealedStream(reader).buffered())
        file.laboratory = (read.laboratory.name or read.laboratory.sender_id)[:120]
        file.site = batches.site(read.practice.site_number) or file.site
        for position, report in enumerate(read.reports):
            if report.attachments and not is_checked:
                # Sealed files are not undone with the transaction: read to the end before any.
                check_whole(file)
                is_checked = True
            batches.add(file, position, report)
        refuse_broken(read)
    return read


def _delete_on_commit(addresses: list[bytes]) -> None:
    from django.db import transaction

    transaction.on_commit(lambda: documents.store().delete_many(addresses))


def _set_aside(work: Work[LabFile], why: NotUnderstood) -> None:
    file = work.subject
    file.state, file.done_at = FileState.QUARANTINED, clock.now()
    file.reason, file.line = why.reason[:400], why.line
    work.save(file, "state", "done_at", "reason", "line")
