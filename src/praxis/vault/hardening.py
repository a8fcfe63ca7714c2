"""What a process with keys does first: no core dumps, no tracing, no swapping where allowed."""

import ctypes
import resource
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


def swap_is_on() -> bool:
    """Whether the machine swaps at all; the health page warns unless the swap is encrypted."""
    try:
        with open("/proc/swaps", encoding="ascii") as swaps:  # noqa: PTH123 - not a real file
            return len(swaps.read().splitlines()) > 1
    except OSError:
        return False
