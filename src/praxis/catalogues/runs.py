"""Files people send in: kept aside, read by the worker, with progress everybody can watch."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg
from django.db.models import F

from praxis import gate
from praxis.audit.writer import target
from praxis.catalogues.access import CatalogueAct
from praxis.catalogues.errors import NoCatalogueFile
from praxis.catalogues.importing import import_catalogue
from praxis.catalogues.models import ImportRun, RunState
from praxis.config import config
from praxis.core import claimants, clock
from praxis.core.actors import Actor
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.vault.store import private_folder

JOB: Final = "catalogue-import"
_MOST_TRIES: Final = 2
_CUT_OFF: Final = marked("Das Einlesen wurde unterbrochen. Bitte senden Sie die Datei noch einmal.")


def _folder() -> Path:
    return private_folder(config().data / "catalogues")


def send_in(actor: Actor, chunks: Iterable[bytes], name: str) -> UUID:
    """Keep a file for the worker; Leitung and IT only. The catalogues themselves are public."""
    gate.allow_function(actor, CatalogueAct.IMPORT)
    run = ImportRun(
        name=name.replace("\\", "/").rpartition("/")[2][:200], size=0, asked_by=actor.id,
        state=RunState.WAITING.value, asked_at=clock.now(),
    )  # fmt: skip
    path = _folder() / str(run.pk)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
            for chunk in chunks:
                run.size += kept.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if run.size == 0:
        path.unlink()
        raise NoCatalogueFile
    run.save(force_insert=True)
    return run.pk


def run_pass() -> int:
    """Read the oldest waiting file; 1 if there was one. Several workers never take the same."""
    _take_over()
    run = ImportRun.objects.filter(state=RunState.WAITING).order_by("asked_at").first()
    if run is None or not _claim(run):
        return 0
    path = _folder() / str(run.pk)
    try:
        with path.open("rb") as stream, gate.as_system(JOB) as job, _Counter(run.pk) as counter:
            taken = import_catalogue(job, stream, run.name, counter.tell, asked_by=run.asked_by)
            run.edition, run.done = taken.editions[0], sum(e.items for e in taken.editions)
            run.state = RunState.DONE.value
    except PraxisError as refused:
        run.state, run.reason = RunState.FAILED.value, refused.german
    except OSError:
        run.state, run.reason = RunState.FAILED.value, _CUT_OFF
    finally:
        path.unlink(missing_ok=True)
    run.finished_at = clock.now()
    run.save(update_fields=["state", "reason", "edition", "done", "finished_at"])
    return 1


def _claim(run: ImportRun) -> bool:
    waiting = ImportRun.objects.filter(pk=run.pk, state=RunState.WAITING)
    claim = {"state": RunState.RUNNING, "claimed_by": claimants.me(), "tries": F("tries") + 1}
    return waiting.update(**claim) == 1


def _take_over() -> None:
    """What a dead worker was reading is read again at once; the second time it is given up."""
    running = ImportRun.objects.filter(state=RunState.RUNNING)
    owners = running.values_list("claimed_by", flat=True).distinct()
    left = running.filter(claimed_by__in=claimants.dead(one for one in owners if one))
    left |= running.filter(claimed_by=None)
    for run in left:
        mine = running.filter(pk=run.pk, claimed_by=run.claimed_by)
        if run.tries < _MOST_TRIES and (_folder() / str(run.pk)).exists():
            mine.update(state=RunState.WAITING, claimed_by=None, done=0)
        elif mine.update(state=RunState.FAILED, reason=_CUT_OFF, finished_at=clock.now()):
            (_folder() / str(run.pk)).unlink(missing_ok=True)


class _Counter:
    """Writes the progress on a connection of its own: the import's is not committed yet."""

    def __init__(self, run: UUID) -> None:
        self._run = run

    def __enter__(self) -> "_Counter":
        self._connection = psycopg.connect(**target(), autocommit=True)
        return self

    def __exit__(self, *_given: object) -> None:
        self._connection.close()

    def tell(self, count: int) -> None:
        """So many items are read."""
        self._connection.execute(
            "UPDATE catalogue_import SET done = %s WHERE id = %s", [count, self._run]
        )


def latest_runs(most: int = 10) -> list[ImportRun]:
    """The last files sent in."""
    return list(ImportRun.objects.select_related("edition").order_by("-asked_at")[:most])
