"""One child process of a practice server: how it starts, when it is ready, how it ends."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Protocol
from urllib.parse import urlsplit

from praxis.core.errors import PraxisError
from praxis.core.words import marked

_PR_SET_PDEATHSIG: Final = 1
_GRACE: Final = 10.0
# A part that fell is seen at once; one that is alive on a slow or busy machine only needs time.
_PATIENCE: Final = 180.0


class PartFailed(PraxisError):
    """A part ended or did not get ready; the log file says why."""

    message = marked("Ein Teil des Systems ließ sich nicht starten.")


class Process(Protocol):
    """A running child: `Popen`, or a branch of the supervisor."""

    pid: int

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""
        ...

    def send_signal(self, sig: int, /) -> None:
        """Send a signal."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        ...


@dataclass(slots=True)
class Part:
    """A named process with its own log file and environment."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    ready: Callable[[], bool]
    log: Path
    process: Process | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl+C reaches only the supervisor."""
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.log.open("ab", buffering=0) as out:
            self.process = self._launch(out)

    def _launch(self, out: IO[bytes]) -> Process:
        parent = os.getpid()
        return subprocess.Popen(
            self.command,
            preexec_fn=lambda: end_with(parent),
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until_ready(self, patience: float = _PATIENCE) -> None:
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


def end_with(parent: int) -> None:
    """Let this process be told to end when its parent is gone, however that ended.

    Without it a killed supervisor, or a closed terminal, leaves keeper and pages behind: an open
    vault that nobody watches and the next start meets on its port.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # gone before it was asked for
        os.kill(os.getpid(), signal.SIGTERM)


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
