"""Numbers and codes of the laboratory have the form their field asks for."""

from __future__ import annotations

import io

import pytest

from formats import ldt
from formats.ldt.samples import invented
from formats.ldt.shapes import SHAPES, has_shape

_CASES = {
    "0001": ("LDT3.2.20", "LDT3"),
    "0105": ("Z/999/2612/36/abc", "Z/999/2613/36/abc"),
    "0201": ("991234500", "99123450X"),
    "0212": ("999999900", "99999990"),
    "0222": ("001234567", "1"),
    "0223": ("555555123", "555554123"),
    "3119": ("A123456780", "Ä123456780"),
    "4104": ("99101", "9910"),
    "4217": ("991234500", "x"),
    "4241": ("999999900", "x"),
    "4248": ("555555123", "x"),
    "5005": ("2", "zwei"),
    "6001": ("I10.90", "10.90"),
    "6206": ("12345678", "12 345"),
    "7375": ("2026", "26"),
    "8522": ("0830", "0860"),
    "9300": ("ab" * 20, "xy"),
}


@pytest.mark.parametrize("fk", sorted(SHAPES))
def test_a_right_form_passes_and_a_wrong_one_does_not(fk: str) -> None:
    good, bad = _CASES[fk]
    assert has_shape(fk, good)
    assert not has_shape(fk, bad)
    assert not has_shape(fk, good + "\n")


def test_a_wrong_form_is_a_warning_of_the_check() -> None:
    data = invented.files()["ldt3_order.ldt"].replace(b"4104" + b"99101", b"4104" + b"9910X")
    assert "L24" in ldt.check(io.BytesIO(data)).problems.codes()
    assert "L24" not in ldt.check(io.BytesIO(invented.files()["ldt3_order.ldt"])).problems.codes()
