"""Files people send in: kept aside, read by the worker, with progress everybody can watch."""

import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg

from praxis import gate
from praxis.audit.writer import target
from praxis.catalogues.access import CatalogueAct
from praxis.catalogues.errors import NoCatalogueFile
from praxis.catalogues.importing import import_catalogue
from praxis.catalogues.models import ImportRun, RunState
from praxis.config import config
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import PraxisError
from praxis.vault.store import private_folder

JOB: Final = "catalogue-import"
_LONGEST: Final = timedelta(hours=1)
_CUT_OFF: Final = "Das Einlesen wurde unterbrochen. Bitte senden Sie die Datei noch einmal."


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
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        for chunk in chunks:
            run.size += kept.write(chunk)
    if run.size == 0:
        path.unlink()
        raise NoCatalogueFile
    run.save(force_insert=True)
    return run.pk


def run_pass() -> int:
    """Read the oldest waiting file; 1 if there was one. Several workers never take the same."""
    _give_up_old()
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
        run.state, run.reason = RunState.FAILED.value, refused.text
    except OSError:
        run.state, run.reason = RunState.FAILED.value, _CUT_OFF
    finally:
        path.unlink(missing_ok=True)
    run.finished_at = clock.now()
    run.save(update_fields=["state", "reason", "edition", "done", "finished_at"])
    return 1


def _claim(run: ImportRun) -> bool:
    waiting = ImportRun.objects.filter(pk=run.pk, state=RunState.WAITING)
    return waiting.update(state=RunState.RUNNING) == 1


def _give_up_old() -> None:
    """A worker that died leaves a run behind; after an hour it says so."""
    old = ImportRun.objects.filter(state=RunState.RUNNING, asked_at__lt=clock.now() - _LONGEST)
    old.update(state=RunState.FAILED, reason=_CUT_OFF, finished_at=clock.now())


class _Counter:
    """Writes the progress on a connection of its own: the import's is not committed yet."""

    def __init__(self, run: UUID) -> None:
        self._run = run

    def __enter__(self) -> "_Counter":
        self._connection = psycopg.connect(**target(), autocommit=True)  # type: ignore[arg-type]
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
