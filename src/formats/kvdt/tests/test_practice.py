"""The records about practice and file: what is wrong there is found at its place."""

from __future__ import annotations

import io

import pytest

from formats import kvdt
from formats.kvdt import Record
from formats.kvdt.samples import invented
from formats.xdt import Line

_ADT = invented.files()["adt.con"]


def _codes(data: bytes) -> set[str]:
    return kvdt.check(io.BytesIO(data)).problems.codes()


def _line(fk: str, text: str) -> bytes:
    content = text.encode("iso8859-15")
    return b"%03d%s%s\r\n" % (len(content) + 9, fk.encode(), content)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("R836", _line("0212", invented.ADA) + _line("0211", "Dr. Ada Beispiel"), b""),
        ("R875", _line("0212", invented.CEM), _line("0212", invented.ADA)),
        ("R878", _line("0201", invented.BRANCH), _line("0201", invented.SITE)),
        ("R858", _line("0225", "13") + _line("0226", "0"), b""),
        ("R874", _line("0228", "Erfunden"), b""),
        ("R050", _line("0212", invented.CEM), _line("0212", "123456740")),
        ("R762", _line("0212", invented.CEM), _line("0212", "888888800")),
        ("R740", _line("0300", "0"), _line("0300", "1")),
        (
            "R741",
            _line("0300", "0"),
            _line("0300", "1") + _line("0301", "1") + _line("0304", "001") + _line("0305", "1"),
        ),
        ("R162", _line("0201", invented.BRANCH), _line("0201", "229999800")),
        ("R062", _line("0201", invented.BRANCH), _line("0201", "740199800")),
        (
            "R748",
            _line("0300", "0"),
            _line("0300", "1") + _line("0301", "0") + _line("0304", "001") + _line("0305", "2"),
        ),
        ("R750", _line("0201", invented.SITE) + _line("0300", "0"), _line("0201", "888888800")),
        ("R738", _line("9204", "42026"), _line("9260", "02") + _line("9261", "03")),
        ("R213", _line("0105", "X/1/2601/36/aaa"), _line("0105", "X/1/2001/12/aaa")),
        ("R813", _line("9212", "ADT1026.01"), _line("9212", "KADT0926.01")),
        ("R304", _line("9115", "20261231"), _line("9115", "20270101")),
        ("R182", _line("9106", "4"), _line("9106", "3")),
        ("R743", _line("8000", "rvsa"), _line("8000", "rvsb")),
        ("K02", _line("8000", "con0"), _line("3101", "Demo") + _line("8000", "con0")),
        ("K04", _line("8000", "rvsa"), _line("8000", "rvsb")),
        ("K05", _line("8000", "adt9"), _line("8000", "kad9")),
        ("K07", _line("9106", "4"), _line("9106", "4") * 2),
        ("K08", _line("9106", "4"), _line("9106", "4") + _line("1234", "x")),
        ("K10", _line("9106", "4"), b"0099106\r\n"),
        ("K11", _line("3101", "Demo"), _line("3101", "Demo ")),
        ("K12", _line("8000", "con9"), b""),
    ],
)
def test_a_flaw_in_the_frame_is_found(code: str, old: bytes, new: bytes) -> None:
    assert old in _ADT
    assert code not in _codes(_ADT)
    assert code in _codes(_ADT.replace(old, new))


@pytest.mark.parametrize(
    ("receiver", "release", "wrong"),
    [
        ("93", "1" * 24, True),
        ("93", "1" * 23, False),
        ("94", "1" * 23 + "|123aa1bB2", False),
        ("95", "1" * 23 + "|12", True),
        ("20", "1" * 24, False),
    ],
)
def test_four_receivers_ask_for_a_form_of_the_release(
    receiver: str, release: str, wrong: bool
) -> None:
    data = _ADT.replace(_line("9102", "20"), _line("9102", receiver))
    data = data.replace(_line("0132", "1"), _line("0132", release))
    assert ("R840" in _codes(data)) is wrong


def test_packages_never_mix_with_hybrid_drg_and_are_never_empty() -> None:
    hybrid = invented.files()["hybrid.con"]
    mixed = hybrid.replace(_line("8000", "hdrg0"), _line("8000", "besa") + _line("8000", "hdrg0"))
    assert "SATZBESAHDRG" in _codes(mixed)
    assert "FSATZ" in _codes(hybrid[: hybrid.index(_line("8000", "hdrg1"))])
    found = kvdt.check(io.BytesIO(hybrid), "Z01999999900_31.12.2026_12.00.con").problems
    assert "FILEHDRG" in found.codes()


def _changed(record: Record, drop: str, *add: tuple[str, str]) -> bytes:
    """A file with one record changed, written without asking the grammar."""
    lines = [(li.field, li.text) for li in record.lines if li.field not in drop.split()]
    whole = [Line(fk, text, 0, 0) for fk, text in [*lines, *add]]
    kind = "kad" if record.kind == "0109" else "hdrg"
    opening = b"01091323\r\n" if kind == "kad" else b"01091327\r\n"
    head = _line("8000", "con0") + _line("9103", "20261231") + _line("9106", "4") + opening
    body = b"".join(_line(li.field, li.text) for li in whole)
    return head + _line("8000", f"{kind}0") + _line("8000", record.kind) + body


@pytest.mark.parametrize(
    ("code", "drop", "add"),
    [
        ("R316", "4264", [("4264", "20261010")]),
        ("R317", "4265", [("4265", "20261002")]),
        ("R318", "", [("4266", "20261003")]),
        ("R865", "", [("3010", "20260901120000")]),
        ("R866", "", [("3010", "20261101120000")]),
        ("R382", "4261", [("4261", "3"), ("4262", "1")]),
        ("R383", "", [("4271", "1")]),
        ("R879", "", [("4276", "20261101")]),
        ("R880", "", [("4278", "20261101")]),
        ("R881", "", [("4262", "1"), ("4272", "1")]),
        ("R882", "4264", [("4272", "1"), ("4264", "20261010")]),
        ("R530", "4131", [("4131", "99")]),
    ],
)
def test_a_broken_rule_of_spa_treatment_is_found(
    code: str, drop: str, add: list[tuple[str, str]]
) -> None:
    (record,) = [r for r in invented.spa() if r.kind == "0109"]
    assert code not in _codes(_changed(record, ""))
    assert code in _codes(_changed(record, drop, *add))


@pytest.mark.parametrize(
    ("code", "drop", "add"),
    [
        ("R023", "3103", [("3103", "19680000")]),
        ("R390", "3103", [("3103", "20260101")]),
        ("R538", "3110", [("3110", "U")]),
        ("R896", "", [("5030", "5")]),
        ("R364", "", [("4125", "2026110120261130")]),
        ("R321", "", [("4110", "20261001")]),
        ("R322", "4133", [("4133", "20261101")]),
        ("R314", "5034", [("5034", "19500101")]),
        ("R043", "6009", [("6009", "KX")]),
    ],
)
def test_a_broken_rule_of_hybrid_drg_is_found(
    code: str, drop: str, add: list[tuple[str, str]]
) -> None:
    (record,) = [r for r in invented.hybrid() if r.kind == "hdrg1"]
    assert code not in _codes(_changed(record, ""))
    assert code in _codes(_changed(record, drop, *add))
