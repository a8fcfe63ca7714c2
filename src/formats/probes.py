"""Finds out by trying what readers and writers do with each field; the coverage tables say it.

It is one file: a reader is asked the same question in every format.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields as fields_of
from functools import cache

from formats import bdt, gdt, ldt
from formats.bdt.fields import FIELDS as BDT_FIELDS
from formats.bdt.fields import KINDS as BDT_KINDS
from formats.catalogues import open_catalogue
from formats.catalogues.samples import names as catalogue_names
from formats.catalogues.samples import path as catalogue_path
from formats.gdt.fields import FIELDS as GDT_FIELDS
from formats.gdt.samples import invented as devices
from formats.ldt.fields2 import FIELDS_2
from formats.ldt.objects import OBJECTS
from formats.ldt.samples import invented as laboratory
from formats.ldt.samples.results import all_kinds
from formats.xdt import Line, LineWriter, Reader

TYPED, LISTED = "typed", "listed"
_FRAME = {"8000", "8001", "8002", "8003", "8100"}
_WRITER = LineWriter()
# Contents of which at least one is right for any kind of field.
_TRIES = ("1", "01", "20261005", "05102026", "0815", "B", "E", "I10.90 G", "Obj_Patient", "Wort")


def _lines(*pairs: tuple[str, str]) -> bytes:
    return b"".join(_WRITER.line(fk, text) for fk, text in pairs)


def _is_typed(leaves: Callable[[str], Iterable[str]]) -> bool:
    """Whether the reader places one of the contents somewhere of its own: nothing is left over."""
    return any(not list(leaves(text)) for text in _TRIES)


def written(*files: bytes) -> set[str]:
    """The fields that stand in files our writers made."""
    found = (entry for data in files for entry in Reader(io.BytesIO(data)))
    return {entry.field for entry in found if isinstance(entry, Line)}


@cache
def gdt_reading() -> dict[str, str]:
    """How each field of a device record is read."""
    return {fk: _gdt(fk) for fk in GDT_FIELDS}


def _gdt(fk: str) -> str:
    def leaves(text: str) -> list[str]:
        behind = (("6305", "x.pdf"),) if fk in ("6302", "6303", "6304") else ()
        data = _lines(("8000", "6310"), ("8410", "T"), (fk, text), *behind)
        (message, *_) = gdt.read(io.BytesIO(data)).messages
        return [one.text for one in message.remaining if one.field == fk]

    return TYPED if fk in _FRAME or _is_typed(leaves) else LISTED


def gdt_checked(fk: str) -> bool:
    """Whether the reader says something about a wrong content of this field."""
    data = _lines(("8000", "6310"), ("3000", "1"), ("8410", "T"), (fk, "../?"))
    file = gdt.read(io.BytesIO(data))
    list(file.messages)
    return any(problem.field == fk or fk == "8000" for problem in file.problems)


def gdt_written() -> set[str]:
    """The fields our writer knows."""
    return written(gdt.write(devices.EVERYTHING), gdt.write_3(devices.EVERYTHING_3))


@cache
def bdt_reading() -> dict[str, str]:
    """How each field of an old system's export is read, in any kind of record."""
    return {fk: _bdt(fk) for fk in BDT_FIELDS}


def _bdt(fk: str) -> str:
    def leaves(kind: str) -> Callable[[str], list[str]]:
        def of(text: str) -> list[str]:
            data = _lines(("8000", kind), ("5001", "1"), ("8410", "T"), (fk, text))
            data += _lines(("5001", "1"))
            file = bdt.read(io.BytesIO(data))
            further = [one for record in file.records for one in record.further]
            return [one.text for one in (*further, *file.frame) if one.field == fk]

        return of

    kinds = [kind for kind in BDT_KINDS if kind[:3] != "002"]
    return TYPED if fk in _FRAME or any(_is_typed(leaves(kind)) for kind in kinds) else LISTED


@cache
def ldt2_reading() -> dict[str, str]:
    """How each field of LDT 2 is read, in any kind of record."""
    return {fk: _ldt2(fk) for fk in FIELDS_2}


_BEFORE_2 = (
    *(("4104", "1"), ("8302", "05102026"), ("8440", "K"), ("8444", "W")),
    *(("8410", "T"), ("8432", "05102026")),
)


def _ldt2(fk: str) -> str:
    def leaves(kind: str) -> Callable[[str], list[str]]:
        def of(text: str) -> list[str]:
            before = (pair for pair in _BEFORE_2 if pair[0] != fk)
            data = _lines(("8000", kind), ("8100", "00100"), *before, (fk, text))
            return _left(data, fk)

        return of

    kinds = ("8220", "8230", "8202", "8203", "8218")
    return TYPED if fk in _FRAME or any(_is_typed(leaves(kind)) for kind in kinds) else LISTED


def _left(data: bytes, fk: str) -> list[str]:
    found: list[ldt.Further] = []
    for take in ("reports", "orders"):
        file = ldt.read(io.BytesIO(data))
        found += [one for record in getattr(file, take) for one in record.further]
        found += file.further
    return [one.text for one in found if one.field == fk]


# Where the objects of LDT 3 that become typed parts stand: role, number, inner ones.
_Slot = tuple[str, str, tuple["_Slot", ...]]
_PERSON: tuple[_Slot, ...] = (("8147", "0047", (("8228", "0007", ()),)),)
_RESULT: tuple[_Slot, ...] = (
    ("8142", "0042", ()), ("8126", "0026", ()), ("8225", "0054", ()), ("8237", "0068", ()),
    ("8111", "0011", ()), ("8244", "0072", ()),
)  # fmt: skip
_SLOTS: dict[str, tuple[_Slot, ...]] = {
    "8220": (
        ("8132", "0032", (("8151", "0051", ()), ("8218", "0054", ()))),
        ("8136", "0036", (("8239", "0043", _PERSON),)),
        ("8119", "0019", (("8143", "0043", (("8229", "0007", ()), ("8131", "0031", ()))),)),
    ),
    "8205": (
        ("8122", "0022", (("8114", "0014", _PERSON), ("8119", "0019", ()))),
        ("8145", "0045", _PERSON),
        ("8117", "0017", (("8214", "0054", ()), ("8110", "0010", ()), ("8126", "0026", ()))),
        ("8137", "0037", (("8219", "0054", ()),)),
        ("8135", "0035", tuple((role, number, _RESULT) for role, number in (
            ("8160", "0060"), ("8161", "0061"), ("8162", "0062"), ("8163", "0063"),
            ("8155", "0055"), ("8156", "0056"), ("8173", "0073"),
        ))),
    ),
    "8215": (
        ("8145", "0045", _PERSON),
        ("8113", "0013", (("8213", "0054", ()), ("8238", "0068", ()))),
        ("8127", "0027", (("8200", "0100", ()),)),
        ("8101", "0001", (("8102", "0002", ()),)),
        ("8137", "0037", ()),
        ("8159", "0059", (("8167", "0068", ()),)),
    ),
}  # fmt: skip
# What has to stand before a line for it to mean something.
_BEFORE: dict[str, tuple[tuple[str, str], ...]] = {
    "0060": (("8410", "T"), ("8420", "5")),
    "0061": (("8410", "T"), ("7354", "K")),
}
_BEFORE |= {"0011": (("7287", "W"), ("7354", "K")), "0054": (("7278", "20261005"),)}
_BEHIND = {"0011": (("7354", "K"),)}


@cache
def ldt3_reading() -> dict[str, str]:
    """How each field of LDT 3 is read where it becomes a typed part of a report or order."""
    found: dict[str, str] = {}
    for kind, slots in _SLOTS.items():
        for path, number in _paths(slots):
            for fk in OBJECTS[number].fields:
                if not "8101" <= fk <= "8299" and found.get(fk) != TYPED:
                    found[fk] = _ldt3(kind, path, number, fk)
    return found


def _paths(
    slots: tuple[_Slot, ...], above: tuple[tuple[str, str], ...] = ()
) -> Iterator[tuple[tuple[tuple[str, str], ...], str]]:
    for role, number, inner in slots:
        here = (*above, (role, number))
        yield here, number
        yield from _paths(inner, here)


def _ldt3(kind: str, path: tuple[tuple[str, str], ...], number: str, fk: str) -> str:
    opening = [pair for role, obj in path for pair in ((role, "x"), ("8002", f"Obj_{obj}"))]
    closing = [("8003", f"Obj_{obj}") for _, obj in reversed(path)]
    before = [pair for pair in _BEFORE.get(number, ()) if pair[0] != fk]

    def leaves(text: str) -> list[str]:
        data = _lines(("8000", kind), *opening, *before, (fk, text), *_BEHIND.get(number, ()))
        return _left(data + _lines(*closing, ("8001", kind)), fk)

    return TYPED if _is_typed(leaves) else LISTED


def ldt3_written() -> set[str]:
    """The fields our writers of LDT 3 know."""
    return written(*_ldt3_files())


def _ldt3_files() -> tuple[bytes, ...]:
    files = laboratory.everything()
    return files["report"], files["order"], all_kinds()


def ldt3_objects() -> dict[str, set[str]]:
    """The fields our writers put into each object of LDT 3."""
    found: dict[str, set[str]] = {}
    for data in _ldt3_files():
        for record in ldt.read(io.BytesIO(data)).raw_records():
            for obj in record.everything():
                said = {line.field for line in obj.lines()}
                said |= {inner.role for inner in obj.objects()}
                found.setdefault(obj.id, set()).update(said | ({"6329"} if obj.document else set()))
    return found


def ldt2_written() -> set[str]:
    """The fields our writers of LDT 2 know."""
    return written(*laboratory.everything_old())


def catalogue_facts() -> dict[str, set[str]]:
    """Which facts each sample file of a catalogue fills, by the file's name."""
    found: dict[str, set[str]] = {}
    for name in catalogue_names():
        found[name] = set()
        with catalogue_path(name).open("rb") as stream:
            for part in open_catalogue(stream, name):
                for item in part.items:
                    found[name] |= {one.name for one in fields_of(item) if getattr(item, one.name)}
                    found[name] |= set(item.plain_facts())
    return found
