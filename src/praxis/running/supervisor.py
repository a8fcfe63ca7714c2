"""Starts parts in order, restarts what falls over, stops everything in reverse."""

import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from praxis.running.parts import Part, PartFailed

_CALM: Final = 60.0
_MOST_RESTARTS: Final = 5


class Supervisor:
    """The parent of all parts."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._parts: list[Part] = []
        self._falls: dict[str, list[float]] = {}
        self._ending = threading.Event()
        self._say = say

    def start(self, part: Part) -> None:
        """Start a part and wait until it is ready."""
        self._parts.append(part)
        part.start()
        part.wait_until_ready()

    def stop_soon(self, *_: object) -> None:
        """Let `watch` return; for signal handlers."""
        self._ending.set()

    def watch(self) -> None:
        """Keep everything running until SIGINT or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop_soon)
        while not self._ending.wait(0.5):
            for part in self._parts:
                if not part.running:
                    self._again(part)

    def _again(self, part: Part) -> None:
        now = time.monotonic()
        falls = [at for at in self._falls.get(part.name, []) if now - at < _CALM]
        self._falls[part.name] = [*falls, now]
        if len(falls) >= _MOST_RESTARTS:
            raise PartFailed(
                message=f"Der Teil „{part.name}“ fällt immer wieder aus. "
                f"Näheres steht in {part.log}.",
                detail=part.name,
            )
        self._say(f"Der Teil „{part.name}“ ist ausgefallen und wird neu gestartet.")
        part.stop()
        part.start()

    def stop(self) -> None:
        """Stop every part, the last one first."""
        for part in reversed(self._parts):
            with suppress(OSError):
                part.stop()
        self._parts.clear()
