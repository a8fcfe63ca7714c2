"""Measure the catalogues: import of the whole ICD-10-GM, and searching it as one types.

`./run bench catalogues [rounds]` starts a private PostgreSQL with `fsync` on, imports what is
shipped, and asks for code beginnings, words and their beginnings, as the chart does.
"""

import statistics
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Final

from standing import load, of_the_cast

if TYPE_CHECKING:
    from house.cast import Cast

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
    with of_the_cast() as cast:
        _measure(cast, rounds)


def _measure(cast: "Cast", rounds: int) -> None:
    from praxis import gate
    from praxis.catalogues import queries, shipping

    with gate.visiting():
        begun = time.perf_counter()
        made = shipping.import_shipped(cast.otto.actor)
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
        f"p95 {p95:.1f} ms; slowest {slowest}  ({load()})"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
