"""The fuzz target over its committed corpus and over what hypothesis makes of the samples."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.bdt.samples import invented as bdt_samples
from formats.bmp.samples import path as bmp_path
from formats.catalogues.samples import names as catalogue_names
from formats.catalogues.samples import path as catalogue_path
from formats.fhir.samples import path as fhir_path
from formats.gdt.samples import invented as gdt_samples
from formats.kvdt.samples import invented as kvdt_samples
from formats.ldt.samples import invented as ldt_samples
from formats.tests.fuzz import CORPUS, one_input

_WHOLE = [
    ldt_samples.files()["ldt3_report.ldt"],
    ldt_samples.files()["ldt3_order.ldt"],
    ldt_samples.files()["ldt2_report.ldt"],
    gdt_samples.files()["result.gdt"],
    kvdt_samples.files()["adt.con"],
    kvdt_samples.files()["kadt.con"],
    bdt_samples.files()["export.bdt"],
    bmp_path("plan.xml").read_bytes(),
    fhir_path("erezept_compound.xml").read_bytes(),
    fhir_path("eau_first.xml").read_bytes(),
    *(catalogue_path(name).read_bytes() for name in catalogue_names()),
]
_LINES = sorted({line for data in _WHOLE for line in data.splitlines(keepends=True)})
_SLOW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_the_corpus_is_read_without_a_fault(path: Path) -> None:
    one_input(path.read_bytes())


@_SLOW
@given(st.lists(st.sampled_from(_LINES), max_size=60))
def test_e09_lines_in_any_order_are_read_without_a_fault(lines: list[bytes]) -> None:
    one_input(b"".join(lines))


@_SLOW
@given(st.sampled_from(_WHOLE), st.integers(0, 8000), st.binary(max_size=40), st.integers(0, 300))
def test_e09_a_damaged_file_is_read_without_a_fault(
    whole: bytes, place: int, junk: bytes, cut: int
) -> None:
    one_input(whole[:place] + junk + whole[place + cut :])


# A result of microbiology with a germ and the beginning of its antibiogram.
_CULTURE = (
    b"01380008205\r\n0108161x\r\n0178002Obj_0061\r\n0107354K\r\n01072861\r\n"
    b"0108111x\r\n0178002Obj_0011\r\n0107287A\r\n0107354K\r\n0107367S\r\n"
)


@pytest.mark.parametrize(
    "data",
    [
        _CULTURE + b"01074241\r\n" * 50_000,
        _CULTURE + b"0107287A\r\n0107354K\r\n" * 25_000,
        _CULTURE[: _CULTURE.index(b"01072861")] + b"01072931\r\n" * 50_000,
        _CULTURE + b"0107287B\r\n" + b"01072881\r\n" * 3_000 + b"0107354K\r\n" * 3_000,
        b"0178002Obj_0060\r\n" * 4_000,
        b"01380008205\r\n" + b"0178002Obj_0042\r\n0178003Obj_0042\r\n" * 3_000,
        b"01380008205\r\n0178002Obj_0060\r\n" + b"0133564abcd\r\n" * 6_000,
        b"01380008205\r\n" + b"0138228x\r\n0178002Obj_0007\r\n0178003Obj_0007\r\n" * 6_000,
        b"01380008215\r\n" + b"0108102x\r\n0178002Obj_0002\r\n0178003Obj_0002\r\n" * 6_000,
        b"01380008215\r\n" + b"0108159x\r\n0178002Obj_0059\r\n0178003Obj_0059\r\n" * 6_000,
        b"01380008218\r\n" + b"0118410K\r\n01085011\r\n" * 6_000,
        b"01380008202\r\n" + b"0118410K\r\n01084201\r\n" * 4_000,
        b"01380006200\r\n" + b"0136220abcd\r\n" * 6_000,
        b"01380006310\r\n" + b"0138410abcd\r\n" * 6_000,
        b"0138000besa\r\n" + b"0130201abcd\r\n" * 6_000,
        b"01380000101\r\n" + b"01050001\r\n" * 6_000,
        b"\r" * 60_000,
        b"\x00" * 60_000,
        bytes(range(256)) * 200,
    ],
    ids=lambda data: f"{data[:12]!r}",
)
def test_e09_hostile_repetition_takes_linear_time(data: bytes) -> None:
    begun = time.process_time()
    one_input(data)
    assert time.process_time() - begun < 10
