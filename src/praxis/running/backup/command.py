"""`praxistresor backup`: make one, check one, list them; each run is kept for the health page."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from praxis.audit import macs, writer
from praxis.audit.events import Event, Outcome
from praxis.config import config
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.running.backup import checking, making, tables, tombstones
from praxis.running.backup.errors import TargetAway
from praxis.running.backup.making import Source
from praxis.running.backup.manifest import Manifest
from praxis.running.backup.target import MANIFEST, Target
from praxis.vault.client import client
from praxis.vault.models import UNEXPECTED, BackupRun

ACTOR: Final = SystemActor("backup")
ACT: Final = "system:backup"
Say = Callable[[str], None]


class NoTarget(PraxisError):
    """Neither given nor configured."""

    message = marked(
        "Es ist kein Ziel angegeben. Bitte nennen Sie einen Ordner auf einem anderen Datenträger "
        "oder setzen Sie PRAXISTRESOR_BACKUP."
    )


def run(options: argparse.Namespace, say: Say) -> None:
    """Carry it out; PraxisError."""
    named = options.what if options.what in {"check", "list"} else ""
    target = _target(options.target if named else options.what)
    if named == "list":
        for name in target.names():
            say(name.removesuffix(MANIFEST))
        return
    client("worker").attach()
    if named == "check":
        _check(target, say)
    else:
        _make(target, say)


def _target(given: str) -> Target:
    chosen = given or config().backup
    if not chosen:
        raise NoTarget
    folder = Path(chosen).absolute()
    if not folder.is_dir():
        raise TargetAway(detail="no folder")
    return Target(folder)


def _make(target: Target, say: Say) -> None:
    with _noted("make") as run:
        source = Source(config().database, config().documents, client("worker"))
        made = making.make(source, target)
        with tables.at_one_moment(source.database) as connection:
            tombstones.keep(source.keeper, target, tombstones.ended(connection))
        run.name, run.size, run.documents = made.name, size(made), made.documents
        run.missing = made.missing
    say(f"Gesichert: {made.name}, {made.documents} Dokumente, {size(made) / 1e6:.1f} MB neu.")
    if made.missing:
        say(f"Achtung: {made.missing} Dokumente fehlen auf dem Praxisserver.")


def _check(target: Target, say: Say) -> None:
    with _noted("check") as run:
        run.name = target.newest()
        line = client("worker")
        found = checking.check(
            target, run.name, scratch=config().data / "probe", vault=line.for_backup()[0],
            public_key=line.public_keys()["backup"], row_fits=macs.row_macs().fits,
            link_fits=lambda version, link, made: line.chain(link) == (version, made),
        )  # fmt: skip
        run.documents, run.missing = found.documents, found.manifest.missing
    say(
        f"Geprüft: {run.name}, {found.rows} Zeilen, {found.links} Glieder des Protokolls, "
        f"{found.documents} Dokumente in {found.seconds:.1f} s. Alles lässt sich öffnen."
    )


def size(made: Manifest) -> int:
    """How many bytes this backup added to its target."""
    files = [made.tables_file, made.keys_file, *(pack.file for pack in made.packs)]
    return sum(file.length for file in files if file.name.startswith(made.name))


@contextmanager
def _noted(what: str) -> Iterator[BackupRun]:
    """Keep how it went, in a row for the health page and in the log."""
    run = BackupRun(what=what, started_at=clock.now())
    reason = f"{what}-failed"
    try:
        yield run
        reason = what
    except PraxisError as error:
        run.fault = error.german[:300]
        raise
    except Exception as error:
        run.fault = UNEXPECTED.format(kind=type(error).__name__)
        raise
    finally:
        run.finished_at = clock.now()
        run.save(force_insert=True)
        allowed = Outcome.ALLOWED if not run.fault else Outcome.REFUSED
        writer.write_apart([Event.by(ACTOR, ACT, allowed, reason=reason)])
