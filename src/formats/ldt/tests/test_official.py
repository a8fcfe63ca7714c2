"""The official and public sample files, read in place."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest

from formats import ldt
from formats.convert import Target, convert
from formats.detect import Format
from formats.ldt import Checksum, Mark, State, Version
from formats.xdt import UnwritableError
from house import official

pytestmark = pytest.mark.official


@pytest.mark.parametrize("path", official.cases("ldt", "Z01*.ldt"))
def test_the_official_file_is_read_without_a_word_and_its_sum_matches(path: Path) -> None:
    with path.open("rb") as stream:
        file = ldt.read(stream)
        reports = list(file.reports)
    assert file.version is Version.LDT_3
    assert file.checksum is Checksum.MATCHES
    assert file.is_complete
    assert [str(problem) for problem in file.problems] == []
    assert len(file.kept) == 0
    assert len(reports) + file.order_records == 1


def test_the_official_report_gives_values_ranges_and_marks() -> None:
    (path,) = official.folder("ldt").glob("*UseCase05*")
    with path.open("rb") as stream:
        (report,) = ldt.read(stream).reports
    high, low = report.analytes
    assert (high.code, high.mark, high.is_outside) == ("HBs-Ag", Mark.VERY_HIGH, True)
    assert low.value is not None
    assert low.value.number == Decimal("5.65")
    assert (low.ranges[0].low, low.ranges[0].high) == (Decimal("14.25"), Decimal("80.00"))
    assert report.state is State.FINAL
    assert [specimen.name for specimen in report.specimens] == ["Serum", "Citrat-Blut"]
    assert len(report.notices) == 3


def test_an_old_file_with_a_false_declaration_is_read_and_said() -> None:
    path = official.folder("ldt") / "ldt2_gnumed_ldt-Kirk-EML.dat"
    with path.open("rb") as stream:
        file = ldt.read(stream)
        reports = list(file.reports)
    assert file.version is Version.LDT_2
    assert [len(report.analytes) for report in reports] == [10, 10, 21]
    assert all(report.state is State.FINAL for report in reports)
    assert "X09" in file.problems.codes()
    names = {analyte.name for report in reports for analyte in report.analytes}
    assert "Hämoglobin" in names


@pytest.mark.parametrize("path", official.cases("ldt", "libldt3-fragment-*.ldt"))
def test_fragments_with_partial_dates_are_read_as_far_as_they_go(path: Path) -> None:
    with path.open("rb") as stream:
        file = ldt.read(stream)
        reports = list(file.reports)
    assert len(reports) + file.order_records == 1
    assert file.problems.codes() <= {"L02", "L04", "L18"}


def _lines(data: bytes) -> list[bytes]:
    """Without what names the writing system: those of object 0051 and the sum over all."""
    own = (b"8315", b"8316", b"0105", b"0103", b"0132", b"9300")
    return [line[3:] for line in data.split(b"\r\n") if line[3:7] not in own]


def test_the_official_report_is_written_back_line_by_line() -> None:
    (path,) = official.folder("ldt").glob("*UseCase05*")
    data = path.read_bytes()
    file = ldt.read(io.BytesIO(data))
    reports = list(file.reports)
    given, _, family = file.laboratory.contact.rpartition(" ")
    assert file.created_at is not None
    made = ldt.write_reports(reports, file.laboratory, (family, given), file.created_at)
    assert _lines(made) == _lines(data)


@pytest.mark.parametrize("path", official.cases("ldt", "Z01*Auftrag*.ldt"))
def test_the_official_orders_are_written_back_line_by_line(path: Path) -> None:
    data = path.read_bytes()
    file = ldt.read(io.BytesIO(data))
    orders = list(file.orders)
    assert file.created_at is not None
    sender = ldt.Sender(facts=file.head_facts)
    made = ldt.write_orders(orders, file.practice, file.created_at, sender)
    assert _lines(made) == _lines(data)


@pytest.mark.parametrize("path", official.cases("ldt", "Z01*.ldt"))
def test_the_official_file_is_converted_with_who_writes_and_is_written_to(path: Path) -> None:
    data = path.read_bytes()
    made = convert(io.BytesIO(data), Format.LDT, Target.LDT_3)
    kept = (b"8315", b"8316")
    said = [[li for li in one.split(b"\r\n") if li[3:7] in kept] for one in (data, made)]
    assert said[0] == said[1]
    assert _lines(made) == _lines(data)


def test_the_old_report_is_written_back_with_its_billing() -> None:
    path = official.folder("ldt") / "ldt2_gnumed_ldt-Kirk-EML.dat"
    file = ldt.read(io.BytesIO(path.read_bytes()))
    reports = list(file.reports)
    assert file.created_at is not None
    made = ldt.write_reports_2(reports, file.laboratory, file.created_at)
    said = [line for line in _lines(path.read_bytes()) if line[:4] == b"8412"]
    assert said
    assert [line for line in _lines(made) if line[:4] == b"8412"] == said


def test_a_report_that_names_no_patient_is_refused_for_that() -> None:
    path = official.folder("ldt") / "ldt2_levinalex_lg_report_example.ldt"
    file = ldt.read(io.BytesIO(path.read_bytes()))
    reports = list(file.reports)
    assert file.created_at is not None
    with pytest.raises(UnwritableError, match="keinen Patienten"):
        ldt.write_reports_2(reports, file.laboratory, file.created_at)
