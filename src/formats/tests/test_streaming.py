"""No reader of lines holds more of a file than the record at hand."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from formats import bdt, gdt, kvdt, ldt
from formats.bdt.samples import invented as old_system
from formats.gdt.samples import invented as devices
from formats.kvdt.samples import invented as billing
from formats.ldt.samples import invented as laboratory

_MEGABYTE = 1 << 20


def _around(whole: bytes, start: bytes, end: bytes, size: int) -> bytes:
    """The file with what stands between two records again and again."""
    first, last = whole.index(start), whole.index(end)
    body = whole[first:last]
    return whole[:first] + body * (size // len(body)) + whole[last:]


_FILES: dict[str, tuple[Callable[[int], bytes], Callable[[io.BytesIO], Iterator[object]]]] = {
    "ldt3": (
        lambda size: _around(
            laboratory.files()["ldt3_report.ldt"], b"01380008205", b"01380008221", size
        ),
        lambda stream: ldt.read(stream).reports,
    ),
    "ldt2 orders": (
        lambda size: _around(
            laboratory.files()["ldt2_order.ldt"], b"01380008218", b"01380008231", size
        ),
        lambda stream: ldt.read(stream).orders,
    ),
    "gdt": (
        lambda size: devices.files()["result.gdt"] * (size // 1000),
        lambda stream: gdt.read(stream).messages,
    ),
    "bdt": (
        lambda size: _around(
            old_system.files()["export.bdt"], b"01380006100", b"01380000023", size
        ),
        lambda stream: bdt.read(stream).records,
    ),
    "kvdt": (
        lambda size: _around(billing.files()["adt.con"], b"01380000101", b"0138000adt9", size),
        lambda stream: kvdt.read(stream).records,
    ),
}


@pytest.mark.parametrize("name", sorted(_FILES))
def test_the_first_record_comes_before_the_file_is_read(name: str) -> None:
    make, read = _FILES[name]
    stream = io.BytesIO(make(3 * _MEGABYTE))
    next(read(stream))
    assert stream.tell() <= _MEGABYTE


@pytest.mark.parametrize("name", sorted(_FILES))
def test_memory_does_not_grow_with_the_file(name: str) -> None:
    make, read = _FILES[name]
    peaks = []
    for size in (800_000, 2_000_000):
        stream = io.BytesIO(make(size))
        tracemalloc.start()
        for _ in read(stream):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # A few blocks of lines and one record, however long the file is.
    assert peaks[1] < peaks[0] * 1.2
