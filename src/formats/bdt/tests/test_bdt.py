"""An old system's export is understood, and what is not understood is not lost."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import bdt
from formats.bdt import BdtCase, BdtChart, BdtPatient, BdtPractice, BdtRecord
from formats.bdt.samples import invented, path
from formats.xdt import Charset
from formats.xdt.dates import PartialDate
from house import official

_EXPORT = invented.files()["export.bdt"]


def _read(data: bytes) -> tuple[list[BdtRecord], bdt.BdtFile]:
    file = bdt.read(io.BytesIO(data))
    return list(file.records), file


@pytest.mark.parametrize("name", sorted(invented.files()))
def test_the_committed_sample_is_what_is_written(name: str) -> None:
    assert path(name).read_bytes() == invented.files()[name]


def test_master_data_come_with_permanent_diagnoses() -> None:
    (patient,) = [r for r in _read(_EXPORT)[0] if isinstance(r, BdtPatient)]
    assert (patient.person.family_name, patient.person.sex) == ("Demo", "W")
    assert patient.person.birth_date == PartialDate(1968, 3, 14)
    assert [(d.text, d.code, str(d.since)) for d in patient.permanent_diagnoses] == [
        ("Hypertonie", "I10.90", "01.02.2012"),
        ("Hyperurikämie", "E79.0", "01.02.2015"),
    ]
    assert patient.allergies == ("Penicillin",)
    assert patient.further == ()


def test_a_case_comes_with_services_and_diagnoses() -> None:
    (case,) = [r for r in _read(_EXPORT)[0] if isinstance(r, BdtCase)]
    assert [(str(s.day), s.code, len(s.additions)) for s in case.services] == [
        ("05.06.2019", "03003", 1),
        ("05.06.2019", "01430", 0),
    ]
    assert [(d.text, d.code, d.certainty) for d in case.diagnoses] == [
        ("Lumboischialgie", "M54.4", "G"),
        ("", "J06.9", ""),
    ]


def test_the_chart_joins_cut_texts_and_keeps_days() -> None:
    (chart,) = [r for r in _read(_EXPORT)[0] if isinstance(r, BdtChart)]
    labels = [(str(entry.day), entry.label) for entry in chart.entries]
    assert labels == [
        ("05.06.2019", "Befund"),
        ("05.06.2019", "Diagnose"),
        ("05.06.2019", "Medikament verordnet"),
        ("05.06.2019", "Arbeitsunfähig von bis"),
        ("06.06.2019", "Labor"),
        ("06.06.2019", "Dokument"),
        ("06.06.2019", "Formular"),
        ("06.06.2019", "Sport"),
        ("None", "Freier Text"),
    ]
    assert chart.entries[0].text == invented._LONG
    assert [value.code for value in chart.entries[4].lab] == ["HB", "CRP"]
    document = chart.entries[5].document
    assert document is not None
    assert document.file_name == "000141.jpg"
    form = chart.entries[6].form
    assert form is not None
    assert form.content == (("Nachname", "Demo"),)
    assert len(chart.unreadable_days) == 1


def test_what_has_no_place_is_listed_and_kept() -> None:
    records, file = _read(_EXPORT)
    (chart,) = [r for r in records if isinstance(r, BdtChart)]
    assert [(f.field, f.text) for f in chart.further] == [
        ("6200", "99999999"),
        ("6777", "Eigenes Feld des Herstellers"),
    ]
    assert [entry.field for entry in file.kept] == ["6777"]
    assert {"B04", "B05"} == file.problems.codes()
    assert file.charset is Charset.CP437


def test_a_truncated_export_says_so() -> None:
    _, file = _read(invented.files()["hostile_truncated.bdt"])
    assert "B08" in file.problems.codes()


@given(st.binary(max_size=2000))
def test_e09_any_bytes_are_read_without_an_error(data: bytes) -> None:
    _read(data)
    _read(_EXPORT[:400] + data + _EXPORT[400:])


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("B01", b"0123101Eva\r\n"),
        ("B02", b"01380000102\r\n01380006999\r\n0123000123\r\n"),
        ("B03", b"01380006100\r\n0133620Bote\r\n"),
        ("B06", b"0123101Eva\r\n01380006100\r\n0123000123\r\n"),
    ],
)
def test_a_flaw_is_said(code: str, data: bytes) -> None:
    assert code in _read(data)[1].problems.codes()


def test_the_chart_of_a_long_life_comes_in_parts_for_the_same_person() -> None:
    days = b"017620005062019\r\n0136220kurz\r\n" * 60_000
    records, file = _read(b"01380006200\r\n0123000123\r\n" + days)
    charts = [r for r in records if isinstance(r, BdtChart)]
    assert [chart.person.number for chart in charts] == ["123"] * len(charts)
    assert len(charts) > 1
    assert sum(len(chart.entries) for chart in charts) == 60_000
    assert "B07" in file.problems.codes()


@pytest.mark.official
def test_the_public_export_is_read_without_loss() -> None:
    (sample,) = official.folder("bdt").glob("*.bdt")
    records, file = _read(sample.read_bytes())
    charts = [r for r in records if isinstance(r, BdtChart)]
    patients = [r for r in records if isinstance(r, BdtPatient)]
    assert [type(r) for r in records].count(BdtPractice) == 1
    assert len([r for r in records if isinstance(r, BdtCase)]) == 4
    assert len(patients[0].permanent_diagnoses) == 5
    assert sum(len(entry.lab) for entry in charts[0].entries) == 202
    assert "hartnäckige Thoraxschmerzen, vorwiegend" in charts[0].entries[0].text
    assert {f.field for chart in charts for f in chart.further} == set()
    # It declares CP437 but holds Windows characters, which is said.
    assert file.charset is Charset.CP1252
    assert file.problems.codes() <= {"X03", "X07", "X09", "X12", "B04"}
    assert len([e for e in charts[0].entries if e.document]) == 12
