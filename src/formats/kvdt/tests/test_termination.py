"""SADT: records, order, numbers and conditions are checked as data, like everything else."""

from __future__ import annotations

import io

import pytest

from formats import kvdt
from formats.kvdt.samples import invented, path

_SADT = path("sadt.con").read_bytes()
_KENNZIFFER = "10503902901234567890123ABC"


def _line(fk: str, text: str) -> bytes:
    return f"{len(text.encode('iso8859-15')) + 9:03d}{fk}{text}\r\n".encode("iso8859-15")


def _codes(data: bytes, name: str = "") -> set[str]:
    return kvdt.check(io.BytesIO(data), name).problems.codes()


def _changed(fk: str, old: str, new: str) -> bytes:
    changed = _SADT.replace(_line(fk, old), _line(fk, new) if new else b"", 1)
    assert changed != _SADT
    return changed


def test_the_sample_is_clean_under_its_name() -> None:
    checked = kvdt.check(io.BytesIO(_SADT), "Z20999999900_31.12.2026_12.00.con")
    assert list(checked.problems) == []
    assert (checked.cases, checked.is_clean) == (3, True)


@pytest.mark.parametrize(
    ("fk", "old", "new", "code"),
    [
        ("3005", _KENNZIFFER, "", "K06"),
        ("4111", "109012345", "", "K06"),
        ("4205", "Narkose", "", "K06"),
        ("4220", "Anästhesie", "", "K06"),
        ("4242", invented.CEM, "", "K06"),
        ("5011", "Muster", "", "K06"),
        ("5012", "12345", "", "K07"),
        ("3005", _KENNZIFFER, "2" + _KENNZIFFER[1:], "R048"),
        ("3005", _KENNZIFFER, "1320390" + _KENNZIFFER[7:], "R048"),
        ("3005", _KENNZIFFER, _KENNZIFFER[:20], "R048"),
        ("3005", _KENNZIFFER, "0" + _KENNZIFFER[1:], "R709"),
        ("4111", "109012345", "109012346", "SADTIK"),
        ("4104", "99999", "74799", "R212"),
        ("4242", invented.CEM, "123456740", "R050"),
        ("4242", invented.CEM, "888888800", "R762"),
        ("4218", "999999700", "049999700", "R162"),
        ("5000", "20261005", "20270105", "R324"),
        ("5000", "20261006", "20261004", "FSORT"),
        ("5012", "12345", "1000000", "R710"),
        ("5098", invented.SITE, "999999600", "R732"),
        ("5099", invented.ADA, "999999902", "R733"),
        ("9102", "20", "72", "R524"),
        ("9212", "SADT0125.01", "ADT1026.01", "R813"),
    ],
)
def test_every_condition_of_a_termination_has_its_rule(
    fk: str, old: str, new: str, code: str
) -> None:
    assert code in _codes(_changed(fk, old, new))


def test_a_case_needs_a_site_and_a_doctor_wherever_they_stand() -> None:
    for fk, text, code in (("5098", invented.SITE, "R859"), ("5099", invented.ADA, "R837")):
        assert _codes(_SADT.replace(_line(fk, text), b"")) == {code}
    # In the first case they stand with both services; once is enough for either reading.
    assert _codes(_changed("5098", invented.SITE, "")) == set()


def test_a_late_case_is_not_measured_against_the_sites_of_today() -> None:
    late = _changed("5098", invented.SITE, "999999600").replace(
        _line("4101", "42026"), _line("4101", "32026"), 1
    )
    late = late.replace(_line("5000", "20261005"), _line("5000", "20260905"), 1)
    late = late.replace(_line("5000", "20261006"), _line("5000", "20260906"), 1)
    assert _codes(late) == set()


def test_parameters_of_a_system_are_read_over_wherever_they_stand() -> None:
    more = _line("9901", "abcd/q<rs")
    data = _SADT.replace(_line("4101", "42026"), more + _line("4101", "42026") + more)
    assert data != _SADT
    assert _codes(data) == set()
    adt = path("adt.con").read_bytes()
    assert "K07" in _codes(adt.replace(_line("4101", "42026"), more + _line("4101", "42026"), 1))


def test_an_empty_package_and_other_records_inside_are_named() -> None:
    begin, end = _SADT.index(_line("8000", "sad1")), _SADT.index(_line("8000", "sad9"))
    assert _codes(_SADT[:begin] + _SADT[end:]) == {"FSATZ"}
    outside = (
        path("adt.con")
        .read_bytes()
        .replace(_line("8000", "con9"), _SADT[begin:end] + _line("8000", "con9"))
    )
    assert "K05" in _codes(outside)
