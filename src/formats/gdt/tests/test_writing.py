"""Both versions say the same, or refuse with the field and the reason, in German."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import gdt
from formats.gdt import FreeCategory, GdtMessage, GdtPatient, Measurement, Reference
from formats.gdt.fields import FIELDS
from formats.gdt.samples import invented
from formats.gdt.write import VERSION
from formats.gdt.write3 import VERSION_3
from formats.xdt import UnwritableError
from formats.xdt.dates import PartialDate

_ORDER_3 = replace(invented.ORDER, version=VERSION_3, order_number="A-2026-0001")
_RESULT_3 = replace(invented.RESULT, version=VERSION_3)
_WRITERS: dict[str, Callable[[GdtMessage], bytes]] = {VERSION: gdt.write, VERSION_3: gdt.write_3}

_WORD = st.text("ABCDEFGäöüß0123456789 -", min_size=1, max_size=20).map(str.strip).filter(bool)
_MAY = st.just("") | _WORD
_CODE = st.text("ABCDEFGHIJ0123456789", min_size=1, max_size=6)
_DAYS = st.none() | st.dates().filter(lambda d: 1850 <= d.year <= 2099).map(
    lambda d: PartialDate(d.year, d.month, d.day)
)
_CLOCKS = st.none() | st.times().map(lambda clock: clock.replace(microsecond=0))
_BOUNDS = st.none() | st.decimals(0, 10_000, places=2)
_VALUES = _MAY | st.integers(0, 10**6).map(str)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text.isdecimal() and text.isascii() else None


_MEASUREMENTS = st.builds(
    lambda made, value: replace(made, text=value, number=_number(value)),
    st.builds(
        Measurement,
        code=_CODE,
        name=_MAY,
        unit=_MAY,
        day=_DAYS,
        clock=_CLOCKS,
        low=_BOUNDS,
        high=_BOUNDS,
        range_text=_MAY,
        state=st.sampled_from(["", "B", "K"]),
        remark=st.lists(_WORD, max_size=3).map("\n".join),
        result=st.lists(_WORD, max_size=3).map("\n".join),
        stream_units=_MAY,
        stream=st.just("") | st.text("0123456789,", min_size=1, max_size=2000),
        specimen_name=_MAY,
    ),
    # "12-3" is no number to the reader either; a word of digits alone is one.
    _VALUES.filter(lambda text: not text.isdecimal() or len(text) <= 12).filter(
        lambda text: not text.lstrip("-").isdecimal() or text.isdecimal()
    ),
)
_REFERENCES = st.builds(
    lambda name, *words: Reference(f"{name}.PDF", f"{name}.PDF", *words),
    _CODE,
    st.sampled_from(["", "PDF"]),
    _MAY,
    st.just("") | _CODE,
)
_PATIENTS = st.builds(
    GdtPatient,
    number=_WORD,
    family_name=_WORD,
    given_name=_WORD,
    birth_date=_DAYS,
    sex=st.sampled_from(["", "M", "W"]),
    title=_MAY.map(lambda text: text[:15].strip()),
    street=_MAY,
    town=st.sampled_from(["", "Beispielstadt", "99999 Beispielstadt"]),
    height_cm=st.sampled_from(["", "171"]),
    weight_kg=st.sampled_from(["", "68.5"]),
)
_TEXTS = st.lists(_WORD, max_size=3).map(tuple)
_RESULTS = st.builds(
    GdtMessage,
    kind=st.sampled_from(["6310", "6311"]),
    receiver=st.just("PRAX_EDV"),
    sender=st.just("GERAET_1"),
    patient=_PATIENTS,
    procedure=st.just("") | _CODE,
    order_number=_MAY,
    examined_on=_DAYS,
    examined_at=_CLOCKS,
    measurements=st.lists(_MEASUREMENTS, max_size=4).map(tuple),
    findings=_TEXTS,
    foreign_findings=_TEXTS,
    comments=_TEXTS,
    table=_TEXTS,
    diagnoses=_TEXTS,
    categories=st.lists(st.builds(FreeCategory, _WORD, _TEXTS), max_size=3).map(tuple),
    references=st.lists(_REFERENCES, max_size=3).map(tuple),
    signature=_MAY,
    software=_MAY,
    is_whole=st.just(True),
)


def _read(data: bytes) -> GdtMessage:
    file = gdt.read(io.BytesIO(data))
    (message,) = file.messages
    assert not file.problems
    assert len(file.kept) == 0
    return replace(message, line=0)


@given(_RESULTS, st.sampled_from(sorted(_WRITERS)))
def test_a_result_of_either_version_comes_back_as_it_was_written(
    result: GdtMessage, version: str
) -> None:
    meant = replace(result, version=version)
    assert _read(_WRITERS[version](meant)) == meant


@given(_RESULTS)
def test_a_result_goes_to_the_third_version_and_back_without_a_change(result: GdtMessage) -> None:
    there = _read(gdt.write_3(replace(result, version=VERSION_3)))
    assert _read(gdt.write(replace(there, version=VERSION))) == result


@pytest.mark.parametrize("kind", ["6300", "6301", "6302", "6310", "6311"])
def test_every_record_with_a_known_meaning_is_written_in_the_third_version(kind: str) -> None:
    meant = replace(_ORDER_3, kind=kind, is_whole=True)
    assert _read(gdt.write_3(meant)) == meant


def test_all_we_can_say_comes_back_in_the_third_version() -> None:
    assert _read(gdt.write_3(invented.EVERYTHING_3)) == invented.EVERYTHING_3


def test_attachments_stand_in_their_object_and_every_object_is_counted() -> None:
    lines = gdt.write_3(_RESULT_3).decode("iso8859-1").splitlines()
    begins = [at for at, line in enumerate(lines) if line[3:7] == "8200"]
    ends = [at for at, line in enumerate(lines) if line[3:7] == "8201"]
    assert [lines[at][7:] for at in begins] == [
        *("Obj_Kopfdaten", "Obj_Patient", "Obj_Basisdiagnostik", "Obj_Anforderung", "Obj_Anhang"),
    ]
    counts = [end - begin + 1 for begin, end in zip(begins, ends, strict=True)]
    assert [int(lines[at][7:]) for at in ends] == counts
    assert lines[-1][7:] == str(len(lines))
    assert int(lines[1][7:]) == sum(len(line) + 2 for line in lines)


_DORA = invented.DORA
_FIRST = invented.RESULT.measurements[0]
_REFUSED: list[tuple[GdtMessage, str, str]] = [
    (replace(_ORDER_3, kind="6303"), "8000", "nicht öffentlich beschrieben"),
    (replace(_ORDER_3, kind="6399"), "8000", "gibt es nicht"),
    (replace(_ORDER_3, version="03.50"), "9218", "nur die Version"),
    (replace(_ORDER_3, findings=("x",)), "6220", "keine Ergebnisse"),
    (replace(_ORDER_3, measurements=(_FIRST,)), "8410", "keine Ergebnisse"),
    (replace(_ORDER_3, sender=""), "8316", "vorgeschrieben und leer"),
    (replace(_ORDER_3, patient=replace(_DORA, family_name="")), "3101", "vorgeschrieben"),
    (replace(_ORDER_3, patient=replace(_DORA, sex="X")), "3110", "nicht unverändert"),
    (replace(_ORDER_3, patient=replace(_DORA, title="x" * 16)), "3104", "zu lang"),
    (replace(_RESULT_3, patient=replace(_DORA, given_name="")), "3102", "vorgeschrieben"),
    (replace(_RESULT_3, findings=("x" * 61,)), "6220", "zu lang"),
    (replace(_RESULT_3, findings=("漢",)), "6220", "Zeichensatz"),
    (replace(_RESULT_3, findings=("a\r\n0123000456",)), "6220", "Steuerzeichen"),
    (replace(_RESULT_3, findings=("",)), "6220", "leer"),
    (replace(_RESULT_3, findings=("x ",)), "6220", "Leerzeichen"),
    (replace(_RESULT_3, measurements=(replace(_FIRST, code=""),)), "8410", "vorgeschrieben"),
    (replace(_RESULT_3, measurements=(replace(_FIRST, text="143"),)), "8420", "nicht unverändert"),
    (replace(_RESULT_3, measurements=(replace(_FIRST, low=Decimal("NaN")),)), "8461", "nicht"),
    (replace(_RESULT_3, references=(Reference("../x", "x"),)), "6305", "nicht unverändert"),
    (replace(_RESULT_3, references=(Reference("", ""),)), "6305", "vorgeschrieben"),
    (replace(_RESULT_3, categories=(FreeCategory("A", ("b",)),) * 36), "6330", "35"),
    (replace(_RESULT_3, remaining=(gdt.Remaining("9999", "x", "y"),)), "9999", "keinen Platz"),
    (replace(_RESULT_3, examined_at=time(8, 0, 0, 5)), "6201", "nicht unverändert"),
    (replace(_RESULT_3, patient=replace(_DORA, birth_date=PartialDate(7))), "3103", "nicht"),
]


@pytest.mark.parametrize(("message", "field", "reason"), _REFUSED)
def test_a_refusal_names_field_and_reason_and_nobody(
    message: GdtMessage, field: str, reason: str
) -> None:
    with pytest.raises(UnwritableError) as refusal:
        gdt.write_3(message)
    error = refusal.value
    assert error.field == field
    assert error.message.startswith(f"Feld {field}")
    assert reason in error.message
    if field in FIELDS:
        assert FIELDS[field].label in error.message
    assert not any(word in f"{error.message} {error.detail}" for word in ("Demo", "Dora"))


def test_what_only_the_third_version_knows_is_refused_in_the_second_with_its_field() -> None:
    for meant, field in (
        (replace(invented.RESULT, request_id="7"), "8314"),
        (replace(invented.RESULT, patient=replace(_DORA, email="d@example.org")), "3619"),
        (replace(invented.RESULT, kind="6303"), "8000"),
    ):
        with pytest.raises(UnwritableError) as refusal:
            gdt.write(meant)
        assert refusal.value.field == field
