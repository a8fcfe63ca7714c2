"""Tells a full disk from every other fault, whether a file or PostgreSQL met it."""

import errno
from typing import Final

from praxis.vault.store import DiskFull

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_POSTGRES_FULL: Final = "53100"


def disk_full(error: BaseException | None) -> DiskFull | None:
    """The sentence for a person if there is no room left; None for anything else."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return DiskFull(detail=f"errno={error.errno}")
    # Django keeps psycopg's error, which has the code, as the cause of its own.
    for one in (error, error.__cause__ if error else None):
        if getattr(one, "sqlstate", None) == _POSTGRES_FULL:
            return DiskFull(detail="database")
    return None
