"""Objects and lines without a place of their own come back where they stood, or are refused."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import ldt
from formats.ldt import Fact, LabReport
from formats.ldt.codes import CODES
from formats.ldt.model import Notice, ReferenceRange, Value
from formats.ldt.objects import OBJECTS
from formats.ldt.samples import invented
from formats.ldt.samples.results import (
    ASKED,
    BILLING,
    CULTURE,
    CYTOLOGY,
    OTHER,
    REPORT,
    SCREENING,
    SIGNATURE,
)
from formats.ldt.tests.test_roundtrip import WORDS
from formats.ldt.values import value_of
from formats.xdt import UnwritableError

_CHEMISTRY = invented.DORAS_REPORT.analytes[0]


def _data(report: LabReport) -> bytes:
    return ldt.write_reports([report], invented.LABORATORY, ("Labor", "Lena"), invented.MADE)


def _again(report: LabReport) -> LabReport:
    (back,) = ldt.read(io.BytesIO(_data(report))).reports
    return replace(back, line=0, further=(), notices=report.notices)


@pytest.mark.parametrize("made", [_CHEMISTRY, CULTURE, CYTOLOGY, OTHER], ids=lambda a: a.kind)
def test_signature_and_billing_of_a_result_come_back(made: ldt.Analyte) -> None:
    last = tuple(one for one in made.facts if one.field in ("7429", "3473"))
    facts = (*(one for one in made.facts if one not in last), SIGNATURE, BILLING, *last)
    report = replace(REPORT, germs=(), analytes=(replace(made, result_id="E9", facts=facts),))
    assert _again(report) == report


def test_what_the_order_said_of_a_screening_comes_back() -> None:
    report = replace(
        REPORT, germs=(), analytes=(replace(SCREENING, facts=(*SCREENING.facts, ASKED)),)
    )
    assert _again(report) == report
    data = _data(report)
    assert ldt.check(io.BytesIO(data)).is_clean
    assert data.index(b"8134Krebs") < data.index(b"8002Obj_0034") < data.index(b"33222\r")


def test_kinds_of_numbers_and_units_come_back() -> None:
    value = Value("<10", None, "", "U/ml", kind="02", unit_kind="2")
    bounds = ReferenceRange("bis 30", None, value_of("30").number, "U/ml", unit_kind="2")
    analyte = replace(
        _CHEMISTRY, value=value, ranges=(bounds,), mark=ldt.Mark.NORMAL, mark_text="N"
    )
    report = replace(invented.DORAS_REPORT, analytes=(analyte,))
    (back,) = _again(report).analytes
    assert back.value is not None
    assert (back.value.kind, back.value.unit_kind) == ("02", "2")
    assert back.ranges[0].unit_kind == "2"


def test_further_words_of_patient_specimen_notice_and_order_come_back() -> None:
    person = Fact("8147", "", (Fact("3628", "Deutsch"),), "0047")
    patient = replace(invented.DORA, facts=(person,))
    specimen = replace(invented.BLOOD, facts=(Fact("8429", "02"), Fact("8504", "1")))
    whom = Fact(
        "8147", "Person", (Fact("7420", "07"), Fact("3101", "A"), Fact("3102", "B")), "0047"
    )
    notice = Notice(("Grenzwertverletzung",), "Bitte anrufen.", person="B A", facts=(whom,))
    known = tuple(CODES["7280"].values())
    notice = replace(notice, reasons=(known[0],))
    size = Fact("8169", "Koerperkenngroessen", (Fact("3622", "170"), Fact("8421", "cm")), "0069")
    report = replace(
        invented.DORAS_REPORT,
        patient=patient,
        specimens=(specimen, *invented.DORAS_REPORT.specimens[1:]),
        notices=(notice, *invented.DORAS_REPORT.notices),
        facts=(size,),
    )
    back = _again(report)
    assert back.patient == patient
    assert back.specimens == report.specimens
    assert back.facts == report.facts
    order = replace(invented.DORAS_ORDER, patient=patient, facts=(size,))
    data = ldt.write_orders([order], invented.PRACTICE, invented.MADE)
    (again,) = ldt.read(io.BytesIO(data)).orders
    assert replace(again, line=0, further=()) == order


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        (Fact("8158", "Untersuchungsabrechnung", (Fact("3101", "x"),), "0058"), "3101"),
        (Fact("8158", "Untersuchungsabrechnung", (Fact("7303", "77"),), "0058"), "7303"),
        (Fact("8158", "without its object"), "8158"),
        (Fact("8158", "x", (), "0041"), ""),
        (Fact("8158", "", (Fact("7303", "1"),), "0058"), "8158"),
        (Fact("8158", "a\r\nb", (Fact("7303", "1"),), "0058"), "8158"),
        (Fact("8158", "x", (Fact("8003", "Obj_0060"),), "0058"), "8003"),
    ],
)
def test_an_object_that_is_no_such_object_is_refused(fact: Fact, field: str) -> None:
    report = replace(invented.DORAS_REPORT, analytes=(replace(_CHEMISTRY, facts=(fact,)),))
    with pytest.raises(UnwritableError) as caught:
        _data(report)
    assert caught.value.field == field


def test_endless_nesting_is_refused() -> None:
    fact = Fact("3564", "x")
    for _ in range(2_000):
        fact = Fact("8158", "x", (fact,), "0058")
    report = replace(invented.DORAS_REPORT, analytes=(replace(_CHEMISTRY, facts=(fact,)),))
    with pytest.raises(UnwritableError):
        _data(report)
    with pytest.raises(UnwritableError):
        _data(replace(invented.DORAS_REPORT, facts=(fact,)))


def test_the_report_of_another_laboratory_is_refused() -> None:
    other = replace(invented.LABORATORY, name="Labor Anderswo")
    with pytest.raises(UnwritableError):
        _data(replace(invented.DORAS_REPORT, laboratory=other))


_OBJECTS = {"8141": "0041", "8158": "0058"}


@st.composite
def _object(draw: st.DrawFn, role: str) -> Fact:
    uses = [use for use in OBJECTS[_OBJECTS[role]].uses if not "8101" <= use.field <= "8299"]
    chosen = [use.field for use in uses if draw(st.booleans())] or [uses[0].field]
    inner = tuple(Fact(fk, draw(WORDS | st.sampled_from(["0", "1", "07"]))) for fk in chosen)
    return Fact(role, draw(WORDS), inner, _OBJECTS[role])


@settings(deadline=None, max_examples=150)
@given(_object("8141"), _object("8158"))
def test_any_object_comes_back_or_is_refused(signature: Fact, billing: Fact) -> None:
    analyte = replace(_CHEMISTRY, facts=(signature, billing))
    report = replace(invented.DORAS_REPORT, attachments=(), analytes=(analyte,))
    try:
        back = _again(report)
    except UnwritableError:
        return
    assert back == report
