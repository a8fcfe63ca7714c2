"""What the worker does every so often: rooms bring their duties, the worker knows no room."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Duty:
    """One recurring job. `run` does one pass and returns how much it did; it is safe to repeat.

    `every` is in seconds. A pass opens its own visit with `gate.as_system` and claims rows, so two
    workers never do the same thing twice. `process` names who runs it: `worker` or `post`.
    """

    name: str
    every: float
    run: Callable[[], int]
    process: str = "worker"


class Duties:
    """All duties of all rooms; a name taken twice stops the start-up."""

    def __init__(self) -> None:
        self._duties: dict[str, Duty] = {}

    def add(self, duty: Duty) -> None:
        """Bring a duty."""
        if duty.name in self._duties:
            raise ValueError(f"duty {duty.name} is brought twice")
        self._duties[duty.name] = duty

    def of(self, process: str) -> list[Duty]:
        """The duties of one process, in the order they were brought."""
        return [duty for duty in self._duties.values() if duty.process == process]


duties: Final = Duties()
