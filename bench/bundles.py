"""Reads and writes the invented eRezept bundles again and again: milliseconds of each."""

import time
from pathlib import Path

from formats.fhir import erezept
from formats.fhir.samples import path
from standing import load, told

ROUNDS = 30


def main() -> None:
    """Every sample of the electronic prescription, one after the other."""
    files = [Path(one).read_bytes() for one in sorted(path("").glob("erezept_*.xml"))]
    reading, writing = [], []
    for _ in range(ROUNDS):
        for data in files:
            began = time.perf_counter()
            found = erezept.read(data).document
            between = time.perf_counter()
            erezept.write(found)
            reading.append(between - began)
            writing.append(time.perf_counter() - between)
    size = sum(map(len, files)) / len(files) / 1000
    told(f"read, {len(files)} bundles of {size:.0f} KB", reading, load())
    told("write", writing, load())


if __name__ == "__main__":
    main()
