"""When the worker backs up, and what the health page says of it."""

from datetime import UTC, datetime, timedelta

import pytest

from house.cast import Cast
from praxis.core import clock
from praxis.core.health import Level
from praxis.office.health import saved
from praxis.running.backup import duty
from praxis.running.backup.command import NoTarget
from praxis.running.cli import main
from praxis.vault.models import BackupRun

NIGHT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
DAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def _ran(what: str, at: datetime, fault: str = "", missing: int = 0) -> None:
    BackupRun.objects.create(
        what=what, started_at=at, finished_at=at, fault=fault, missing=missing
    )  # fmt: skip


def test_the_first_backup_does_not_wait_for_the_night(cast: Cast) -> None:
    assert duty.due(DAY) == "make"


def test_one_backup_a_night_and_one_check_a_month(cast: Cast) -> None:
    _ran("make", NIGHT - timedelta(hours=24))
    assert duty.due(NIGHT) == "make"
    _ran("make", NIGHT)
    assert duty.due(NIGHT + timedelta(minutes=5)) == "check"
    _ran("check", NIGHT)
    assert duty.due(NIGHT + timedelta(minutes=10)) == ""
    _ran("make", NIGHT + timedelta(days=30))
    assert duty.due(NIGHT + timedelta(days=30, minutes=5)) == "check"


def test_by_day_only_an_overdue_backup_is_made(cast: Cast) -> None:
    _ran("check", DAY)
    _ran("make", DAY - timedelta(hours=26))
    assert duty.due(DAY) == ""
    assert duty.due(DAY + timedelta(hours=10)) == "make"


def test_after_a_failure_it_tries_again_in_an_hour(cast: Cast) -> None:
    _ran("make", DAY, fault="Ziel weg.")
    assert duty.due(DAY + timedelta(minutes=59)) == ""
    assert duty.due(DAY + timedelta(minutes=61)) == "make"


def test_without_a_target_nothing_is_started(cast: Cast) -> None:
    assert duty.back_up_if_due() == 0


@pytest.mark.parametrize(
    ("hours", "fault", "missing", "level", "words"),
    [
        (1, "", 0, Level.GOOD, "Zuletzt gelungen"),
        (40, "", 0, Level.WARN, "Zuletzt gelungen"),
        (100, "", 0, Level.BAD, "Zuletzt gelungen"),
        (1, "Ziel weg.", 0, Level.WARN, "Ziel weg."),
        (1, "", 2, Level.BAD, "2 Dokumente fehlen"),
    ],
)
def test_the_health_page_says_how_the_last_backup_went(
    cast: Cast, hours: int, fault: str, missing: int, level: Level, words: str
) -> None:
    now = clock.now()
    _ran("make", now - timedelta(hours=hours), missing=missing)
    if fault:
        _ran("make", now, fault)
    line, tried = saved.backups()
    assert line.level == level
    assert words in line.meaning
    assert tried.level == Level.WARN
    assert "Noch keine" in tried.meaning


@pytest.mark.parametrize(
    ("fault", "days", "level"),
    [("", 1, Level.GOOD), ("", 60, Level.WARN), ("Beschädigt.", 1, Level.BAD)],
)
def test_the_health_page_says_how_the_last_check_went(
    cast: Cast, fault: str, days: int, level: Level
) -> None:
    _ran("make", clock.now())
    _ran("check", clock.now() - timedelta(days=days), fault)
    assert [line.level for line in saved.backups()] == [Level.GOOD, level]


def test_no_backup_at_all_is_red(cast: Cast) -> None:
    (line,) = saved.backups()
    assert line.level == Level.BAD
    _ran("make", clock.now(), "Ziel weg.")
    (line,) = saved.backups()
    assert "Noch nie gelungen. Ziel weg." in line.meaning


def test_the_command_names_a_missing_target(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "check"]) == 1
    assert NoTarget.message in capsys.readouterr().err
    assert main(["backup", "/there/is/no/such/folder"]) == 1
    assert "Ziel der Sicherung" in capsys.readouterr().err
