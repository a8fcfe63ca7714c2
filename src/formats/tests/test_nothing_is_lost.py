"""Every line of any record shows up somewhere in what its reader returns."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats import bdt, gdt, kvdt, ldt
from formats.bdt.fields import FIELDS as BDT
from formats.bdt.fields import KINDS as BDT_KINDS
from formats.gdt.fields import FIELDS as GDT
from formats.gdt.fields import KINDS as GDT_KINDS
from formats.kvdt.fields import FIELDS as KVDT
from formats.ldt.fields import FIELDS as LDT
from formats.ldt.fields2 import FIELDS_2
from formats.ldt.objects import OBJECTS

_PLENTY = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
# The frame itself: kinds of record, lengths, objects, the sum; base64 becomes a document.
_FRAME = {"8000", "8001", "8002", "8003", "8100", "9300", "6329"}


def _line(fk: str, text: str) -> bytes:
    return b"%03d%s%s\r\n" % (len(text) + 9, fk.encode(), text.encode())


def _told(parts: Iterable[object]) -> str:
    return "\n".join(map(repr, parts))


def _ldt(data: bytes) -> str:
    reports, orders = ldt.read(io.BytesIO(data)), ldt.read(io.BytesIO(data))
    told = _told([*reports.reports, *orders.orders])
    rest = [(f.kept.entries, f.further, f.laboratory, f.practice) for f in (reports, orders)]
    heads = [(f.version_text, f.software, f.created_at) for f in (reports, orders)]
    return told + _told([*rest, *heads])


def _gdt(data: bytes) -> str:
    file = gdt.read(io.BytesIO(data))
    return _told(file.messages) + _told(file.kept)


def _bdt(data: bytes) -> str:
    file = bdt.read(io.BytesIO(data))
    return _told(file.records) + _told(file.kept) + _told(file.frame)


def _kvdt(data: bytes) -> str:
    file = kvdt.read(io.BytesIO(data))
    return _told(file.records) + _told(file.kept)


def _plain(opening: str, kinds: Iterable[str], fields: Iterable[str]) -> st.SearchStrategy[bytes]:
    """A record of one of these kinds with lines in any order, each with a word of its own."""
    ids = st.sampled_from(sorted(set(fields) - _FRAME)) | st.just("9999")

    def whole(kind: str, fks: list[str]) -> bytes:
        lines = [_line(fk, f"w{place:03d}q") for place, fk in enumerate(fks)]
        return _line("8000", opening) + _line("8000", kind) + b"".join(lines)

    return st.builds(whole, st.sampled_from(sorted(kinds)), st.lists(ids, max_size=25))


@st.composite
def _nested(draw: st.DrawFn) -> bytes:
    """A record of LDT 3 with objects in each other, with their own fields and with foreign ones."""
    count = 0

    def lines(number: str) -> bytes:
        nonlocal count
        made = b""
        own = sorted(OBJECTS[number].fields - _FRAME) if number in OBJECTS else []
        for fk in draw(st.lists(st.sampled_from([*own, "3101", "9999"]), max_size=8)):
            made += _line(fk, f"w{count:03d}q")
            count += 1
        return made

    def obj(depth: int) -> bytes:
        number = draw(st.sampled_from(sorted(n for n in OBJECTS if n[0] == "0")))
        role = draw(st.sampled_from(sorted(fk for fk in LDT if "8101" <= fk <= "8299")))
        # Something must stand between two objects' names, or the second one introduces nothing.
        inner = lines(number)
        if depth < 3:
            inner += b"".join(obj(depth + 1) for _ in range(draw(st.integers(0, 2))))
        head = _line(role, "Rolle") + _line("8002", f"Obj_{number}")
        return head + inner + _line("8003", f"Obj_{number}")

    kind = draw(st.sampled_from(["8205", "8215", "8220", "8230", "8221", "8231"]))
    body = lines(kind) + b"".join(obj(0) for _ in range(draw(st.integers(0, 4))))
    return _line("8000", kind) + body + _line("8001", kind)


_CASES: dict[str, tuple[st.SearchStrategy[bytes], Callable[[bytes], str]]] = {
    "ldt3": (_nested(), _ldt),
    "ldt2": (
        _plain("8220", ["8201", "8202", "8203", "8204", "8218", "8219", "8221", "8230"], FIELDS_2),
        _ldt,
    ),
    "gdt": (_plain("6300", [*GDT_KINDS, "6399"], GDT), _gdt),
    "bdt": (_plain("0020", [*BDT_KINDS, "6999"], BDT), _bdt),
    "kvdt": (_plain("con0", ["0101", "besa", "con9", "xyz1"], KVDT), _kvdt),
}


@pytest.mark.parametrize("name", sorted(_CASES))
@_PLENTY
@given(st.data())
def test_e09_no_line_is_lost(name: str, data: st.DataObject) -> None:
    strategy, read = _CASES[name]
    file = data.draw(strategy)
    told = read(file)
    words = [line[7:].decode() for line in file.split(b"\r\n") if line[7:8] == b"w"]
    assert [word for word in words if word not in told] == []
