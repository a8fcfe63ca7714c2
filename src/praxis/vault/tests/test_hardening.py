"""Nothing of a process with keys comes to lie on the disk: no core dump, swap or line of a log."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from praxis.vault import hardening

CANARY: Final = "canary-canary-canary-canary-cana"
DIES: Final = """
import ctypes, os, resource, sys
from praxis.vault import hardening
hardening.no_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
os.abort()
"""
LOCKS: Final = """
import resource, sys
from pathlib import Path
from praxis.vault import hardening
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
locked = hardening.lock_memory()
size = next(l for l in Path("/proc/self/status").read_text().splitlines() if l.startswith("VmLck"))
print(locked, int(size.split()[1]) > 0, len(bytearray(256 << 20)) >> 20)
"""
LOGS: Final = """
import logging, sys
from praxis.core import logs
from seal.keys import SecretKey, unwrap
logs.say_only_what_is_safe()
key = SecretKey(sys.argv[1].encode())
log = logging.getLogger("praxis")
log.warning("a key: %s %r %s %s", key, key, [key], {"key": key})
try:
    raise ValueError(key, key.reveal(), sys.argv[1])
except ValueError as error:
    log.exception("an error")
    other = error
try:
    unwrap(key, key.reveal() + bytes(29), purpose=sys.argv[1], owner=key.reveal(), key_id=1)
except Exception:
    log.exception("a seal that does not open")
raise RuntimeError(key.reveal().hex()) from other
"""


def ran(program: str, *said: str) -> subprocess.CompletedProcess[str]:
    """A process of its own."""
    return subprocess.run(
        [sys.executable, "-c", program, *said], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, timeout=60,
    )  # fmt: skip


def test_x14_a_process_with_keys_that_dies_leaves_no_core(tmp_path: Path) -> None:
    done = ran(f"import os; os.chdir({str(tmp_path)!r})\n{DIES}")
    assert done.stdout.strip() == "(0, 0) 0"  # neither soft nor hard; not to be dumped or traced
    assert done.returncode == -signal.SIGABRT
    assert list(tmp_path.iterdir()) == []


def test_x14_where_memory_cannot_be_locked_opening_goes_on() -> None:
    assert ran(LOCKS, str(1 << 20)).stdout.split() == ["False", "False", "256"]


@pytest.mark.skipif(
    resource.getrlimit(resource.RLIMIT_MEMLOCK)[1] != resource.RLIM_INFINITY,
    reason="this machine lets nobody lock memory",
)
def test_x14_where_memory_can_be_locked_it_is() -> None:
    assert ran(LOCKS, str(resource.RLIM_INFINITY)).stdout.split() == ["True", "True", "256"]


def test_x14_no_line_of_the_log_and_no_death_shows_a_key() -> None:
    done = ran(LOGS, CANARY)
    said = done.stdout + done.stderr
    assert said.count("\n") == 4, said
    assert done.returncode == 1
    for shown in (CANARY, CANARY.encode().hex(), "canary"):
        assert shown not in said


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine that swaps, and this process in a unit of it."""
    group = tmp_path / "sys/fs/cgroup/system.slice/praxistresor-web.service"
    group.mkdir(parents=True)
    (group / "memory.swap.max").write_text("max\n")
    process = tmp_path / "proc/self"
    process.mkdir(parents=True)
    (process / "cgroup").write_text("0::/system.slice/praxistresor-web.service\n")
    (process / "status").write_text("Name:\tpython\nVmLck:\t       0 kB\n")
    (tmp_path / "proc/swaps").write_text("Filename\tType\n/dev/sda2\tpartition\n")
    return tmp_path


def test_x14_a_process_that_may_be_swapped_is_told_from_one_that_may_not(machine: Path) -> None:
    assert hardening.may_be_swapped(machine)
    unit = machine / "sys/fs/cgroup/system.slice"
    for group in (unit / "praxistresor-web.service", unit):
        (group / "memory.swap.max").write_text("0\n")
        assert not hardening.may_be_swapped(machine)
        (group / "memory.swap.max").write_text("max\n")
    (machine / "proc/self/status").write_text("VmLck:\t  300000 kB\n")
    assert not hardening.may_be_swapped(machine)
    (machine / "proc/self/status").write_text("VmLck:\t 0 kB\n")
    assert hardening.may_be_swapped(machine)
    (machine / "proc/swaps").write_text("Filename\tType\n")
    assert not hardening.may_be_swapped(machine)
