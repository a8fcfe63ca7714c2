"""Seals and delivers a finding with a 1 MB PDF to the real relay: milliseconds of each step.

`./run bench release [rounds]`. One practice, one device, signer in the process, the relay in a
thread of its own on the same machine, one PostgreSQL with `fsync` on for both.
"""

import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any, Final

import pytest

from standing import load, told

if __name__ != "__main__":  # collected by pytest, with settings in place: the fixtures used below
    from praxis.exchange.post.tests.conftest import practice_of_its_own, relay, signer  # noqa: F401 - fixtures
    from praxis.exchange.post.tests.test_whole_way import way  # noqa: F401 - fixtures

ROOT: Final = Path(__file__).parents[1]
MEGABYTE: Final = 1_000_000


@pytest.fixture(scope="session")
def postgres() -> Any:
    """Instead of the tests' own: with `fsync` on, as in a practice."""
    from embedded import EmbeddedServer

    server = EmbeddedServer(Path(os.environ["PRAXISTRESOR_TEST_RUN"]) / "pg", fsync=True)
    server.start()
    return server


def test_release(way: Any) -> None:
    """Preview, release and delivery, `BENCH_ROUNDS` times."""
    from praxis import gate
    from praxis.exchange.post import carrying
    from praxis.messages.actions.release import Draft, prepare, release
    from praxis.messages.tests.test_letters import attest, filed

    _phone, key = way.pair()
    finding = filed(way.cast, way.dora, "6.1", "6.6", "7.4")[0]
    paper = attest(way.cast, way.dora, b"%PDF-1.7" + secrets.token_bytes(MEGABYTE))
    draft = Draft(way.dora, "", "Bitte rufen Sie an.", (finding.pk,), (paper.pk,))
    sealing, carrying_times = [], []
    for _ in range(int(os.environ.get("BENCH_ROUNDS", "20"))):
        with gate.visiting():
            seen = prepare(way.cast.ada.actor, draft).digest
        started = time.perf_counter()
        with gate.visiting():
            release(way.cast.ada.actor, draft, seen=seen)
        sealed = time.perf_counter()
        while carrying.deliver(way.line):
            pass
        sealing.append(sealed - started)
        carrying_times.append(time.perf_counter() - sealed)
        key.fetch()
    both = [one + other for one, other in zip(sealing, carrying_times, strict=True)]
    print()
    for name, times in (("seal", sealing), ("deliver", carrying_times), ("both", both)):
        told(name, times, load())


def main() -> int:
    """Run it in a practice of its own."""
    os.environ["BENCH_ROUNDS"] = sys.argv[1] if len(sys.argv) > 1 else "20"
    os.chdir(ROOT)
    return int(pytest.main(["-q", "-s", "-p", "no:randomly", __file__]))


if __name__ == "__main__":
    sys.exit(main())
