"""The lines about backups: the last good one, the last full check, a return that waits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from praxis.config import config
from praxis.core import clock
from praxis.core.health import Level, Line, counted
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
            "Rücksicherung", Level.BAD,
            "Die Praxis steht auf einem früheren Stand; nichts geht nach außen.",
            "Leitung: Rücksicherung ansehen und bestätigen (Startseite).", row.at,
        )  # fmt: skip


def _good(what: str) -> BackupRun | None:
    return BackupRun.objects.filter(what=what, fault="").order_by("-finished_at").first()


def _never(last: BackupRun | None) -> Line:
    level = Level.WARN if config().demo else Level.BAD
    if last is not None:
        return Line("Sicherung", level, f"Noch nie gelungen. {last.fault}",
                    "Grund beheben, dann: praxistresor backup ZIEL", last.finished_at)  # fmt: skip
    return Line(
        "Sicherung", level, "Es gibt keine Sicherung.",
        "Ein Ziel auf einem anderen Datenträger einrichten (PRAXISTRESOR_BACKUP) oder von Hand "
        "sichern: praxistresor backup ZIEL",
    )  # fmt: skip


def _made(good: BackupRun, last: BackupRun | None) -> Line:
    age = clock.now() - (good.finished_at or good.started_at)
    failed = last is not None and last.fault != ""
    level = Level.BAD if age > _TOO_OLD else Level.WARN if failed or age > _OLD else Level.GOOD
    said = f"Zuletzt gelungen mit {counted(good.documents, 'Dokument', 'Dokumenten')}."
    if failed and last is not None:
        said = f"Die letzte ist nicht gelungen. {last.fault}"
    if good.missing:
        level = Level.BAD
        said += (
            f" {counted(good.missing, 'Dokument fehlt', 'Dokumente fehlen')} auf dem Praxisserver."
        )
    what = "" if level == Level.GOOD else "Ziel prüfen, dann: praxistresor backup ZIEL"
    return Line("Sicherung", level, said, what, good.finished_at)


def _checked() -> Line:
    last = BackupRun.objects.filter(what="check").order_by("-finished_at").first()
    if last is None:
        return Line("Rücksicherung geprobt", Level.WARN, "Noch keine wurde ganz geöffnet.",
                    "praxistresor backup check ZIEL")  # fmt: skip
    if last.fault:
        return Line("Rücksicherung geprobt", Level.BAD, f"Nicht gelungen. {last.fault}",
                    "Sofort neu sichern und noch einmal prüfen.", last.finished_at)  # fmt: skip
    old = clock.now() - (last.finished_at or last.started_at) > _CHECK_OLD
    return Line("Rücksicherung geprobt", Level.WARN if old else Level.GOOD,
                "Die letzte geprüfte Sicherung ließ sich ganz öffnen.",
                "praxistresor backup check ZIEL" if old else "", last.finished_at)  # fmt: skip
