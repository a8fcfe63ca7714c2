"""Backup, second backup and full check of a practice of N patients; a restore into an empty place.

`./run bench backup [patients]`. The target lies on the same disk; sizes and times are printed.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

import chart
import crowd

from standing import load, whole


def main() -> None:
    """Fill, save twice, check, bring back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", type=int, nargs="?", default=3_000)
    patients = parser.parse_args().patients
    root, target = (Path(tempfile.mkdtemp(prefix=f"ptr-{name}-")) for name in ("bench", "saved"))
    try:
        with whole(root) as practice:
            chart.fill(practice.config, 0)
            crowd.fill(patients, chart.site(), chart.author())
            shutil.copy(practice.config.data / "root.key", target / "key")
            _measure(target)
        _restore(root, target)
    finally:
        shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)


def _measure(target: Path) -> None:
    from praxis.running.backup import command

    print(f"load {load()}", flush=True)
    for what in ([str(target), ""], [str(target), ""], ["check", str(target)]):
        began = time.perf_counter()
        command.run(argparse.Namespace(what=what[0], target=what[1]), print)
        print(f"{'check' if what[0] == 'check' else 'save'}: {time.perf_counter() - began:.1f} s")


def _restore(root: Path, target: Path) -> None:
    from embedded import EmbeddedServer
    from praxis.running.backup import restoring
    from praxis.running.backup.target import Target
    from praxis.vault import openers

    data = root / "elsewhere"
    data.mkdir(mode=0o700)
    with EmbeddedServer(data / "postgres") as server:
        server.ensure_database("praxis")
        place = restoring.Place(data, server.dsn("owner", "praxis"))
        began, found = time.perf_counter(), Target(target)
        key = openers.key_file(target / "key")
        restoring.restore(found, found.newest(), key, place, lambda _text: None)
        print(f"restore: {time.perf_counter() - began:.1f} s", flush=True)
    EmbeddedServer(data / "postgres").remove()


if __name__ == "__main__":
    sys.exit(main())
