"""Broken structure of a laboratory file: each fault has its sentence, nothing is lost."""

from __future__ import annotations

import io

import pytest

from formats import ldt
from formats.ldt.samples import invented

_NEW = invented.files()["ldt3_report.ldt"]
_OLD = invented.files()["ldt2_report.ldt"]
_DEEP = b"".join(b"0178002Obj_%04d\r\n" % number for number in range(100, 140))


def _read(data: bytes) -> ldt.LdtFile:
    file = ldt.read(io.BytesIO(data))
    for _ in file.reports:
        pass
    return file


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("L05", _NEW.replace(b"01380018205\r\n", b"")),
        ("L06", _NEW.replace(b"0178003Obj_0017", b"0178003Obj_0018")),
        ("L08", b"01380008205\r\n" + _DEEP),
        ("L09", b"01380008202\r\n" + b"0133564abcd\r\n" * 60_001),
        ("L10", b"0133564abcd\r\n" + _NEW),
        ("L11", _OLD.replace(b"01380008202", b"01380008299")),
        ("L16", _OLD.replace(b"830120112026", b"830199112026")),
        ("L17", _OLD.replace(b"01481000", b"0148100x")),
        ("L18", _NEW.replace(b"3101", b"3199").replace(b"3119A", b"3199A")),
        ("L19", _OLD.replace(b"8422++", b"8422?!")),
    ],
)
def test_a_broken_structure_is_said(code: str, data: bytes) -> None:
    assert code not in _read(_NEW).problems.codes() | _read(_OLD).problems.codes()
    file = _read(data)
    assert code in file.problems.codes()
    assert all(problem.fix for problem in file.problems if problem.code == code)


@pytest.mark.parametrize(
    ("code", "kept"), [("L08", _DEEP), ("L10", b"0133564abcd\r\n"), ("L11", b"")]
)
def test_what_the_structure_cannot_hold_is_kept(code: str, kept: bytes) -> None:
    data = {
        "L08": b"01380008205\r\n" + _DEEP,
        "L10": kept + _NEW,
        "L11": _OLD.replace(b"01380008202", b"01380008299"),
    }[code]
    assert len(_read(data).kept) > 0


def test_an_unknown_code_is_a_warning_of_the_check() -> None:
    data = _NEW.replace(b"01084192", b"01084198").replace(b"01084191", b"01084198")
    assert "L23" in ldt.check(io.BytesIO(data)).problems.codes()
