"""A practice of its own for a measurement: private PostgreSQL with `fsync` on, removed afterwards.

`of_the_cast` is the practice of the tests in this process; `whole` is one to be filled, and
`started` the same with processes of its own, as in production.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from embedded import EmbeddedServer
from praxis.config import Config

if TYPE_CHECKING:
    from house.cast import Cast
    from praxis.running.practice import Practice

PORT = 8700
STAGE = "bench_stage"


@contextmanager
def of_the_cast() -> "Iterator[Cast]":
    """The invented practice the tests know, open in this process."""
    folder = Path(tempfile.mkdtemp(prefix="ptr-bench-"))
    folder.chmod(0o711)
    os.environ |= {
        "PRAXISTRESOR_TEST_RUN": str(folder),
        "PRAXISTRESOR_DATA": str(folder / "praxis"),
        "DJANGO_SETTINGS_MODULE": "praxis.settings",
    }
    import django

    server = EmbeddedServer(folder / "pg", fsync=True)
    server.start()
    try:
        django.setup()
        from house.cast import read_cast
        from house.practice_keys import practice_open
        from house.pytest_practice import copy_database
        from house.template import build_template, cast_file, point_django_at

        build_template(server, "bench")
        copy_database(server, "bench", STAGE)
        point_django_at(server, STAGE)
        with practice_open():
            yield read_cast(cast_file())
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Whole:
    """A practice whose database and keeper run; this process holds its keys."""

    config: Config
    practice: "Practice"
    server: EmbeddedServer


@contextmanager
def place(root: Path | None = None) -> Iterator[Path]:
    """A folder for a practice: the named one, which stays, or one that goes with all of it."""
    if root is not None:
        yield root
        return
    with tempfile.TemporaryDirectory(prefix="ptr-bench-") as made:
        try:
            yield Path(made)
        finally:  # the database does not always lie below the folder
            EmbeddedServer(Path(made) / "praxis" / "postgres").remove()


@contextmanager
def started(root: Path) -> Iterator[tuple[int, int]]:
    """The practice below `root` as production runs it: numbers of supervisor and PostgreSQL."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(root)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield process.pid, int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(60)


@contextmanager
def whole(root: Path | None = None) -> Iterator[Whole]:
    """A practice with an open vault in this process; without a `root` it is removed afterwards."""
    from praxis.running import demo
    from praxis.running.practice import Practice, become, embedded_databases, migrate
    from praxis.running.supervisor import Supervisor

    place = root or Path(tempfile.mkdtemp(prefix="ptr-bench-"))
    config = replace(demo.demo_config(place, PORT), invents=True)
    config.data.mkdir(parents=True, mode=0o700, exist_ok=True)
    supervisor, server = Supervisor(print), None
    try:
        server, databases = embedded_databases(config.data)
        become(config, databases)
        migrate(databases)
        practice = Practice(config, databases, supervisor)
        practice.start_keeper()
        demo.open_vault(config)
        yield Whole(config, practice, server)
    finally:
        supervisor.stop()
        if server is not None:
            server.stop()
            if root is None:
                server.remove()
        if root is None:
            shutil.rmtree(place, ignore_errors=True)


def told(name: str, times: list[float], more: str = "") -> None:
    """Print median and p95 of some times in seconds."""
    ms = [one * 1000 for one in times]
    p95 = quantiles(ms, n=20)[-1] if len(ms) > 1 else ms[0]
    print(f"{name:36} median {median(ms):7.1f} ms  p95 {p95:7.1f} ms  {more}".rstrip())


def load() -> str:
    """How busy the machine was in the last minute, to stand beside a figure."""
    return f"load {os.getloadavg()[0]:.1f}"


def memory(pid: int) -> float:
    """The proportional set size of a process in MB; 0 if it is gone."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1000


def descendants(pid: int) -> list[int]:
    """A process and all that came from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(one) for one in children.read_text().split()] if children.exists() else []
    return [pid, *(deeper for one in below for deeper in descendants(one))]


def postmaster(server: EmbeddedServer) -> int:
    """The first process of a private PostgreSQL."""
    found = server.places.data / "postmaster.pid"
    return int(found.read_text().split()[0])


def serve(root: Path) -> None:
    """What `praxistresor serve` does, opened by the key file; until the input ends."""
    from praxis.running.apart import apart
    from praxis.running.demo import demo_config, open_vault
    from praxis.running.practice import Practice, become, embedded_databases, migrate
    from praxis.running.supervisor import Supervisor

    config, supervisor = demo_config(root, PORT), Supervisor(print)
    server, databases = embedded_databases(config.data)

    def prepare() -> None:
        become(config, databases)
        migrate(databases)
        open_vault(config)

    try:
        practice = Practice(config, databases, supervisor)
        practice.start_keeper()
        apart(prepare)
        practice.start_rest()
        print(postmaster(server), flush=True)
        sys.stdin.read()
    finally:
        supervisor.stop()
        server.stop()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
