"""What the strict writer writes, the reader reads; what the tables forbid, the check finds."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import ldt
from formats.ldt import (
    Analyte,
    Germ,
    LabPatient,
    LabReport,
    Mark,
    Moment,
    State,
    Susceptibility,
    Value,
)
from formats.ldt.samples import invented
from formats.ldt.values import value_of
from formats.xdt import UnwritableError
from formats.xdt.dates import PartialDate


def _reads_as_iso(text: str) -> bool:
    """Bytes that happen to be UTF-8 are read as UTF-8, which is said; not the matter here."""
    try:
        return text.encode("iso8859-15").decode("utf-8") == text
    except UnicodeDecodeError:
        return True


WORDS = (
    st.text(st.characters(codec="iso8859-15", exclude_categories=("Cc", "Zs", "Zl", "Zp", "Cf")))
    .filter(bool)
    .map(lambda text: text[:30])
    .filter(_reads_as_iso)
)
_CODE = st.text("ABCDEFGHIJ0123456789", min_size=1, max_size=12)
_DAYS = st.dates().filter(lambda d: d.year >= 1850)
_MOMENTS = st.builds(
    lambda day, hour, minute: Moment(
        PartialDate(day.year, day.month, day.day), time(hour, minute), "UTC+1"
    ),
    _DAYS,
    st.integers(0, 23),
    st.integers(0, 59),
)
_VALUES = st.none() | st.builds(
    lambda text, unit: replace(value_of(text), unit=unit),
    WORDS | st.integers(0, 10**6).map(str) | st.just("<0,5"),
    st.just("") | WORDS,
)
_ANALYTES = st.builds(
    Analyte,
    code=_CODE,
    name=st.just("") | WORDS,
    value=_VALUES,
    state=st.sampled_from([State.FINAL, State.PENDING, State.PRELIMINARY, State.MISSING]),
    specimen_ids=st.lists(_CODE, min_size=1, max_size=2).map(tuple),
    method=st.just("") | WORDS,
    measured_at=st.none() | _MOMENTS,
    text=st.just("") | WORDS,
    comment=st.just("") | st.lists(WORDS, min_size=1, max_size=3).map("\n".join),
)
_PATIENTS = st.builds(
    LabPatient,
    family_name=WORDS,
    given_name=st.lists(WORDS, min_size=1, max_size=2).map(" ".join),
    birth_date=st.none()
    | st.builds(PartialDate, st.integers(1850, 2099), st.integers(0, 12), st.just(0)),
    sex=st.sampled_from(["", "M", "W", "D", "X"]),
    insurance_number=st.just("") | st.just("A123456780"),
    number=st.just("") | _CODE,
)
_REPORTS = st.builds(
    lambda patient, analytes, number, theirs, reported: invented.numbered(
        replace(
            invented.EMILS_REPORT,
            patient=patient,
            analytes=tuple(analytes),
            order_number=number,
            laboratory_order_number=theirs,
            report_id="",
            reported_at=reported,
            state=State.FINAL,
        )
    ),
    _PATIENTS,
    st.lists(_ANALYTES, max_size=4),
    _CODE,
    _CODE,
    _MOMENTS,
)


@settings(deadline=None)
@given(st.lists(_REPORTS, min_size=1, max_size=3))
def test_what_is_written_is_read(reports: list[LabReport]) -> None:
    data = ldt.write_reports(reports, invented.LABORATORY, ("Labor", "Lena"), invented.MADE)
    file = ldt.read(io.BytesIO(data))
    back = list(file.reports)
    assert all(one.is_quiet for report in back for one in report.further)
    assert [replace(report, line=0, further=()) for report in back] == reports
    assert file.checksum is ldt.Checksum.MATCHES
    assert not file.problems


@settings(deadline=None)
@given(st.binary(max_size=1500), st.integers(0, 7000))
def test_e09_any_damage_is_read_without_an_error(junk: bytes, place: int) -> None:
    whole = invented.files()["ldt3_report.ldt"]
    for data in (junk, whole[:place] + junk + whole[place:], whole[:place]):
        file = ldt.read(io.BytesIO(data))
        for _ in file.reports:
            pass
        ldt.check(io.BytesIO(data))


@pytest.mark.parametrize("text", ["a\r\n0133101X", "a\x00", "", "x" * 991, "漢"])
def test_e09_a_name_that_would_split_or_lose_is_refused(text: str) -> None:
    bad = replace(invented.DORAS_REPORT, patient=LabPatient(family_name=text, given_name="E"))
    with pytest.raises(UnwritableError):
        ldt.write_reports([bad], invented.LABORATORY, ("L", "L"), invented.MADE)


def test_a_range_without_a_mark_and_a_missing_code_are_refused() -> None:
    for analyte in (
        replace(invented.KALIUM, mark=None),
        replace(invented.KALIUM, mark=Mark.UNKNOWN),
        replace(invented.KALIUM, ranges=()),
        replace(invented.KALIUM, code=""),
    ):
        bad = replace(invented.DORAS_REPORT, analytes=(analyte,))
        with pytest.raises(UnwritableError):
            ldt.write_reports([bad], invented.LABORATORY, ("L", "L"), invented.MADE)


_KALIUM = invented.KALIUM
_EVIL = replace(invented.DORAS_REPORT.attachments[0], content=b"MZ" + bytes(80))


@pytest.mark.parametrize(
    "bad",
    [
        replace(invented.DORAS_REPORT, further=(ldt.Further("9999", "x", "y"),)),
        replace(invented.DORAS_REPORT, state=State.UNKNOWN),
        replace(invented.DORAS_REPORT, attachments=(_EVIL,)),
        replace(invented.DORAS_REPORT, notices=(ldt.Notice(("Frei erfundener Grund",)),)),
        replace(invented.DORAS_REPORT, patient=replace(invented.DORA, remark="Zimmer 3")),
        replace(invented.DORAS_REPORT, patient=replace(invented.DORA, family_name="D" * 61)),
        replace(
            invented.DORAS_REPORT,
            analytes=(replace(_KALIUM, ranges=(replace(_KALIUM.ranges[0], kind="nach Gefühl"),)),),
        ),
        replace(
            invented.DORAS_REPORT,
            analytes=(replace(_KALIUM, specimen=ldt.Specimen(code="EB")),),
        ),
    ],
)
def test_what_would_not_come_back_as_it_was_is_not_written(bad: LabReport) -> None:
    with pytest.raises(UnwritableError) as refusal:
        ldt.write_reports([bad], invented.LABORATORY, ("L", "L"), invented.MADE)
    assert "Demo" not in refusal.value.detail


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"0133101Demo\r\n", b"", "L20"),
        (b"0133101Demo\r\n", b"0133101Demo\r\n0133101Demo\r\n", "L21"),
        (b"017310319680314", b"017310319681314", "L16"),
        (b"0133101Demo\r\n", b"0133101Demo\r\n0131234Demo\r\n", "L12"),
        (b"0133101Demo\r\n", b"0703101" + b"D" * 61 + b"\r\n", "L22"),
    ],
)
def test_the_check_finds_what_the_tables_forbid(old: bytes, new: bytes, code: str) -> None:
    data = invented.files()["ldt3_report.ldt"]
    assert ldt.check(io.BytesIO(data)).is_clean
    checked = ldt.check(io.BytesIO(data.replace(old, new, 1)))
    assert code in checked.problems.codes()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"0378126Fehlermeldung_Aufmerksamkeit\r\n0178002Obj_0026\r\n01072802", b"", "K099"),
        (b"0268225Timestamp_Messung", b"0268223Timestamp_Messung", "K076"),
        (b"011841806", b"011841802", "K096"),
        (b"0118410HB\r\n", b"", "K106"),
        (b"01084191\r\n", b"01084199\r\n", "K002"),
    ],
)
def test_the_context_rules_are_held_against_a_report(old: bytes, new: bytes, code: str) -> None:
    data = invented.files()["ldt3_report.ldt"]
    found = ldt.check(io.BytesIO(data.replace(old, new))).problems.codes()
    assert not {c for c in ldt.check(io.BytesIO(data)).problems.codes() if c.startswith("K")}
    assert code in found


def test_a_value_keeps_its_text_beside_its_number() -> None:
    value = value_of("<0,5")
    assert (value.text, value.operator, str(value.number)) == ("<0,5", "<", "0.5")
    assert Value("neg").number is None


def test_a_culture_of_the_old_format_comes_back_as_it_was_written() -> None:
    data, _ = invented.everything_old()
    file = ldt.read(io.BytesIO(data))
    _, back = file.reports
    assert back.germs == invented.OLD_CULTURE.germs
    assert back.kind == "8203"
    assert not file.problems


_STRANGE = Susceptibility("CIP", "wirkt schon")


@pytest.mark.parametrize(
    ("report", "field", "reason"),
    [
        (replace(invented.DORAS_OLD_REPORT, order_number="x" * 61), "8310", "zu lang"),
        (replace(invented.DORAS_OLD_REPORT, order_number="漢"), "8310", "Zeichensatz"),
        (replace(invented.DORAS_OLD_REPORT, order_number="a\nb"), "8310", "Zeilenumbr"),
        (replace(invented.OLD_CULTURE, germs=(Germ(""),)), "8440", "Kennung"),
        (replace(invented.OLD_CULTURE, germs=(Germ("K", growth="reichlich"),)), "7357", "nicht"),
        (
            replace(invented.OLD_CULTURE, germs=(Germ("K", "", "", "", (_STRANGE,)),)),
            "8447",
            "kennt LDT 2 nicht",
        ),
        (replace(invented.DORAS_OLD_REPORT, analytes=(Analyte(name="x"),)), "8410", "Kennung"),
        (replace(invented.DORAS_OLD_REPORT, report_id="7"), "7305", "nicht unverändert"),
    ],
)
def test_what_the_old_format_cannot_say_is_refused_by_field(
    report: LabReport, field: str, reason: str
) -> None:
    with pytest.raises(UnwritableError) as refusal:
        ldt.write_reports_2([report], invented.OLD_LABORATORY, invented.MADE)
    assert refusal.value.field == field
    assert reason in refusal.value.message
