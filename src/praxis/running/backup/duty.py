"""The worker's duty: a backup every night, a full check every month, each in a process of its own.

A backup may take an hour; the worker's other duties do not wait for it.
"""

import subprocess
import sys
from datetime import datetime, timedelta
from typing import Final

from praxis.config import config
from praxis.core import clock
from praxis.vault.models import BackupRun

EVERY: Final = timedelta(hours=24)
CHECK_EVERY: Final = timedelta(days=30)
_AGAIN: Final = timedelta(hours=1)
_NIGHT: Final = range(1, 5)
_FIRST_AFTER: Final = timedelta(hours=36)

_running: Final[list[subprocess.Popen[bytes]]] = []


def due(now: datetime) -> str:
    """What is to be done now: make, check or nothing.

    At night; by day only if the last good one is overdue. After a failure again in an hour.
    """
    by_night = now.astimezone(clock.BERLIN).hour in _NIGHT
    last = _last("make")
    if last is None or now - last >= (EVERY - _AGAIN if by_night else _FIRST_AFTER):
        return "" if _tried("make", now) else "make"
    checked = _last("check")
    if checked is None or now - checked >= CHECK_EVERY:
        return "" if _tried("check", now) else "check"
    return ""


def _last(what: str) -> datetime | None:
    rows = BackupRun.objects.filter(what=what, fault="").order_by("-finished_at")
    return rows.values_list("finished_at", flat=True).first()


def _tried(what: str, now: datetime) -> bool:
    return BackupRun.objects.filter(what=what, finished_at__gt=now - _AGAIN).exists()


def back_up_if_due() -> int:
    """One pass: start what is due, unless one still runs."""
    if not config().backup:
        return 0
    if _running:
        if _running[0].poll() is None:
            return 0
        _running.clear()
    what = due(clock.now())
    if not what:
        return 0
    words = ["check", config().backup] if what == "check" else [config().backup]
    _running.append(
        subprocess.Popen(
            [sys.executable, "-m", "praxis.running", "backup", *words],
            stdin=subprocess.DEVNULL,
        )
    )
    return 1
