"""A part branches off the supervisor: it shares what is loaded, and nothing else."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import connections

from house.patience import until
from praxis.running.parts import Part, at_once
from praxis.running.stem import Branch, NotBare
from praxis.running.supervisor import Supervisor
from praxis.vault import keys


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Callable[..., Branch]]:
    made: list[Branch] = []
    connections.close_all()  # of tests before in this process; the supervisor never has one

    def start(work: Callable[[], object]) -> Branch:
        part = Branch(
            "probe", [], {"PRAXISTRESOR_INVENTED": "1"}, at_once, tmp_path / "log", work=work
        )
        made.append(part)
        part.start()
        return part

    yield start
    for part in made:
        part.stop()


def _ended(part: Branch) -> int:
    assert part.process is not None
    return part.process.wait(20)


def test_it_has_settings_a_session_and_a_log_of_its_own(
    branch: Callable[..., Branch], tmp_path: Path
) -> None:
    def work() -> None:
        told = os.environ["PRAXISTRESOR_INVENTED"], str(os.getsid(0) == os.getpid())
        sys.stdout.write(" ".join([*told, Path("/proc/self/comm").read_text()]))

    assert _ended(branch(work)) == 0
    assert (tmp_path / "log").read_text().split() == ["1", "True", "tresor-probe"]
    assert "PRAXISTRESOR_INVENTED" not in os.environ


def test_what_the_supervisor_has_open_leads_nowhere_for_it(
    branch: Callable[..., Branch], tmp_path: Path
) -> None:
    secret = (tmp_path / "secret").open("w")

    def work() -> None:
        os.write(secret.fileno(), b"reached")

    with secret:
        assert _ended(branch(work)) == 0
    assert (tmp_path / "secret").read_bytes() == b""


def test_what_nobody_caught_is_told_without_its_words(
    branch: Callable[..., Branch], tmp_path: Path
) -> None:
    def work() -> None:
        raise ValueError("Dora Demo hat Grippe")

    assert _ended(branch(work)) == 1
    said = (tmp_path / "log").read_text()
    assert "ValueError" in said
    assert "Dora" not in said


def test_it_ends_when_it_is_told_to(branch: Callable[..., Branch]) -> None:
    part = branch(lambda: time.sleep(60))
    assert part.running
    part.stop()
    assert not part.running


def test_a_killed_one_is_noticed_and_starts_again(branch: Callable[..., Branch]) -> None:
    part = branch(lambda: time.sleep(60))
    assert part.process is not None
    os.kill(part.process.pid, signal.SIGKILL)
    assert _ended(part) == -signal.SIGKILL
    assert not part.running
    part.start()
    assert part.running


def test_nothing_branches_off_a_process_that_holds_keys(
    branch: Callable[..., Branch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "is_open", lambda: True)
    with pytest.raises(NotBare):
        branch(lambda: None)


def test_a_supervisor_told_to_end_while_parts_start_leaves_none_behind(
    branch: Callable[..., Branch], tmp_path: Path
) -> None:
    told = tmp_path / "started"

    def supervise() -> None:
        supervisor = Supervisor(lambda _text: None)
        supervisor.end_when_told()
        slow = Branch("slow", [], {}, lambda: False, tmp_path / "slow", work=lambda: time.sleep(60))
        quick = Branch("quick", [], {}, at_once, tmp_path / "quick", work=lambda: time.sleep(60))
        try:
            supervisor.start(quick)
            assert quick.process is not None
            told.write_text(str(quick.process.pid))
            supervisor.start(slow)
        finally:
            supervisor.stop()

    part = branch(supervise)
    until(lambda: told.exists() and told.read_text(), "the parts")
    part.stop()
    assert _ended(part) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_parts_end_with_a_supervisor_that_is_killed(
    branch: Callable[..., Branch], tmp_path: Path
) -> None:
    told = tmp_path / "started"

    def supervise() -> None:
        inner = Branch("inner", [], {}, at_once, tmp_path / "inner", work=lambda: time.sleep(60))
        program = Part("program", ["/bin/sleep", "60"], {}, at_once, tmp_path / "program")
        pids = []
        for part in (inner, program):
            part.start()
            assert part.process is not None
            pids.append(str(part.process.pid))
        told.write_text(" ".join(pids))
        time.sleep(60)

    outer = branch(supervise)
    until(lambda: told.exists() and told.read_text(), "the parts")
    assert outer.process is not None
    os.kill(outer.process.pid, signal.SIGKILL)
    assert _ended(outer) == -signal.SIGKILL
    for pid in told.read_text().split():
        until(partial(_is_gone, pid), "the end of a part")


def _is_gone(pid: str) -> bool:
    """Ended; whoever inherits it here may not collect it."""
    try:
        return "(zombie)" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
