"""What the health page and its light know: rooms bring checks, the page knows no room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """How a line stands; the light shows the worst."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, how it stands, what that means, what to do, since when (if known)."""

    title: str
    level: Level
    meaning: str
    what_to_do: str = ""
    since: datetime | None = None


Check = Callable[[], Iterable[Line]]


class Checks:
    """All checks of all rooms; a name taken twice stops the start-up."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, name: str, check: Check) -> None:
        """Bring a check. It asks no patient data and answers within milliseconds."""
        if name in self._checks:
            raise ValueError(f"health check {name} is brought twice")
        self._checks[name] = check

    def items(self) -> list[tuple[str, Check]]:
        """Every check in the order they were brought."""
        return list(self._checks.items())


checks: Final = Checks()
