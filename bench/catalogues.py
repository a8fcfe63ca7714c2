"""Measure the catalogues: import of the whole ICD-10-GM, and searching it as one types.

`python bench/catalogues.py [rounds]` starts a private PostgreSQL with `fsync` on, imports what is
shipped, and asks for code beginnings, words and their beginnings, as the chart does.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

TYPED: Final = (
    "J06.9", "E11", "a", "i1", "m54", "Bronchitis", "akute bronch", "herz insuff",
    "diab mell typ 2",
    "rücken", "nicht näher bezeichnet", "fr", "fraktur unterarm", "hyperton", "mit", "sonst",
    "haut",
    "bösartige neubildung", "covid", "impf", "depress epis", "zahn", "gastritis", "xyzzy",
    "unterschenkel",
    "insuffizienz", "ueber", "sonstige näher bezeichnete", "verl", "ei",
)  # fmt: skip


def main(rounds: int) -> None:
    """Import once, then every text and each of its beginnings, `rounds` times."""
    folder = Path(tempfile.mkdtemp(prefix="ptr-bench-"))
    folder.chmod(0o711)
    os.environ |= {
        "PRAXISTRESOR_TEST_RUN": str(folder),
        "PRAXISTRESOR_DATA": str(folder / "praxis"),
        "DJANGO_SETTINGS_MODULE": "praxis.settings",
    }
    import django

    from embedded import EmbeddedServer

    server = EmbeddedServer(folder / "pg", fsync=True)
    server.start()
    try:
        django.setup()
        from house.template import build_template, point_django_at

        build_template(server, "bench")
        from house.pytest_practice import copy_database

        copy_database(server, "bench", "bench_catalogues")
        point_django_at(server, "bench_catalogues")
        _measure(rounds)
    finally:
        server.remove()


def _measure(rounds: int) -> None:
    from datetime import date

    from house.cast import read_cast
    from house.practice_keys import practice_open
    from house.template import cast_file
    from praxis import gate
    from praxis.catalogues import queries, shipping

    with practice_open(), gate.visiting():
        begun = time.perf_counter()
        made = shipping.import_shipped(read_cast(cast_file()).otto.actor)
        count = sum(one.items for one in made)
        print(f"import of {count} items: {time.perf_counter() - begun:.2f} s")
    now = queries.counting("icd10gm", date(2025, 6, 1))
    assert now is not None
    took: list[tuple[float, str]] = []
    for _ in range(rounds):
        for text in TYPED:
            for length in range(1, len(text) + 1):
                begun = time.perf_counter()
                queries.search(
                    now.edition, text[:length], day=date(2025, 6, 1), limit=8, only_usable=True
                )
                took.append(((time.perf_counter() - begun) * 1000, text[:length]))
    took.sort()
    times = [one for one, _text in took]
    p95 = statistics.quantiles(times, n=20)[-1]
    slowest = ", ".join(f"{text!r} {one:.0f}" for one, text in took[-5:])
    print(
        f"{len(times)} searches in {now.edition.items} codes: "
        f"p50 {statistics.median(times):.1f} ms, "
        f"p95 {p95:.1f} ms; slowest {slowest}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
