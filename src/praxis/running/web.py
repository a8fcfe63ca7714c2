"""The web process: granian behind our own start, so that its workers share what is loaded.

`python -m praxis.running.web --port 8460`: as a unit of its own; under `praxistresor serve` it
branches off the supervisor.
"""

import argparse
from typing import Final

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from praxis.core import logs
from praxis.running import stem

WORKERS: Final = 2
# One thread works while others wait for the database; each has its own connections, and each of
# those takes some megabytes in PostgreSQL.
THREADS: Final = 3


def run(port: int, workers: int = WORKERS) -> None:
    """Serve pages on loopback until SIGTERM; a worker that falls is started again."""
    Granian(
        "praxis.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def main() -> None:
    """Load the rooms once, then serve."""
    logs.say_only_what_is_safe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=WORKERS)
    chosen = parser.parse_args()
    stem.load({})
    run(chosen.port, chosen.workers)


if __name__ == "__main__":
    main()
