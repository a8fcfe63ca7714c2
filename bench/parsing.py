"""Measures the formats on one core: lines read and written, a KVDT quarter, a large LDT file."""

from __future__ import annotations

import argparse
import io
import resource
import time
from collections.abc import Callable, Iterable
from typing import BinaryIO, cast

from formats import bdt, gdt, kvdt, ldt
from formats.bdt.samples import invented as old_system
from formats.gdt.samples import invented as devices
from formats.kvdt.samples import invented as billing
from formats.ldt.samples import invented as laboratory
from formats.xdt import LineWriter, Reader

MEGABYTE = 1_000_000


class Endless(io.RawIOBase):
    """A head, a body again and again, a tail: a large file that never lies in memory."""

    def __init__(self, head: bytes, body: bytes, tail: bytes, size: int) -> None:
        self._parts = iter([head, *([body] * max(1, size // len(body))), tail])
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (part := next(self._parts, b"")):
            self._left += part
        made, self._left = self._left[:size], self._left[size:]
        return made


def timed(work: Callable[[], object]) -> float:
    """Seconds of processor time: the machine may be busy with other things."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def memory() -> int:
    """The greatest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def lines() -> None:
    """Reading and writing of plain lines."""
    writer = LineWriter()
    texts = ["Müller", "Sonnenstraße", "20261005", "00", "Dr. med. Ada Beispiel"]
    pairs = [("3101", texts[number % 5] + str(number)) for number in range(400_000)]
    parts: list[bytes] = []
    spent = timed(lambda: parts.extend(writer.line(fk, text) for fk, text in pairs))
    data = b"".join(parts)
    print(f"xDT schreiben  {len(data) / MEGABYTE / spent:6.1f} MB/s")
    whole = data * 4
    spent = timed(lambda: sum(map(len, Reader(io.BytesIO(whole)).blocks())))
    print(f"xDT lesen      {len(whole) / MEGABYTE / spent:6.1f} MB/s")


def quarter(cases: int) -> None:
    """A billing quarter, written, then read and fully checked."""
    made: list[bytes] = []
    spent = timed(lambda: made.append(kvdt.write(billing.quarter(cases))))
    data = made[0]
    print(
        f"KVDT schreiben {len(data) / MEGABYTE / spent:6.1f} MB/s ({len(data) / MEGABYTE:.1f} MB)"
    )
    spent = timed(lambda: kvdt.check(io.BytesIO(data)))
    print(f"KVDT prüfen    {spent:6.2f} s für {cases} Scheine, Speicher bis {memory()} MB")


def reports(megabytes: int) -> None:
    """A large laboratory file, report by report."""
    whole = laboratory.files()["ldt3_report.ldt"]
    start, end = whole.index(b"01380008205"), whole.index(b"01380008221")
    stream = Endless(whole[:start], whole[start:end], whole[end:], megabytes * MEGABYTE)
    count = 0

    def read() -> None:
        nonlocal count
        for _ in ldt.read(cast(BinaryIO, stream)).reports:
            count += 1

    before = memory()
    spent = timed(read)
    print(f"LDT lesen      {megabytes / spent:6.1f} MB/s ({count} Befunde, {megabytes} MB)")
    print(f"Speicher       {before} MB vor, {memory()} MB nach der LDT-Datei")


def others(megabytes: int) -> None:
    """Large files of devices, old systems and billing, record by record."""
    billed = billing.files()["adt.con"]
    old = old_system.files()["export.bdt"]
    case, chart = billed.index(b"01380000101"), old.index(b"01380006100")
    package, carrier = billed.index(b"0138000adt9"), old.index(b"01380000023")
    device = devices.files()["result.gdt"]
    cases: dict[str, tuple[tuple[bytes, bytes, bytes], Callable[[BinaryIO], Iterable[object]]]] = {
        "GDT": ((device, device, b""), lambda stream: gdt.read(stream).messages),
        "BDT": (
            (old[:chart], old[chart:carrier], old[carrier:]),
            lambda stream: bdt.read(stream).records,
        ),
        "KVDT": (
            (billed[:case], billed[case:package], billed[package:]),
            lambda stream: kvdt.read(stream).records,
        ),
    }
    for name, (parts, read) in cases.items():
        stream = cast(BinaryIO, Endless(*parts, megabytes * MEGABYTE))
        spent = timed(lambda read=read, stream=stream: sum(1 for _ in read(stream)))  # type: ignore[misc] # mypy cannot infer the bound defaults
        print(f"{name:<4} lesen     {megabytes / spent:6.1f} MB/s, Speicher bis {memory()} MB")


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ldt-mb", type=int, default=50)
    parser.add_argument("--mb", type=int, default=20, help="size for GDT, BDT and KVDT")
    parser.add_argument("--cases", type=int, default=5_000)
    options = parser.parse_args()
    reports(options.ldt_mb)
    others(options.mb)
    quarter(options.cases)
    lines()


if __name__ == "__main__":
    main()
