"""The whole check of the log and all rows: how long it takes, and what the desk notices of it.

`./run bench proof [patients] [--root FOLDER]` fills as `large` does. A chart is asked for five
times a second, first without and then beside the check that the worker does.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import large

import standing
from standing import descendants, load, told, whole

EVERY = 0.2
ALONE = 30.0
PATIENCE = 7200


def main() -> None:
    """Fill if there is nobody yet; then a chart, the check, and both at the same time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", type=int, nargs="?", default=100_000)
    parser.add_argument("--root", type=Path)
    chosen = parser.parse_args()
    with standing.place(chosen.root) as root:
        facts = large.filled(root, chosen.patients, charts=True)
        with whole(root):
            database = put_off()
        with standing.started(root) as (process, _database), large.client(facts) as http:
            one = f"/patienten/{facts['small']}/karteikarte/"
            large.until(lambda: http.get(one), time.perf_counter())
            measure(http, one, process, database)


def put_off() -> dict[str, Any]:
    """Put off the check of the first night: a finished one from just now. Where the database is."""
    from django.db import connections

    from praxis.audit.writer import target
    from praxis.core import clock
    from praxis.office.models import AuditCheck

    connections.close_all()  # the database was stopped since it was filled
    AuditCheck.objects.filter(finished_at=None).delete()
    AuditCheck.objects.create(asked_at=clock.now(), finished_at=clock.now(), sound=True)
    return target()


def measure(http: Any, one: str, process: int, database: dict[str, Any]) -> None:
    """Print what a chart takes without and beside the check, and the length of the check."""
    import psycopg

    told("chart, no check", list(times(http, one, lambda so_far: so_far < ALONE)), load())
    with psycopg.connect(**database, autocommit=True) as line:
        line.execute(
            "INSERT INTO office_audit_check (id, asked_at, checked, total, rows, late, reason)"
            " VALUES (gen_random_uuid(), now(), 0, 0, 0, 0, '')"
        )

        def runs(_: float) -> bool:
            row = line.execute("SELECT count(*) FROM office_audit_check WHERE finished_at IS NULL")
            return row.fetchone() != (0,)

        began, busy = time.perf_counter(), worked(process)
        told("chart, beside the check", list(times(http, one, runs)), load())
        took, busy = time.perf_counter() - began, worked(process) - busy
        found = line.execute(
            "SELECT checked, rows, sound, reason FROM office_audit_check"
            " ORDER BY finished_at DESC LIMIT 1"
        ).fetchone()
    print(f"check took {took:.0f} s, all processes {busy:.0f} s of CPU: {found}  ({load()})")


def times(http: Any, one: str, goes_on: Any) -> Iterator[float]:
    """How long a chart took, asked for every so often."""
    began = time.perf_counter()
    while goes_on(so_far := time.perf_counter() - began) and so_far < PATIENCE:
        asking = time.perf_counter()
        assert http.get(one).status == 200
        yield time.perf_counter() - asking
        time.sleep(EVERY)


def worked(process: int) -> float:
    """Seconds of CPU of a process and all that came from it."""
    found = 0
    for pid in descendants(process):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        found += int(fields[11]) + int(fields[12])
    return found / 100


if __name__ == "__main__":
    main()
