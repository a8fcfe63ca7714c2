"""The demo as a person starts it: one process that starts all the others, on free ports."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded import EmbeddedServer
from house.patience import until


class Demo:
    """The demo as a person starts it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.used = ""
        self.port = _four_free_ports()
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        for name in [name for name in env if name.startswith("PRAXISTRESOR_")]:
            del env[name]
        self.env = env
        self.out = (root / "out.txt").open("w")
        self.process = subprocess.Popen(
            self._command("demo", "--port", str(self.port)), env=env, stdout=self.out
        )

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "praxis.running", *words, "--root", str(self.root / "demo")]

    def wait(self) -> None:
        """Until it says that it runs."""
        until(self._says_that_it_runs, "the demo")

    def _says_that_it_runs(self) -> bool:
        assert self.process.poll() is None, "the demo ended"
        return "Praxistresor läuft" in (self.root / "out.txt").read_text("utf-8")

    @property
    def origin(self) -> str:
        """Where the practice answers."""
        return f"http://praxis.localhost:{self.port}"

    def code(self) -> str:
        """Ada's one-time code."""
        done = subprocess.run(
            self._command("demo-code", "ada"), env=self.env, capture_output=True, text=True
        )
        return done.stdout.strip()

    def fresh_code(self) -> str:
        """Ada's code, waited for while the last one is still the current one: each works once."""
        until(lambda: self.code() != self.used, "another code")
        self.used = self.code()
        return self.used

    @contextmanager
    def relay_held(self) -> Iterator[None]:
        """The relay stands still, as behind a dead line; nothing of it is lost."""
        told = [b"relay", b"serve", str(self.root / "demo/relay/postgres").encode()]
        held = [
            int(one.parent.name)
            for one in Path("/proc").glob("[0-9]*/cmdline")
            if set(told) <= set(_words(one))
        ]
        assert held, "no relay runs"
        try:
            for pid in held:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in held:
                os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        """Ctrl+C, and forget the data."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self.out.close()
        for name in ("praxis", "relay"):
            EmbeddedServer(self.root / "demo" / name / "postgres").remove()


def _words(cmdline: Path) -> list[bytes]:
    try:
        return cmdline.read_bytes().split(b"\0")
    except OSError:
        return []  # ended in the meantime


def _four_free_ports() -> int:
    for first in range(18100, 18900, 10):
        try:
            for port in range(first, first + 4):
                with socket.socket() as line:
                    line.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no free ports")
