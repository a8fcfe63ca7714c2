"""Disk full, power cut, kill -9: nothing lost, nothing twice, nothing half."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from house.patience import until
from house.pytest_practice import copy_database
from praxis.core.ids import PatientId
from praxis.exchange.lab import batches
from praxis.exchange.lab.batches import Batches
from praxis.exchange.lab.samples import drop_demo_files
from praxis.exchange.lab.tests.conftest import Lab, samples
from praxis.exchange.lab.tests.test_batches import file_of, several
from praxis.vault.documents import DocumentStore
from praxis.vault.store import DiskFull

NAME = "lab_crash"
SCRIPT = """
import sys
import django; django.setup()
from house.practice_keys import practice_open
from praxis.exchange.lab import importing
with practice_open():
    print("ready", flush=True)
    while True:
        if importing.run_pass():
            print("worked", flush=True)
"""


class Cut(BaseException):
    """The power goes."""


def test_m04_a_full_disk_leaves_the_file_and_no_row(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lab.drop("a.ldt", samples()["03_niemandem_zugeordnet.ldt"])

    def full(*_: object, **__: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(DocumentStore, "put", full)
        with pytest.raises(DiskFull):
            lab.passes()
    assert path.exists()
    assert lab.files() == []
    lab.passes()
    assert [file.state for file in lab.files()] == ["imported"]


def test_k13_cut_between_sealing_and_unlinking_is_no_second_delivery(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lab.drop("a.ldt", samples()["02_befund_dora.ldt"])

    def cut(*_: object, **__: object) -> None:
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", cut)
        with pytest.raises(Cut):
            lab.passes()
    assert path.exists()
    lab.passes()
    assert not path.exists()
    assert [file.state for file in lab.files()] == ["imported"]
    assert len(lab.reports()) == 1


def test_k13_cut_in_the_middle_of_a_file_leaves_nothing_half(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.drop("a.ldt", samples()["01_verlauf_dora.ldt"])
    real, calls = Batches.finish, []

    def second_dies(batches: Batches) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise Cut
        real(batches)

    with monkeypatch.context() as patched:
        patched.setattr(batches, "MOST_REPORTS", 1)
        patched.setattr(Batches, "finish", second_dies)
        with pytest.raises(Cut):
            lab.passes()
    assert len(calls) == 2
    assert lab.reports() == []
    lab.passes()
    assert [row.state for row in lab.reports()] == ["filed", "filed"]


@pytest.fixture
def practice_apart(postgres: Any, practice_template: str, tmp_path: Path) -> Iterator[Any]:
    copy_database(postgres, practice_template, NAME)
    env = {
        **os.environ,
        "PRAXISTRESOR_DATABASE": postgres.dsn("app", NAME),
        "PRAXISTRESOR_DATA": str(tmp_path / "praxis"),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", SCRIPT]
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)

    yield start
    with psycopg.connect(postgres.dsn("owner", "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)'.encode())


def _many_small_files(spool: Path) -> None:
    spool.mkdir(parents=True)
    for at, one in enumerate(several(60)):
        (spool / f"{at:03}.ldt").write_bytes(file_of(one))


@pytest.mark.crash
@pytest.mark.parametrize(("dropped", "count"), [(drop_demo_files, 4), (_many_small_files, 60)])
def test_k13_kill_9_again_and_again_loses_nothing_and_doubles_nothing(
    practice_apart: Any,
    postgres: Any,
    tmp_path: Path,
    dropped: Callable[[Path], object],
    count: int,
) -> None:
    spool = tmp_path / "praxis" / "labor"
    dropped(spool)
    for wait in (0.0, 0.01, 0.03, 0.06, 0.12):
        worker = practice_apart()
        assert worker.stdout.readline() == "ready\n"
        time.sleep(wait)
        worker.kill()
        worker.wait()
    last = practice_apart()
    with psycopg.connect(postgres.dsn("owner", NAME), autocommit=True) as connection:
        until(
            lambda: _done(connection) == (count, count) and not list(spool.iterdir()), "the files"
        )
        last.kill()
        last.wait()
        assert _done(connection) == (count, count)
        found = connection.execute("SELECT count(*) FROM lab_report").fetchone()
        assert found == (count,)


def _done(connection: psycopg.Connection[Any]) -> Any:
    """How many files are done, and how many there are."""
    return connection.execute(
        "SELECT count(*) FILTER (WHERE state IN ('imported', 'quarantined')), count(*)"
        " FROM lab_file"
    ).fetchone()
