"""Microbiology, screening, cytology and all other results come back as they were written."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import ldt
from formats.ldt import Analyte, Fact, LabReport, Mark, Step
from formats.ldt.codes import CODES
from formats.ldt.model import Germ, ReferenceRange, Susceptibility, Value
from formats.ldt.samples import invented
from formats.ldt.samples.results import (
    AT,
    BLOOD,
    COLI,
    CULTURE,
    CYTOLOGY,
    OTHER,
    REPORT,
    SCREENING,
    TUMOUR,
)
from formats.ldt.tests.test_roundtrip import WORDS
from formats.ldt.values import value_of
from formats.xdt import UnwritableError


def _written(report: LabReport) -> bytes:
    return ldt.write_reports([report], invented.LABORATORY, ("Labor", "Lena"), invented.MADE)


def _again(report: LabReport) -> LabReport:
    data = _written(report)
    file = ldt.read(io.BytesIO(data))
    (back,) = file.reports
    assert not file.problems
    assert all(one.is_quiet for one in back.further)
    assert ldt.check(io.BytesIO(data)).is_clean
    return replace(back, line=0, further=(), notices=report.notices)


@pytest.mark.parametrize("made", [SCREENING, CYTOLOGY, OTHER, BLOOD, TUMOUR], ids=lambda a: a.kind)
def test_a_result_of_every_kind_comes_back(made: Analyte) -> None:
    others = invented.DORAS_REPORT.analytes
    report = replace(REPORT, germs=(), analytes=(others[0], made, *others[1:]))
    assert _again(report) == report


def test_a_culture_comes_back_with_germs_and_answers() -> None:
    assert _again(REPORT) == REPORT


def test_two_cultures_keep_their_germs_apart() -> None:
    second = replace(CULTURE, code="BK", name="Blutkultur", result_id="E2")
    twin = replace(COLI, result_id="E2", text="")
    report = replace(REPORT, analytes=(CULTURE, second), germs=(COLI, twin))
    assert _again(report) == report


def test_a_culture_with_values_and_without_a_germ_comes_back() -> None:
    bounds = ReferenceRange("<10", None, value_of("10").number, "/µl", "nach Alter")
    values = tuple(
        replace(
            CULTURE,
            value=Value(text, value_of(text).number, unit="/µl"),
            ranges=(bounds,),
            mark=Mark.HIGH,
            mark_text="H",
            text="",
            comment="",
            measured_at=None,
            facts=(),
            steps=(),
        )
        for text in ("25", "30")
    )
    facts = (Fact("7281", "3"), Fact("7286", "0"))
    first = replace(values[0], method="", facts=facts)
    last = replace(values[1], method="", measured_at=AT, comment="Gezählt.")
    report = replace(REPORT, analytes=(first, last), germs=())
    assert _again(report) == report


def test_a_catalogue_may_stand_in_place_of_a_test_ident() -> None:
    facts = (Fact("7260", "4"), Fact("7352", "https://example.org"), *CULTURE.facts)
    report = replace(REPORT, analytes=(replace(CULTURE, facts=facts),))
    assert _again(report) == report
    assert b"7365URIK\r\n" in _written(report)


def test_a_code_that_says_more_than_the_state_is_kept() -> None:
    reported = replace(CULTURE, facts=(*CULTURE.facts, Fact("8418", "07")))
    report = replace(REPORT, analytes=(reported,))
    data = _written(report)
    assert b"841807\r\n" in data
    assert _again(report) == report


def test_lines_stand_in_the_order_of_the_table() -> None:
    lines = [line[3:7] for line in _written(REPORT).decode("iso8859-15").splitlines()]
    begun = lines.index("8161")
    wanted = ["7304", "7364", "8410", "8411", "7281", "8418", "7354", "7355", "7427", "7301"]
    wanted += ["7357", "7293", "7356", "8236", "8225", "8237", "7286", "8111", "7287"]
    places = [lines.index(fk, begun) for fk in wanted]
    assert places == sorted(places)


_MAY = st.just("") | WORDS
_IDS = st.text("ABCDEFGHIJ0123456789", min_size=1, max_size=12)
_RESISTANT = [*CODES["7367"], *CODES["7290"].values(), ""]


@st.composite
def _answers(draw: st.DrawFn, methods: list[str]) -> Susceptibility:
    code, mic = draw(st.just("") | _IDS), draw(_MAY)
    said = draw(st.sampled_from(_RESISTANT))
    drug_facts = draw(st.lists(st.builds(Fact, st.sampled_from(["7288", "7359"]), WORDS)))
    more = (Fact("7424", draw(st.sampled_from(["1", "2", "3"]))),) if said else ()
    return Susceptibility(
        draw(WORDS), said, mic, code, draw(_MAY) if mic else "",
        draw(st.sampled_from(methods)), (*drug_facts, *more),
    )  # fmt: skip


@st.composite
def _germs(draw: st.DrawFn, number: str, result_id: str, methods: list[str]) -> Germ:
    growth = draw(st.sampled_from(["", *CODES["7357"].values()]))
    optional = [("7427", "1"), ("7356", "1.2"), ("7285", "17"), ("7361", "a")]
    facts = [Fact(*one) for one in optional if draw(st.booleans())]
    answers = draw(st.lists(_answers(methods), max_size=3)) if methods else []
    # One antibiogram a method: answers come in the order of the methods.
    answers.sort(key=lambda answer: methods.index(answer.method))
    return Germ(
        number, draw(_MAY), draw(st.sampled_from(["", *CODES["7301"].values()])), growth,
        tuple(answers), result_id, draw(_MAY), draw(_MAY), draw(st.none() | st.just(AT)),
        tuple(facts),
    )  # fmt: skip


@st.composite
def _cultures(draw: st.DrawFn, result_id: str) -> tuple[Analyte, list[Germ]]:
    methods = draw(st.lists(st.sampled_from(["1", "2", "4"]), unique=True, max_size=2))
    names = draw(st.lists(st.none() | WORDS, min_size=1, max_size=3))
    facts: list[Fact] = []
    for name in names:
        facts.append(Fact("7281", draw(st.sampled_from(sorted(CODES["7281"])))))
        facts += [Fact("7302", name)] if name else []
    facts += [Fact("7286", method) for method in methods or ["0"]]
    culture = replace(
        CULTURE, result_id=result_id, code=draw(_IDS), name=draw(_MAY), text=draw(_MAY),
        comment=draw(_MAY), facts=tuple(facts), method=", ".join(filter(None, names)),
        steps=draw(st.sampled_from([(), CULTURE.steps])),
    )  # fmt: skip
    ids = draw(st.lists(_IDS, unique=True, max_size=3))
    return culture, [draw(_germs(one, result_id, methods)) for one in ids]


@st.composite
def _reports(draw: st.DrawFn) -> LabReport:
    ids = draw(st.lists(_IDS, unique=True, min_size=1, max_size=2))
    made = [draw(_cultures(f"E{one}")) for one in ids]
    return replace(
        REPORT,
        analytes=(*(culture for culture, _ in made), *invented.DORAS_REPORT.analytes),
        germs=tuple(germ for _, germs in made for germ in germs),
    )


@settings(deadline=None, max_examples=60)
@given(_reports())
def test_any_culture_comes_back_as_it_was_written(report: LabReport) -> None:
    assert _again(report) == report


def _with(**changes: Any) -> LabReport:
    return replace(REPORT, analytes=(replace(CULTURE, **changes),))


def _only(made: Analyte, **changes: Any) -> LabReport:
    analyte = replace(made, **changes)
    return replace(REPORT, analytes=(analyte,), germs=(), notices=())


def _germ(**changes: Any) -> LabReport:
    return replace(REPORT, germs=(replace(COLI, **changes),))


def _answer(**changes: Any) -> LabReport:
    return _germ(susceptibilities=(replace(COLI.susceptibilities[0], **changes),))


_METHODS = tuple(fact for fact in CULTURE.facts if fact.field != "7281" and fact.field != "7302")
_REFUSED: list[tuple[LabReport, str, str]] = [
    (_with(kind="0099"), "8002", "kein Untersuchungsergebnis"),
    (_with(kind="0060"), "7281", "keinen Platz"),
    (_with(code=""), "8410", "keine Kennung"),
    (_with(code="x" * 21), "8410", "Länge"),
    (_with(code="漢"), "8410", "Zeichensatz"),
    (_with(name="a\r\n0133101X"), "8411", "Steuerzeichen"),
    (_with(specimen_ids=()), "7364", "vorgeschriebenes Feld"),
    (_with(method="Platte"), "7302", "nicht unverändert"),
    (_with(method="", facts=_METHODS), "7281", "vorgeschriebenes Feld"),
    (_with(method="", facts=(Fact("7302", "Agar"), *_METHODS)), "7302", "keinen Platz"),
    (_with(facts=(*CULTURE.facts, Fact("9999", "x"))), "9999", "keinen Platz"),
    (_with(facts=(*CULTURE.facts, Fact("7405", "1"))), "7405", "keinen Platz"),
    (_with(facts=(*CULTURE.facts, Fact("8418", "02"))), "8418", "widerspricht"),
    (_with(facts=(*CULTURE.facts, Fact("7429", ""))), "7429", "leer"),
    (_with(facts=(Fact("7429", "x"), *CULTURE.facts)), "7281", "Reihenfolge"),
    (_only(CULTURE, measured_at=None), "", "K076"),
    (_with(mark=Mark.HIGH, mark_text="H"), "8422", "nicht unverändert"),
    (_with(ranges=(ReferenceRange("<1"),)), "8142", "nur zu einem Wert"),
    (_with(result_id="E9"), "7354", "kein Ergebnis der Mikrobiologie"),
    (_with(steps=(Step("8219", AT),)), "8220", "nicht unverändert"),
    (_germ(id=""), "7354", "leer"),
    (_germ(result_id=""), "7354", "kein Ergebnis"),
    (_germ(finding="vielleicht"), "7301", "Schlüsselliste"),
    (_germ(growth="üppig"), "7357", "Schlüsselliste"),
    (_germ(name="x" * 121), "7355", "Länge"),
    (_germ(facts=(Fact("7405", "1"),)), "7405", "bei einem Keim"),
    (_germ(facts=(Fact("7427", "7"),)), "7427", "Schlüsselliste"),
    (_answer(method="2"), "7286", "Methode"),
    (_answer(interpretation="egal"), "7290", "Schlüsselliste"),
    (_answer(drug=""), "7370", "leer"),
    (_answer(mic=""), "7369", "nicht unverändert"),
    (_only(SCREENING, facts=SCREENING.facts[1:]), "", "K134"),
    (_only(CYTOLOGY, notices=()), "", "K099"),
]


@pytest.mark.parametrize(("report", "field", "reason"), _REFUSED)
def test_a_refusal_names_field_and_reason_and_nobody(
    report: LabReport, field: str, reason: str
) -> None:
    with pytest.raises(UnwritableError) as refusal:
        _written(report)
    error = refusal.value
    assert error.field == field
    assert reason in error.message
    assert error.message.startswith(f"Feld {field}" if field else "")
    assert not any(word in f"{error.message} {error.detail}" for word in ("Demo", "Dora"))
