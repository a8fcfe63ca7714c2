"""A practice of 100,000 patients with charts: requests, start, memory of all processes together.

`./run bench large [patients] [--identities] [--root FOLDER]`. With `--identities` the many have no
charts: a million of these fit into minutes. With `--root` the practice stays and the next run
measures it again without filling it. The start is that of `praxistresor serve` with the key file.
"""

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chart
import crowd
from people import Draw
from search import slip
from workstation import GONE, Answer, Workstation

import standing
from praxis.patients.search.records import IdentityRecord
from standing import PORT, descendants, load, memory, told, whole

SEARCHES = 200
# The first start opens every identity to build the index.
PATIENCE = 1800


def main() -> None:
    """Fill if there is nobody yet, then start it as a process of its own and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", type=int, nargs="?", default=100_000)
    parser.add_argument("--identities", action="store_true", help="no charts but the measured ones")
    parser.add_argument("--root", type=Path)
    chosen = parser.parse_args()
    with standing.place(chosen.root) as root:
        facts = filled(root, chosen.patients, charts=not chosen.identities)
        for name in ("first start", "cold start", "cold start, again"):
            with started(root, name, facts):
                if name == "cold start":
                    measure(facts, chosen.patients)


def filled(root: Path, patients: int, *, charts: bool) -> dict[str, str]:
    """What `chart.fill` tells, from the first time; the session is a new one."""
    kept = root / "bench.json"
    with whole(root) as practice:
        if not kept.exists():
            facts = chart.fill(practice.config, 0)
            began = time.perf_counter()
            crowd.fill(patients, chart.site(), chart.author(), charts=charts)
            took, what = time.perf_counter() - began, "with charts" if charts else "without charts"
            print(f"{patients} patients {what} made in {took:.0f} s ({load()})", flush=True)
            kept.write_text(json.dumps(facts))
        return {**json.loads(kept.read_text()), **chart.session()}


@contextmanager
def started(root: Path, name: str, facts: dict[str, str]) -> Iterator[None]:
    """The practice running; prints how long until it answered, and its memory at the end."""
    began = time.perf_counter()
    with standing.started(root) as (process, database):
        with client(facts) as http:
            first = until(lambda: http.get(f"/patienten/{facts['small']}/karteikarte/"), began)
            found = until(lambda: search(http, "chart bernd"), began)
        print(f"{name:36} chart after {first:.1f} s, search after {found:.1f} s  ({load()})")
        yield
        ours = {pid: memory(pid) for pid in descendants(process)}
        theirs = [memory(pid) for pid in descendants(database)]
        both = sum(ours.values()), sum(theirs)
        print(
            f"{name:36} PSS together {sum(both):.0f} MB: {len(ours)} of ours {both[0]:.0f} MB, "
            f"{len(theirs)} of PostgreSQL {both[1]:.0f} MB"
        )
        for pid, size in sorted(ours.items(), key=lambda one: -one[1]):
            print(f"    {size:6.0f} MB  {command_of(pid)}")


def until(ask: Any, began: float) -> float:
    """Seconds since `began` when this first is answered with what was asked for."""
    while time.perf_counter() - began < PATIENCE:
        try:
            if ask().status == 200:
                return time.perf_counter() - began
        except GONE:
            pass
        time.sleep(0.02)
    raise SystemExit(f"no answer within {PATIENCE} s")


def client(facts: dict[str, str]) -> Workstation:
    """A workstation that is logged in."""
    return Workstation(PORT, chart.headers(f"http://praxis.localhost:{PORT}", facts))


def search(http: Workstation, text: str) -> Answer:
    """The whole request; an answer without a hit counts as none."""
    answer = http.post("/befehl/", {"q": text})
    missed = answer.status == 200 and "/karteikarte/" not in answer.text
    return answer._replace(status=404) if missed else answer


def measure(facts: dict[str, str], patients: int) -> None:
    """Whole requests: searching as typed and with slips, then what `chart` measures."""
    draw, kinds = Draw(5), {"search, 3 + 2 letters": short, "search, name with a slip": slipped}
    someone = list(crowd.names(SEARCHES, patients))
    with client(facts) as http:
        for name, ask in kinds.items():
            took, hits = [], 0
            for one in someone:
                text, began = ask(one, draw), time.perf_counter()
                hits += search(http, text).status == 200
                took.append(time.perf_counter() - began)
            told(name, took, f"answered with somebody: {hits} of {len(someone)}  ({load()})")
    chart.measure(f"http://praxis.localhost:{PORT}", facts)


def short(one: IdentityRecord, _draw: Draw) -> str:
    return f"{one.family_name[:3]} {one.given_name[:2]}"


def slipped(one: IdentityRecord, draw: Draw) -> str:
    return f"{slip(one.family_name, draw)} {one.given_name}"


def command_of(pid: int) -> str:
    """What a process is, in a few words."""
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        said = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except FileNotFoundError:
        return "?"
    return f"{name:15} {said[-60:] if 'python' in said else said[:60]}"


if __name__ == "__main__":
    main()
