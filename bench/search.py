"""Measure the search process over its socket: `./run bench search [patients] [--keep FOLDER]`.

Builds the index of 100,000 or 1,000,000 invented people (bench/people.py), writes the sealed
snapshot, starts a process from it, and asks: one client, then eight. Prints one line per kind of
question and the memory of the process. `--keep FOLDER` keeps the snapshot for another run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from people import ADA, BRANCH_SITE, MAIN_SITE, Draw, patient_id, people

from praxis.patients.search.client import SearchAway, SearchClient
from praxis.patients.search.index import PatientIndex
from praxis.patients.search.process import Doors
from praxis.patients.search.records import ActorScope, Changes, IdentityRecord
from praxis.patients.search.snapshot import IndexKey, SnapshotFile
from seal.keys import SecretKey

EPOCH: Final = b"epoch-of-a-bench"
KEY: Final = IndexKey(1, SecretKey(bytes(32)))
SCOPES: Final = {
    "both sites": ActorScope(ADA, frozenset((MAIN_SITE, BRANCH_SITE))),
    "branch only": ActorScope(ADA, frozenset((BRANCH_SITE,))),
}


class NothingNew:
    """A database in which nothing changes while we measure."""

    def epoch(self) -> bytes:
        return EPOCH

    def everyone(self) -> Changes:
        return Changes((), 1)

    def changes_since(self, counter: int) -> Changes:
        return Changes((), counter)


def doors() -> Doors:
    """Return what the measured process needs."""
    return Doors(lambda: KEY, NothingNew())


def slip(name: str, draw: Draw) -> str:
    """Return `name` with one slip of the finger: swapped, left out, doubled or wrong."""
    if len(name) < 4:
        return name
    at = 1 + draw.below(len(name) - 2)
    kinds = (
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + "abcdefghijklmnoprstuvwz"[draw.below(23)] + name[at + 1 :],
    )
    return kinds[draw.below(4)]


Ask = Callable[[IdentityRecord, Draw], str]
KINDS: Final[dict[str, Ask]] = {
    "1 letter": lambda r, _: r.family_name[:1],
    "3 letters": lambda r, _: r.family_name[:3],
    "5 letters": lambda r, _: r.family_name[:5],
    "family name": lambda r, _: r.family_name,
    "3 + 2 letters": lambda r, _: f"{r.family_name[:3]} {r.given_name[:2]}",
    "given and family": lambda r, _: f"{r.given_name} {r.family_name}",
    "slip": lambda r, d: slip(r.family_name, d),
    "slip and given": lambda r, d: f"{slip(r.family_name, d)} {r.given_name}",
    "birth date": lambda r, _: (r.birth and f"{r.birth.day}.{r.birth.month}.{r.birth.year}") or "1",
    "name and year": lambda r, _: f"{r.family_name} {r.birth.year % 100 if r.birth else 58:02}",
    "insurance number": lambda r, _: r.insurance_number or "A123456789",
    "phone": lambda r, _: r.phones[0],
}


def questions(kind: str, count: int, seed: int) -> list[tuple[str, IdentityRecord]]:
    """Return questions about people drawn from the first 50,000."""
    draw = Draw(seed)
    chosen = {draw.below(50_000) for _ in range(count)}
    asked = KINDS[kind]
    found = (r for number, r in enumerate(people(50_000)) if number in chosen)
    return [(asked(record, draw), record) for record in found]


def ask_all(path: str, mix: list[str], today: bool) -> list[float]:
    """Ask one after the other and return milliseconds."""
    client, scope = SearchClient(Path(path)), SCOPES["both sites"]
    day = [patient_id(number * 37) for number in range(150)] if today else []
    spent = []
    for text in mix:
        before = time.perf_counter()
        client.search(text, scope, 1, day)
        spent.append((time.perf_counter() - before) * 1e3)
    return spent


def line(name: str, spent: list[float], more: str = "") -> None:
    spent = sorted(spent)
    p50, p95, p99 = (spent[int(len(spent) * share)] for share in (0.50, 0.95, 0.99))
    print(
        f"{name:28} p50 {p50:6.2f}  p95 {p95:6.2f}  p99 {p99:6.2f}  max {spent[-1]:6.2f} ms  {more}"
    )


def memory(pid: int) -> str:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {row.split(":")[0]: int(row.split()[1]) for row in rows[1:]}
    return f"RSS {sizes['Rss'] / 1024:.0f} MiB, PSS {sizes['Pss'] / 1024:.0f} MiB"


def build(count: int, path: Path) -> None:
    """Build the index and seal it, in a process of its own."""
    before = time.perf_counter()
    index = PatientIndex.build(Changes(people(count), 1), EPOCH)
    print(f"built {count:,} in {time.perf_counter() - before:.1f} s (making the people included)")
    before = time.perf_counter()
    SnapshotFile(path, lambda: KEY).write(index)
    size = path.stat().st_size / 1e6
    print(f"snapshot {size:.1f} MB sealed and written in {time.perf_counter() - before:.2f} s")


def started(socket: Path, snapshot: Path) -> tuple[subprocess.Popen[bytes], float]:
    """Start the process from the snapshot; seconds until its first answer."""
    where = ["--socket", str(socket), "--snapshot", str(snapshot)]
    before = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-m", "praxis.patients.search.process", *where, "--doors", "search:doors"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    while True:
        try:
            SearchClient(socket).status()
        except SearchAway:
            time.sleep(0.01)
        else:
            return running, time.perf_counter() - before


def measure(socket: Path, running: subprocess.Popen[bytes], per_kind: int) -> None:
    print(f"at rest: {memory(running.pid)}")
    everything: list[str] = []
    client, scope = SearchClient(socket), SCOPES["both sites"]
    for at, kind in enumerate(KINDS):
        asked = questions(kind, per_kind, at)
        texts = [text for text, _ in asked]
        everything += texts
        hit = sum(
            any(found.patient_id == record.patient_id for found in client.search(text, scope, 1))
            for text, record in asked[:100]
        )
        line(kind, ask_all(str(socket), texts, today=False), f"meant person in 20: {hit} %")
    step = 7  # coprime to the number of kinds: neighbours are of different kinds
    mix = [everything[at * step % len(everything)] for at in range(len(everything))]
    line("mix, 1 client, 150 today", ask_all(str(socket), mix, today=True))
    before = time.perf_counter()
    with ProcessPoolExecutor(8) as pool:
        parts = [mix[at::8] + mix[at + 1 :: 8] for at in range(8)]
        asked_at_once = list(pool.map(ask_all, [str(socket)] * 8, parts, [True] * 8))
    spent = [one for part in asked_at_once for one in part]
    rate = len(spent) / (time.perf_counter() - before)
    line("mix, 8 clients, 150 today", spent, f"{rate:.0f}/s")
    print(f"after {client.status()['served']!s} searches: {memory(running.pid)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", type=int, nargs="?", default=100_000)
    parser.add_argument("--per-kind", type=int, default=300)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ps-") as name:
        folder = Path(name)
        path = (chosen.keep or folder) / f"people-{chosen.patients}"
        if not path.exists():
            with ProcessPoolExecutor(1) as pool:
                pool.submit(build, chosen.patients, path).result()
        running, seconds = started(folder / "socket", path)
        print(f"started from the snapshot in {seconds:.2f} s, interpreter included")
        try:
            measure(folder / "socket", running, chosen.per_kind)
        finally:
            running.terminate()
            running.wait(30)


if __name__ == "__main__":
    main()
