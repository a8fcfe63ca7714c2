"""All lines together, and the light: the worst of them, asked at most twice a minute."""

import logging
import threading
import time
from dataclasses import dataclass
from typing import Final

from praxis.core.health import Level, Line, checks
from praxis.core.words import marked, spoken

_log = logging.getLogger("praxis.health")
_KEEP: Final = 30.0
_ORDER: Final = {Level.BAD: 0, Level.WARN: 1, Level.GOOD: 2}
WORDS: Final = {
    Level.GOOD: marked("Alles in Ordnung"),
    Level.WARN: marked("Hinweise"),
    Level.BAD: marked("Handeln"),
}


@dataclass(frozen=True, slots=True)
class Light:
    """The worst level, in a word, and where it leads."""

    level: str
    words: str
    url: str = "/praxisgesundheit/"


def lines() -> list[Line]:
    """Every line, the worst first; a check that breaks is itself a bad line."""
    found: list[Line] = []
    for name, check in checks.items():
        try:
            found += list(check())
        except Exception as error:  # noqa: BLE001 - the page must come up when all else fails
            _log.warning("health check %s failed: %s", name, type(error).__name__)
            found.append(Line(name, Level.BAD, spoken("Diese Prüfung ist selbst fehlgeschlagen.")))
    return sorted(found, key=lambda line: _ORDER[line.level])


class _Kept:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.until = 0.0
        self.light = Light(Level.GOOD, WORDS[Level.GOOD])


_kept: Final = _Kept()


def light() -> Light:
    """The light as it was within the last half minute; cheap on every page."""
    with _kept.lock:
        if time.monotonic() >= _kept.until:
            worst = min((line.level for line in lines()), key=_ORDER.__getitem__)
            _kept.light = Light(worst, WORDS[worst])
            _kept.until = time.monotonic() + _KEEP
        return _kept.light


def forget() -> None:
    """Ask again at the next page; for tests and after a repair."""
    _kept.until = 0.0
