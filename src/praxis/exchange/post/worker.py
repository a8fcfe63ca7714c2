"""The carrier's day: deliver, collect, listen, anchor; silent within seconds when switched off."""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

from django.db import Error, connection

from praxis.config import config
from praxis.core.errors import PraxisError
from praxis.exchange.post import carrying, monitor
from praxis.exchange.post.anchoring import anchor_if_due, compare_if_due
from praxis.exchange.post.line import Line, LineProblem
from praxis.exchange.post.until import EndingTransport, SwitchedOff
from wire import relay_api as api

TICK_SECONDS: Final = 0.5
COLLECT_SECONDS: Final = 20.0
HOUSEKEEPING_SECONDS: Final = 300.0
MONITOR_SECONDS: Final = 900.0
_PING: Final = 60.0
_POLL: Final = 4.0


class Carrier:
    """One thread works, one listens for "new up to", one watches the switch; all stop when told.

    Whoever works may wait for an answer: only another thread can hang up then (L-11).
    """

    def __init__(self, origin: str = "") -> None:
        self._origin = origin or config().relay
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._on = threading.Event()
        self.line = Line(self._origin, is_on=self._goes_on)
        self._asking = Line(self._origin, is_on=lambda: not self._stop.is_set())
        self._page = EndingTransport()
        self._compare_at = 0.0
        self._tasks: tuple[tuple[float, Callable[[], object]], ...] = (
            (COLLECT_SECONDS, lambda: carrying.collect(self.line)),
            (HOUSEKEEPING_SECONDS, lambda: anchor_if_due(self.line)),
            (HOUSEKEEPING_SECONDS, lambda: carrying.fetch_expired(self.line)),
            (MONITOR_SECONDS, lambda: monitor.check(self._page, self._goes_on)),
        )

    def _goes_on(self) -> bool:
        return self._on.is_set() and not self._stop.is_set()

    def stop(self) -> None:
        """End soon."""
        self._stop.set()
        self._wake.set()
        self._hang_up()
        self._asking.hang_up()

    def _hang_up(self) -> None:
        self.line.hang_up()
        self._page.hang_up()

    def run(self) -> None:
        """Work until stopped."""
        for beside in (self._listen, self._watch):
            threading.Thread(target=beside, daemon=True).start()
        due = [0.0] * len(self._tasks)
        claims_are_mine = False
        while not self._stop.is_set():
            woken = self._wake.wait(TICK_SECONDS)
            self._wake.clear()
            try:
                if not claims_are_mine:
                    carrying.forget_claims()
                    claims_are_mine = True
                self.line.follow()
                if carrying.is_on():
                    self._on.set()
                self._compare()
                if self._on.is_set():
                    self._round(due, woken=woken)
            except SwitchedOff:
                continue
            except LineProblem as problem:
                carrying.note_problem(problem.word, self.line)
            except PraxisError as problem:
                carrying.note_problem(type(problem).__name__)
            except Error:
                # The database is away: nothing is lost, the next round has a new connection.
                connection.close()
        connection.close()

    def _compare(self) -> None:
        """One question after a restore, asked though everything outside is off."""
        if self._compare_at <= time.monotonic():
            self._compare_at = time.monotonic() + HOUSEKEEPING_SECONDS / 10
            self._asking.follow()
            if compare_if_due(self._asking):
                carrying.note_reached(self._asking)

    def _watch(self) -> None:
        """Hang up as soon as the outside is switched off, whatever is on its way."""
        while not self._stop.wait(TICK_SECONDS):
            try:
                if self._on.is_set() and not carrying.is_on():
                    self._on.clear()
                    self._hang_up()
            except Error:
                connection.close()
        connection.close()

    def _round(self, due: list[float], *, woken: bool) -> None:
        if carrying.may_send():
            carrying.deliver(self.line)
        for at, (every, work) in enumerate(self._tasks):
            now = time.monotonic()
            if now >= due[at] or (woken and at == 0):
                # A time that nobody can foretell: the page's host must not know when we look.
                due[at] = now + every + (secrets.randbelow(int(every) // 2 + 1) if at == 3 else 0)
                work()

    def _listen(self) -> None:
        """Server-sent events; after two failures a long poll. Either only says "something came".

        A poll that waits for its answer cannot be hung up, so it is short (L-11).
        """
        failures = 0
        while not self._stop.is_set():
            if not self._on.wait(1.0):
                failures = 0
                continue
            polling = failures > 1
            path = f"{api.WAIT}?after=0" if polling else api.EVENTS
            try:
                with self.line.stream(path, read_seconds=_POLL if polling else _PING) as pieces:
                    for piece in pieces:
                        if b"data:" in piece:
                            self._wake.set()
                failures = 0
            except SwitchedOff:
                failures = 0
            except LineProblem:
                failures += 1
            self._stop.wait(min(30.0, 0.5 * 2 ** min(failures, 6)))
