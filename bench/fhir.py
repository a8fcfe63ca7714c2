"""How well and how fast FHIR documents are checked: false alarms, share found, time a bundle."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from formats.fhir.check import Shelf, check_bytes

FAMILIES = ("erezept", "eau", "evdga")


def main(root: Path) -> None:
    """Check every official bundle under a folder of samples, and print what was found."""
    shelf = Shelf(root / "fhir-packages")
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    times, missed = [], []
    for family in FAMILIES:
        for path in sorted((root / family).glob("*/*valid/*.xml")):
            start = time.perf_counter()
            checked = check_bytes(path.read_bytes(), shelf)
            times.append(time.perf_counter() - start)
            key = (path.parts[-3], path.parts[-2])
            counts[key][checked.is_clean] += 1
            if checked.is_clean and key[1] == "invalid":
                missed.append(path.name)
    for (folder, verdict), (flawed, clean) in sorted(counts.items()):
        print(f"{folder:<34} {verdict:<8} Fehler {flawed:>3}  sauber {clean:>3}")
    alarms = sum(c[0] for k, c in counts.items() if k[1] == "valid")
    found = sum(c[0] for k, c in counts.items() if k[1] == "invalid")
    print(f"false alarms {alarms}, found {found} of {found + len(missed)}")
    print(f"per bundle: median {median(times) * 1000:.0f} ms, slowest {max(times) * 1000:.0f} ms")
    for name in missed:
        print("not found:", name)


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[1].parent / "shared" / "data"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else here)
