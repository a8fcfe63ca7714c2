"""Finds the processes of a cluster, and clears what a crashed one left behind."""

import contextlib
import time
from pathlib import Path

from embedded.errors import StillRunning

_PATIENCE = 10.0


def working_in(data: Path) -> list[int]:
    """Every PostgreSQL process of this cluster: they all work inside the data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == data:
                found.append(int(entry.name))
    return found


def clear_stale_locks(data: Path, sockets: Path) -> None:
    """Remove the two locks of a server that is gone.

    After a crash another process may have the old number, and PostgreSQL would refuse to start.
    Raises StillRunning while a process of this cluster lives: two servers on one folder would
    destroy it.
    """
    end = time.monotonic() + _PATIENCE
    while working_in(data):
        if time.monotonic() > end:
            raise StillRunning
        time.sleep(0.1)
    (data / "postmaster.pid").unlink(missing_ok=True)
    for left in sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)
