"""What a process with keys does first: no core dumps, no tracing, no swapping where allowed."""

import ctypes
import resource
from pathlib import Path
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_MCL_CURRENT_AND_FUTURE: Final = 3
# Opening by passphrase takes 256 MiB at once; with less than this, locking would make it fail.
_LOCK_NEEDED: Final = 768 << 20


def no_core_dumps() -> None:
    """Neither a crash nor a debugger of the same user writes this memory to a file (G-05)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def lock_memory() -> bool:
    """Keep this process out of the swap if the system allows it; returns whether it did."""
    soft, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if soft != resource.RLIM_INFINITY and soft < _LOCK_NEEDED:
        return False
    locked: int = ctypes.CDLL(None, use_errno=True).mlockall(_MCL_CURRENT_AND_FUTURE)
    return locked == 0


def swap_is_on(root: Path = Path("/")) -> bool:
    """Whether the machine swaps at all."""
    return len(_read(root / "proc/swaps").splitlines()) > 1


def may_be_swapped(root: Path = Path("/")) -> bool:
    """Whether memory of this process, keys and names in it, can come to lie on the disk.

    Not where nothing swaps, where all of it is locked, or where its control group (that of a
    systemd unit with `MemorySwapMax=0`) or one around it may not swap. An encrypted swap cannot
    be told from here.
    """
    status = dict(
        line.partition(":")[::2] for line in _read(root / "proc/self/status").splitlines()
    )
    locked = status.get("VmLck", "0").split()[0] != "0"
    return swap_is_on(root) and not locked and not _swap_forbidden(root)


def _swap_forbidden(root: Path) -> bool:
    for line in _read(root / "proc/self/cgroup").splitlines():
        number, _, group = line.partition("::")
        if number == "0":
            inner = root / "sys/fs/cgroup" / group.lstrip("/")
            around = [inner, *inner.parents]
            return any(_read(one / "memory.swap.max").strip() == "0" for one in around)
    return False


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:
        return ""
