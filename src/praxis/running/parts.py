"""One child process of a practice server: how it starts, when it is ready, how it ends."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from praxis.core.errors import PraxisError

_GRACE: Final = 10.0


class PartFailed(PraxisError):
    """A part ended or did not get ready; the log file says why."""

    message = "Ein Teil des Systems ließ sich nicht starten."


@dataclass(slots=True)
class Part:
    """A named process with its own log file and environment."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    ready: Callable[[], bool]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _out: IO[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl+C reaches only the supervisor."""
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._out = self.log.open("ab", buffering=0)
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until_ready(self, patience: float = 30.0) -> None:
        """Return once `ready()`; PartFailed if the process ends or takes too long."""
        until = time.monotonic() + patience
        while not self.ready():
            if self.process is None or self.process.poll() is not None:
                raise PartFailed(
                    message=f"Der Teil „{self.name}“ ließ sich nicht starten. "
                    f"Näheres steht in {self.log}.",
                    detail=self.name,
                )
            if time.monotonic() > until:
                raise PartFailed(
                    message=f"Der Teil „{self.name}“ antwortet nicht.", detail=self.name
                )
            time.sleep(0.02)

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end, insist after ten seconds; its children end with it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self._out is not None:
            self._out.close()


def answers(url: str) -> Callable[[], bool]:
    """Ready when somebody accepts connections at this address."""
    parts = urlsplit(url)

    def check() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", parts.port or 80), timeout=1):
                return True
        except OSError:
            return False

    return check


def listens(path: Path) -> Callable[[], bool]:
    """Ready when somebody accepts connections at this Unix socket."""

    def check() -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(path))
            except OSError:
                return False
            return True

    return check


def at_once() -> bool:
    """Ready as soon as it runs."""
    return True
