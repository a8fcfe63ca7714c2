"""The search process: opens the index once and serves it until it is told to stop."""

import argparse
import importlib
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from praxis.core import logs
from praxis.patients.search.keeping import KeptIndex
from praxis.patients.search.records import ChangeSource
from praxis.patients.search.server import SearchServer
from praxis.patients.search.snapshot import IndexKey, SnapshotFile


class Doors(NamedTuple):
    """What the process needs from outside: the index key of now and the source of changes."""

    key: Callable[[], IndexKey]
    source: ChangeSource


def serve(doors: Doors, path: Path, snapshot: Path, uids: frozenset[int]) -> None:
    """Open the index and serve it on `path` until SIGTERM or SIGINT."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kept = KeptIndex(doors.source, SnapshotFile(snapshot, doors.key))
    kept.start()
    server = SearchServer(kept, path, uids)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: server.stop())
    server.run()


def main() -> None:
    """Start from the command line; `--doors package.module:function` returns the Doors."""
    logs.say_only_what_is_safe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--snapshot", type=Path, required=True)
    parser.add_argument("--doors", required=True)
    parser.add_argument("--allow-uid", type=int, action="append", default=[])
    chosen = parser.parse_args()
    module, _, name = chosen.doors.partition(":")
    doors: Doors = getattr(importlib.import_module(module), name)()
    uids = frozenset((os.getuid(), *chosen.allow_uid))
    serve(doors, chosen.socket, chosen.snapshot, uids)


if __name__ == "__main__":
    main()
