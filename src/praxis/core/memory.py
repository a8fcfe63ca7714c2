"""Tells the C library how to keep memory: few arenas, and back to the system what is free."""

import ctypes
from typing import Any, Final

_ARENA_MAX: Final = -8  # M_ARENA_MAX of glibc's malloc.h
_ARENAS: Final = 2


def few_arenas() -> None:
    """One arena per thread costs tens of megabytes in threads that mostly wait.

    For this process and what branches off it; `MALLOC_ARENA_MAX` counts only for a program that
    is started with it. Another C library than glibc is left as it is.
    """
    _call("mallopt", _ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return freed memory to the system, after work that took much of it."""
    _call("malloc_trim", 0)


def _call(name: str, *numbers: int) -> None:
    found: Any = getattr(ctypes.CDLL(None), name, None)
    if found is not None:
        found(*numbers)
