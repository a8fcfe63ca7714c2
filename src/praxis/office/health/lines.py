"""The lines the office itself brings: machine, vault, log, worker, laboratory folder, backups."""

import json
import resource
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from praxis.audit import state
from praxis.config import config
from praxis.core import clock
from praxis.core.health import Level, Line
from praxis.core.release import release
from praxis.core.words import spoken, spoken_many
from praxis.office.health import saved
from praxis.office.oversight import checks as log_checks
from praxis.staff import setup
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
    said = spoken("{free} GB von {total} GB sind frei ({share} %).").format(
        free=use.free // 2**30, total=use.total // 2**30, share=f"{free * 100:.0f}"
    )
    yield Line(spoken("Speicherplatz"), level, said, "" if level == Level.GOOD else
               spoken("Platz schaffen oder die Platte vergrößern; bei voller Platte wird nichts "
               "mehr gespeichert."))  # fmt: skip


def vault() -> Iterator[Line]:
    """How the vault is opened, and what the keeper warns of."""
    try:
        found = ceremony.health(client())
    except (KeeperAway, OSError):
        yield Line(
            spoken("Schlüsseldienst"), Level.BAD, spoken("Der Schlüsseldienst antwortet nicht."),
            spoken("Praxisserver neu starten. Bis dahin wird das Protokoll nicht verkettet."),
        )  # fmt: skip
        return
    strong = found.opened_by in _STRONG
    yield Line(
        spoken("Öffnung des Tresors"), Level.GOOD if strong else Level.WARN,
        spoken(found.protection),
        "" if strong else spoken("Für den Praxisbetrieb mit Passphrase öffnen."),
    )  # fmt: skip
    for warning in found.warnings:
        yield Line(spoken("Schlüssel"), Level.WARN, warning)


def memory() -> Iterator[Line]:
    """Core dumps would write keys to the disk."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_CORE)
    off = soft == 0
    yield Line(
        spoken("Speicherabbilder"), Level.GOOD if off else Level.WARN,
        spoken("Abgeschaltet.")
        if off
        else spoken("Ein Absturz könnte Schlüssel auf die Platte schreiben."),
        "" if off else spoken("Für den Dienst LimitCORE=0 setzen."),
    )  # fmt: skip


def log() -> Iterator[Line]:
    """Chain, anchors and the last full check."""
    chain, last = state.chain_state(), log_checks.last_finished()
    if chain.late:
        waiting = spoken_many(
            "{n} Eintrag wartet auf die Kette.", "{n} Einträge warten auf die Kette.", chain.waiting
        )
        yield Line(
            spoken("Protokollkette"), Level.BAD, waiting,
            spoken("Schlüsseldienst prüfen."), chain.waiting_since,
        )  # fmt: skip
    else:
        yield Line(
            spoken("Protokollkette"),
            Level.GOOD,
            spoken_many(
                "{n} Glied, nichts überfällig.", "{n} Glieder, nichts überfällig.", chain.links
            ),
        )
    if chain.anchor_late:
        alone = spoken_many(
            "{n} Glied ist nur auf diesem Rechner belegt.",
            "{n} Glieder sind nur auf diesem Rechner belegt.",
            chain.unanchored,
        )
        yield Line(
            spoken("Anker"), Level.WARN, alone,
            spoken("Verbindung zum Relay prüfen."), chain.anchored_at,
        )  # fmt: skip
    else:
        yield Line(
            spoken("Anker"), Level.GOOD,
            spoken("Das Relay bezeugt die Kette; stündlich kommt ein neuer Anker dazu."),
            "", chain.anchored_at,
        )  # fmt: skip
    if chain.set_back:
        yield Line(
            spoken("Uhr"), Level.BAD,
            spoken("Die Uhr dieses Rechners wurde zurückgestellt: Das Protokoll war schon weiter."),
            spoken("Uhrzeit prüfen lassen; neue Einträge tragen sonst eine falsche Zeit."),
            chain.known_until,
        )  # fmt: skip
    yield _last_check(last.sound if last else None, last.finished_at if last else None)


def _last_check(sound: bool | None, at: datetime | None) -> Line:
    if at is None:
        return Line(spoken("Prüfung des Protokolls"), Level.WARN, spoken("Noch nie geprüft."),
                    spoken("Unter Protokoll, Kette und Anker, prüfen lassen."))  # fmt: skip
    if not sound:
        return Line(spoken("Prüfung des Protokolls"), Level.BAD,
                    spoken("Die letzte Prüfung fand einen Fehler."),
                    spoken("Leitung: Protokoll, Kette und Anker ansehen."), at)  # fmt: skip
    old = clock.now() - at > _CHECK_OLD
    return Line(spoken("Prüfung des Protokolls"), Level.WARN if old else Level.GOOD,
                spoken("Zuletzt vollständig und unverändert."), since=at)  # fmt: skip


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
        yield Line(spoken("Hintergrunddienst"), Level.WARN,
                   spoken("Er hat sich noch nie gemeldet."),
                   spoken("Praxisserver neu starten."))  # fmt: skip
        return
    silent = clock.now() - seen > _WORKER_SILENT
    yield Line(
        spoken("Hintergrunddienst"), Level.BAD if silent else Level.GOOD,
        spoken("Er meldet sich nicht mehr.") if silent else spoken("Er arbeitet."),
        spoken("Praxisserver neu starten.") if silent else "", seen if silent else None,
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
            spoken("Teile des Servers"), Level.BAD,
            spoken("Fällt immer wieder aus: {parts}.").format(parts=", ".join(often)),
            spoken("Technik: Protokoll des Teils im Ordner „log“ ansehen."),
        )  # fmt: skip
    elif falls:
        yield Line(spoken("Teile des Servers"), Level.WARN,
                   spoken("In den letzten zehn Minuten neu gestartet: {parts}.").format(
                       parts=", ".join(sorted(falls))
                   ),
                   spoken("Beobachten; gespeichert ist alles Bestätigte."))  # fmt: skip
    else:
        yield Line(spoken("Teile des Servers"), Level.GOOD, spoken("Alle laufen."))


def _lies_since(path: Path) -> float | None:
    """When a file was last written; None if it is none, or was taken in the meantime."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_mtime if stat.S_ISREG(found.st_mode) else None


def lab_spool() -> Iterator[Line]:
    """Laboratory files that wait in clear."""
    folder = config().lab_spool
    names = [at for one in folder.iterdir() if (at := _lies_since(one))] if folder.is_dir() else []
    oldest = min(names, default=None)
    since = datetime.fromtimestamp(oldest, UTC) if oldest else None
    old = since is not None and clock.now() - since > _SPOOL_OLD
    if names and not setup.is_done():
        yield Line(
            spoken("Laborordner"), Level.WARN,
            spoken("Dateien warten im Laborordner, bis die Praxis eingerichtet ist."),
            spoken("Praxis einrichten; danach werden sie von selbst eingelesen."), since,
        )  # fmt: skip
        return
    said = spoken_many(
        "{n} Datei wartet unverschlüsselt im Laborordner.",
        "{n} Dateien warten unverschlüsselt im Laborordner.",
        len(names),
    )
    yield Line(
        spoken("Laborordner"), Level.WARN if old else Level.GOOD,
        said if names else spoken("Der Laborordner ist leer."),
        spoken("Tresor öffnen, Hintergrunddienst und Rechte der Dateien prüfen.") if old else "",
        since,
    )  # fmt: skip


def software() -> Iterator[Line]:
    """Which version runs."""
    yield Line(spoken("Programm"), Level.GOOD,
               spoken("Version {version}.").format(version=release()))  # fmt: skip


OWN: Final = {
    "disk": disk, "backups": saved.backups, "vault": vault, "memory": memory, "log": log,
    "worker": worker, "parts": parts, "lab-spool": lab_spool, "software": software,
}  # fmt: skip
