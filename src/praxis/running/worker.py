"""The worker: runs the duties of its process name, idles while the vault is sealed."""

import logging
import os
import signal
import threading
import time
from typing import Final

from praxis.core import logs, memory
from praxis.core.duties import Duty, duties
from praxis.core.errors import PraxisError

log = logging.getLogger("praxis.worker")
_TICK: Final = 0.5
_KEYS_EVERY: Final = 2.0
_GIVE_BACK_EVERY: Final = 30.0


class Worker:
    """Runs each duty when it is due; a failed pass is logged by type and tried again later."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._ending = threading.Event()
        self._due: dict[str, float] = {}

    def stop(self) -> None:
        """Finish the pass at work, then end."""
        self._ending.set()

    def run(self) -> None:
        """Work until `stop`."""
        from praxis.vault.client import client

        line, looked, given_back = client(self._process), 0.0, 0.0
        is_open = False
        while not self._ending.is_set():
            if time.monotonic() - looked >= _KEYS_EVERY or not is_open:
                is_open, looked = line.follow(), time.monotonic()
            if is_open:
                self.pass_once()
            if time.monotonic() - given_back >= _GIVE_BACK_EVERY:
                memory.give_back()  # some duties go through all patients
                given_back = time.monotonic()
            self._ending.wait(_TICK)

    def pass_once(self) -> None:
        """Run what is due now."""
        for duty in duties.of(self._process):
            self._run_if_due(duty)

    def _run_if_due(self, duty: Duty) -> None:
        if self._ending.is_set() or time.monotonic() < self._due.get(duty.name, 0.0):
            return
        try:
            duty.run()
        except PraxisError as error:
            log.warning("%s: %r", duty.name, error)
        except Exception as error:
            log.warning("%s failed", duty.name, exc_info=error)
            _forget_connections()
        self._due[duty.name] = time.monotonic() + duty.every


def _forget_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close_if_unusable_or_obsolete()


def main() -> None:
    """Run until SIGTERM or SIGINT; the process name decides the duties and the keys."""
    import django

    logs.say_only_what_is_safe()
    django.setup()
    from praxis.running.duties import bring

    bring()
    worker = Worker(os.environ.get("PRAXISTRESOR_PROCESS", "worker"))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()


if __name__ == "__main__":
    main()
