"""The lines about backups: the last good one, the last full check, a return that waits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from praxis.config import config
from praxis.core import clock
from praxis.core.health import Level, Line
from praxis.core.words import respoken, spoken, spoken_many
from praxis.vault.models import BackupRun, Restoration

# A weekend off does not turn the light red; a week without a backup does.
_OLD: Final = timedelta(hours=36)
_TOO_OLD: Final = timedelta(days=4)
_CHECK_OLD: Final = timedelta(days=35)


def backups() -> Iterator[Line]:
    """A return that waits; when a backup last succeeded, and when one last came back whole."""
    yield from _returned()
    last = BackupRun.objects.filter(what="make").order_by("-finished_at").first()
    good = _good("make")
    if good is None:
        yield _never(last)
        return
    yield _made(good, last)
    yield _checked()


def _returned() -> Iterator[Line]:
    row = Restoration.objects.filter(confirmed_at=None).order_by("-at").first()
    if row is not None:
        yield Line(
            spoken("Rücksicherung"),
            Level.BAD,
            spoken("Die Praxis steht auf einem früheren Stand; nichts geht nach außen."),
            spoken("Leitung: Rücksicherung ansehen und bestätigen (Startseite)."),
            row.at,
        )


def _good(what: str) -> BackupRun | None:
    return BackupRun.objects.filter(what=what, fault="").order_by("-finished_at").first()


def _why(said: str, run: BackupRun) -> str:
    return f"{said} {respoken(run.fault)}"


def _never(last: BackupRun | None) -> Line:
    level = Level.WARN if config().demo else Level.BAD
    if last is not None:
        return Line(
            spoken("Sicherung"),
            level,
            _why(spoken("Noch nie gelungen."), last),
            spoken("Grund beheben, dann: praxistresor backup ZIEL"),
            last.finished_at,
        )
    return Line(
        spoken("Sicherung"),
        level,
        spoken("Es gibt keine Sicherung."),
        spoken(
            "Ein Ziel auf einem anderen Datenträger einrichten (PRAXISTRESOR_BACKUP) oder von "
            "Hand sichern: praxistresor backup ZIEL"
        ),
    )


def _made(good: BackupRun, last: BackupRun | None) -> Line:
    age = clock.now() - (good.finished_at or good.started_at)
    failed = last is not None and last.fault != ""
    level = Level.BAD if age > _TOO_OLD else Level.WARN if failed or age > _OLD else Level.GOOD
    said = spoken_many(
        "Zuletzt gelungen mit {n} Dokument.", "Zuletzt gelungen mit {n} Dokumenten.", good.documents
    )
    if failed and last is not None:
        said = _why(spoken("Die letzte ist nicht gelungen."), last)
    if good.missing:
        level = Level.BAD
        missing = spoken_many(
            "{n} Dokument fehlt auf dem Praxisserver.",
            "{n} Dokumente fehlen auf dem Praxisserver.",
            good.missing,
        )
        said = f"{said} {missing}"
    what = "" if level == Level.GOOD else spoken("Ziel prüfen, dann: praxistresor backup ZIEL")
    return Line(spoken("Sicherung"), level, said, what, good.finished_at)


def _checked() -> Line:
    last = BackupRun.objects.filter(what="check").order_by("-finished_at").first()
    if last is None:
        return Line(
            spoken("Rücksicherung geprobt"),
            Level.WARN,
            spoken("Noch keine wurde ganz geöffnet."),
            spoken("praxistresor backup check ZIEL"),
        )
    if last.fault:
        return Line(
            spoken("Rücksicherung geprobt"),
            Level.BAD,
            _why(spoken("Nicht gelungen."), last),
            spoken("Sofort neu sichern und noch einmal prüfen."),
            last.finished_at,
        )
    old = clock.now() - (last.finished_at or last.started_at) > _CHECK_OLD
    return Line(
        spoken("Rücksicherung geprobt"),
        Level.WARN if old else Level.GOOD,
        spoken("Die letzte geprüfte Sicherung ließ sich ganz öffnen."),
        spoken("praxistresor backup check ZIEL") if old else "",
        last.finished_at,
    )
