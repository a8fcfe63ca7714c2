"""The lines the office itself brings: machine, vault, log, worker, laboratory folder, backups."""

import json
import os
import resource
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from praxis.audit import state
from praxis.config import config
from praxis.core import clock
from praxis.core.health import Level, Line, counted
from praxis.office.health import saved
from praxis.office.oversight import checks as log_checks
from praxis.vault import ceremony
from praxis.vault.client import KeeperAway, client
from praxis.vault.openers import Kind

_TIGHT, _FULL = 0.15, 0.05
_WORKER_SILENT: Final = timedelta(minutes=2)
_FALLS_OFTEN: Final = 5
_SPOOL_OLD: Final = timedelta(minutes=15)
_CHECK_OLD: Final = timedelta(days=2)
_STRONG: Final = {Kind.PASSPHRASE.value}


def disk() -> Iterator[Line]:
    """Room on the disk of the data."""
    place = config().data
    while not place.exists():
        place = place.parent
    use = shutil.disk_usage(place)
    free = use.free / use.total
    level = Level.BAD if free < _FULL else Level.WARN if free < _TIGHT else Level.GOOD
    said = f"{use.free // 2**30} GB von {use.total // 2**30} GB sind frei ({free:.0%})."
    yield Line("Speicherplatz", level, said, "" if level == Level.GOOD else
               "Platz schaffen oder die Platte vergrößern; bei voller Platte wird nichts "
               "mehr gespeichert.")  # fmt: skip


def vault() -> Iterator[Line]:
    """How the vault is opened, and what the keeper warns of."""
    try:
        found = ceremony.health(client())
    except (KeeperAway, OSError):
        yield Line(
            "Schlüsseldienst", Level.BAD, "Der Schlüsseldienst antwortet nicht.",
            "Praxisserver neu starten. Bis dahin wird das Protokoll nicht verkettet.",
        )  # fmt: skip
        return
    strong = found.opened_by in _STRONG
    yield Line(
        "Öffnung des Tresors", Level.GOOD if strong else Level.WARN, found.protection,
        "" if strong else "Für den Praxisbetrieb mit Passphrase öffnen.",
    )  # fmt: skip
    for warning in found.warnings:
        yield Line("Schlüssel", Level.WARN, warning)


def memory() -> Iterator[Line]:
    """Core dumps would write keys to the disk."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_CORE)
    off = soft == 0
    yield Line(
        "Speicherabbilder", Level.GOOD if off else Level.WARN,
        "Abgeschaltet." if off else "Ein Absturz könnte Schlüssel auf die Platte schreiben.",
        "" if off else "Für den Dienst LimitCORE=0 setzen.",
    )  # fmt: skip


def log() -> Iterator[Line]:
    """Chain, anchors and the last full check."""
    chain, last = state.chain_state(), log_checks.last_finished()
    if chain.late:
        waiting = counted(chain.waiting, "Eintrag wartet", "Einträge warten")
        yield Line(
            "Protokollkette", Level.BAD, f"{waiting} auf die Kette.",
            "Schlüsseldienst prüfen.", chain.waiting_since,
        )  # fmt: skip
    else:
        yield Line(
            "Protokollkette",
            Level.GOOD,
            counted(chain.links, "Glied", "Glieder") + ", nichts überfällig.",
        )
    if chain.anchor_late:
        alone = counted(chain.unanchored, "Glied ist", "Glieder sind")
        yield Line(
            "Anker", Level.WARN, f"{alone} nur auf diesem Rechner belegt.",
            "Verbindung zum Relay prüfen.", chain.anchored_at,
        )  # fmt: skip
    else:
        yield Line("Anker", Level.GOOD, "Das Relay kennt das Ende der Kette.")
    yield _last_check(last.sound if last else None, last.finished_at if last else None)


def _last_check(sound: bool | None, at: datetime | None) -> Line:
    if at is None:
        return Line("Prüfung des Protokolls", Level.WARN, "Noch nie geprüft.",
                    "Unter Protokoll, Kette und Anker, prüfen lassen.")  # fmt: skip
    if not sound:
        return Line("Prüfung des Protokolls", Level.BAD, "Die letzte Prüfung fand einen Fehler.",
                    "Leitung: Protokoll, Kette und Anker ansehen.", at)  # fmt: skip
    old = clock.now() - at > _CHECK_OLD
    return Line("Prüfung des Protokolls", Level.WARN if old else Level.GOOD,
                "Zuletzt vollständig und unverändert.", since=at)  # fmt: skip


def _sign_of_life() -> Path:
    return config().sockets / "worker.seen"


def show_life() -> int:
    """The worker's duty: leave a sign that it works."""
    _sign_of_life().touch(mode=0o600)
    return 0


def worker() -> Iterator[Line]:
    """Whether the background work goes on."""
    try:
        seen = datetime.fromtimestamp(_sign_of_life().stat().st_mtime, UTC)
    except OSError:
        yield Line("Hintergrunddienst", Level.WARN, "Er hat sich noch nie gemeldet.",
                   "Praxisserver neu starten.")  # fmt: skip
        return
    silent = clock.now() - seen > _WORKER_SILENT
    yield Line(
        "Hintergrunddienst", Level.BAD if silent else Level.GOOD,
        "Er meldet sich nicht mehr." if silent else "Er arbeitet.",
        "Praxisserver neu starten." if silent else "", seen if silent else None,
    )  # fmt: skip


def parts() -> Iterator[Line]:
    """Whether a part of the server keeps falling over, as its supervisor says."""
    try:
        told = json.loads((config().sockets / "parts.json").read_bytes())
    except (OSError, ValueError):
        return
    falls = {str(name): int(count) for name, count in told.items()}
    often = sorted(name for name, count in falls.items() if count > _FALLS_OFTEN)
    if often:
        yield Line(
            "Teile des Servers", Level.BAD, f"Fällt immer wieder aus: {', '.join(often)}.",
            "Technik: Protokoll des Teils im Ordner „log“ ansehen.",
        )  # fmt: skip
    elif falls:
        yield Line("Teile des Servers", Level.WARN,
                   f"In den letzten zehn Minuten neu gestartet: {', '.join(sorted(falls))}.",
                   "Beobachten; gespeichert ist alles Bestätigte.")  # fmt: skip
    else:
        yield Line("Teile des Servers", Level.GOOD, "Alle laufen.")


def lab_spool() -> Iterator[Line]:
    """Laboratory files that wait in clear."""
    folder = config().lab_spool
    names = [one for one in os.scandir(folder) if one.is_file()] if folder.is_dir() else []
    oldest = min((one.stat().st_mtime for one in names), default=None)
    since = datetime.fromtimestamp(oldest, UTC) if oldest else None
    old = since is not None and clock.now() - since > _SPOOL_OLD
    said = (
        counted(len(names), "Datei wartet", "Dateien warten") + " unverschlüsselt im Laborordner."
    )
    yield Line(
        "Laborordner", Level.WARN if old else Level.GOOD,
        said if names else "Der Laborordner ist leer.",
        "Tresor öffnen und Hintergrunddienst prüfen." if old else "", since,
    )  # fmt: skip


def software() -> Iterator[Line]:
    """Which version runs."""
    try:
        found = version("praxistresor")
    except PackageNotFoundError:
        found = "unbekannt"
    yield Line("Programm", Level.GOOD, f"Version {found}.")


OWN: Final = {
    "disk": disk, "backups": saved.backups, "vault": vault, "memory": memory, "log": log,
    "worker": worker, "parts": parts, "lab-spool": lab_spool, "software": software,
}  # fmt: skip
