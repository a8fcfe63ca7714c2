"""A real search process on a private socket, with a fake database behind it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import praxis
from praxis.patients.search.client import SearchAway, SearchClient
from praxis.patients.search.tests.doors import WHERE, FileSource


@dataclass
class RunningSearch:
    """One search process: started, killed and asked."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    source: FileSource = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "changes").touch()
        self.source = FileSource(self.folder / "changes")

    @property
    def socket(self) -> Path:
        return self.folder / "search"

    @property
    def snapshot(self) -> Path:
        return self.folder / "snapshot"

    def client(self) -> SearchClient:
        return SearchClient(self.socket)

    def start(self) -> None:
        module = "praxis.patients.search.process"
        where = ["--socket", str(self.socket), "--snapshot", str(self.snapshot)]
        doors = ["--doors", "praxis.patients.search.tests.doors:doors"]
        source_root = str(Path(praxis.__path__[0]).parent)
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *where, *doors],
            env={**os.environ, WHERE: str(self.folder / "changes"), "PYTHONPATH": source_root},
        )
        for _ in range(400):
            try:
                self.client().status()
            except SearchAway:
                time.sleep(0.025)
            else:
                return
        raise AssertionError("the search process did not start")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(timeout=20)
        self.process = None
        return code


@pytest.fixture
def search() -> Iterator[RunningSearch]:
    """Yield a process that stands at counter 2 with two people; sockets need short paths."""
    with tempfile.TemporaryDirectory(prefix="ps-") as folder:
        running = RunningSearch(Path(folder))
        running.source.write(1, "anna", "Müller", "Anna")
        running.source.write(2, "branch", "Müller", "Berta", "branch")
        running.start()
        yield running
        if running.process is not None:
            running.end(signal.SIGKILL)
