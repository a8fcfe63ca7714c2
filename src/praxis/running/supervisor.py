"""Starts parts in order, restarts what falls over with growing pauses, stops everything in reverse.

One part that keeps falling never ends the others: it is tried again and again, at most once a
minute, the terminal says so, and so does the health page.
"""

import json
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from praxis.core.errors import PraxisError
from praxis.running.parts import Part
from praxis.vault.store import write_private

# Falls within ten minutes count; the first restart is at once.
_REMEMBERED: Final = 600.0
_PAUSES: Final = (0.0, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
FLAPPING: Final = 5
REPORT: Final = "parts.json"


class Watched(Protocol):
    """What is kept running: a `Part`, or the private database."""

    @property
    def name(self) -> str:
        """How it is called on the terminal."""
        ...

    @property
    def running(self) -> bool:
        """Whether it is there."""
        ...

    def start(self) -> None:
        """Start it."""
        ...

    def stop(self) -> None:
        """End it."""
        ...


@dataclass(slots=True)
class _Falls:
    """When a part fell, and when it is tried again."""

    at: list[float] = field(default_factory=list)
    again_at: float | None = None

    def fell(self, now: float) -> float:
        """Note a fall; how long to wait before the next start."""
        self.at = [*(one for one in self.at if now - one < _REMEMBERED), now]
        pause = _PAUSES[min(len(self.at), len(_PAUSES)) - 1]
        self.again_at = now + pause
        return pause


class Supervisor:
    """The parent of all parts. `report` is a folder the health page reads the falls from."""

    def __init__(self, say: Callable[[str], None], report: Path | None = None) -> None:
        self._parts: list[Watched] = []
        self._falls: dict[str, _Falls] = {}
        self._ending = threading.Event()
        self._stopping = False
        self._say = say
        self._report = report

    def end_when_told(self) -> None:
        """Until `watch`: let SIGTERM end this process as Ctrl+C does, through its `finally`.

        Otherwise it would end at once while parts start, and leave those that run to nobody.
        """

        def end(*_: object) -> None:
            if not self._stopping:
                raise SystemExit(128 + signal.SIGTERM)

        signal.signal(signal.SIGTERM, end)

    def start(self, part: Part) -> None:
        """Start a part and wait until it is ready."""
        self._parts.append(part)
        part.start()
        part.wait_until_ready()

    def also_watch(self, part: Watched) -> None:
        """Keep something running that was started elsewhere and is stopped elsewhere."""
        self._parts.insert(0, part)

    def stop_soon(self, *_: object) -> None:
        """Let `watch` return; for signal handlers."""
        self._ending.set()

    def watch(self, every: float = 0.5) -> None:
        """Keep everything running until SIGINT or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop_soon)
        self._tell()
        while not self._ending.wait(every):
            for part in self._parts:
                self.look_at(part, time.monotonic())

    def look_at(self, part: Watched, now: float) -> None:
        """Notice a fall, and start again when its pause is over."""
        falls = self._falls.setdefault(part.name, _Falls())
        if part.running:
            if falls.at and now - falls.at[-1] >= _REMEMBERED:
                falls.at.clear()
                self._tell()
            return
        if falls.again_at is None:
            pause = falls.fell(now)
            self._say(_words(part.name, len(falls.at), pause))
            self._tell()
        if falls.again_at is not None and now >= falls.again_at:
            falls.again_at = None
            self._again(part)

    def _again(self, part: Watched) -> None:
        try:
            part.stop()
            part.start()
        except (OSError, PraxisError, RuntimeError) as error:
            # It counts as a fall at the next look; the others go on.
            self._say(f"Der Teil „{part.name}“ ließ sich nicht starten ({type(error).__name__}).")

    def _tell(self) -> None:
        if self._report is None:
            return
        told = {name: len(falls.at) for name, falls in self._falls.items() if falls.at}
        with suppress(OSError, PraxisError):
            write_private(self._report / REPORT, json.dumps(told).encode())

    def stop(self) -> None:
        """Stop every part, the last one first; being told to end once more changes nothing."""
        self._stopping = True
        for part in reversed(self._parts):
            if isinstance(part, Part):
                with suppress(OSError):
                    part.stop()
        self._parts.clear()


def _words(name: str, falls: int, pause: float) -> str:
    if falls <= FLAPPING:
        return f"Der Teil „{name}“ ist ausgefallen und wird neu gestartet."
    return (
        f"Der Teil „{name}“ fällt immer wieder aus ({falls}-mal in zehn Minuten). Nächster Versuch "
        f"in {pause:.0f} Sekunden; die anderen Teile laufen weiter. Bitte das Protokoll des Teils "
        "im Ordner „log“ ansehen."
    )
