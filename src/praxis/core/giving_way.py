"""Long work of a thread that nobody waits for, beside requests that somebody waits for."""

import os
import threading
import time
from collections.abc import Callable
from typing import Final

# A thread that gets no turn at all would keep the interpreter's lock from its own process.
_BEHIND_OTHERS: Final = 10
_LONGEST: Final = 1.0


def step_back() -> None:
    """From now on this thread (of Linux, not its process) runs after whoever else wants to."""
    thread = threading.get_native_id()
    now = os.getpriority(os.PRIO_PROCESS, thread)
    os.setpriority(os.PRIO_PROCESS, thread, max(now, _BEHIND_OTHERS))


class Rests:
    """Called between two pieces of work: sleeps as long as the piece before took, at most 1 s.

    So database and keeper, whose priority stays, are free half of the time.
    """

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._since = time.monotonic()

    def __call__(self) -> None:
        self._sleep(min(time.monotonic() - self._since, _LONGEST))
        self._since = time.monotonic()
