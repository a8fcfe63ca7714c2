"""Germs, susceptibilities, cytology: what is not clinical chemistry is read as well."""

from __future__ import annotations

import io

from formats import ldt
from formats.ldt.codes import in_words
from formats.ldt.frame import Frame
from formats.ldt.model import Fact, Germ, LabReport, Susceptibility
from formats.ldt.samples import invented


def _report(*lines: tuple[str, str]) -> tuple[LabReport, ldt.LdtFile]:
    """A report whose result object consists of these lines; pairs of 8002 and 8003 nest."""
    out = Frame()
    with out.record("8205"):
        out.patient(invented.DORA)
        with out.obj("8117", "0017"):
            out.must("8311", "L-1")
            out.must("8401", "2")
        with out.obj("8135", "0035"):
            for fk, text in lines:
                out.must(fk, text)
    file = ldt.read(io.BytesIO(out.closed("8221")))
    (report,) = file.reports
    return report, file


def test_germs_come_with_their_susceptibilities() -> None:
    report, file = _report(
        ("8161", "UE_Mikrobiologie"),
        ("8002", "Obj_0061"),
        ("7304", "E1"),
        ("7364", "P-1"),
        ("8410", "URIK"),
        ("8411", "Urinkultur"),
        ("7281", "5"),
        ("8418", "06"),
        ("7354", "K1"),
        ("7355", "Escherichia coli"),
        ("7427", "1"),
        ("7301", "2"),
        ("7357", "3"),
        ("7286", "1"),
        ("8111", "Antibiogramm"),
        ("8002", "Obj_0011"),
        ("7287", "AMX"),
        ("7370", "Amoxicillin"),
        ("7354", "K1"),
        ("7367", "R"),
        ("7289", "32"),
        ("7369", "mg/l"),
        ("7287", "CIP"),
        ("7370", "Ciprofloxacin"),
        ("7354", "K1"),
        ("7290", "1"),
        ("8003", "Obj_0011"),
        ("8003", "Obj_0061"),
    )
    assert report.germs == (
        Germ(
            "K1",
            "Escherichia coli",
            "nachweisbar",
            "reichlich",
            (
                Susceptibility("Amoxicillin", "R", "32", "AMX", "mg/l", method="1"),
                Susceptibility("Ciprofloxacin", "sensibel/wirksam", code="CIP", method="1"),
            ),
            result_id="E1",
            facts=(Fact("7427", "1"),),
        ),
    )
    assert report.germs[0].susceptibilities[0].mic_with_unit == "32 mg/l"
    (culture,) = report.analytes
    assert (culture.name, culture.kind, culture.result_id) == ("Urinkultur", "0061", "E1")
    assert [(f.label, f.words) for f in (*culture.facts, *report.germs[0].facts)] == [
        ("Nachweisverfahren", "Kultur (5)"),
        ("Resistenz-Methode", "Agardiffusion (1)"),
        ("Art des Keims", "Keim (1)"),
    ]
    assert not [f for f in report.further if not f.is_quiet]
    assert not file.problems


def test_cytology_is_shown_in_words() -> None:
    report, _ = _report(
        ("8163", "UE_Zytologie"),
        ("8002", "Obj_0063"),
        ("7304", "E1"),
        ("7364", "P-1"),
        ("8410", "ZYT"),
        ("8418", "06"),
        ("7368", "0"),
        ("7422", "2"),
        ("8237", "Ergebnistext"),
        ("8002", "Obj_0068"),
        ("3564", "Unauffällig."),
        ("8003", "Obj_0068"),
        ("8003", "Obj_0063"),
    )
    assert report.analytes[0].text == "Unauffällig."
    assert [(f.label, f.words) for f in report.analytes[0].facts] == [
        ("Zellmaterial nicht verwertbar", "nein"),
        ("Chlamydien", "negativ (2)"),
    ]


def test_a_code_nobody_knows_stays_as_it_is() -> None:
    assert in_words("7422", "9") == "9"
    assert in_words("3101", "1") == "1"
