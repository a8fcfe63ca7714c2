"""The invented files: the good ones come back whole, the hostile ones come back named."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from formats import ldt
from formats.ldt import Checksum, LabReport, LdtFile, State, Version
from formats.ldt.samples import invented, path
from formats.xdt import UnwritableError

_FILES = invented.files()


def _read(name: str) -> tuple[list[LabReport], LdtFile]:
    with path(name).open("rb") as stream:
        file = ldt.read(stream)
        return list(file.reports), file


def _bare(report: LabReport) -> LabReport:
    """What a reader adds of its own accord is not part of what was written."""
    documents = tuple(replace(a, sha256="", line=0) for a in report.attachments)
    laboratory = replace(report.laboratory, contact="Lena Labor")
    spoken = tuple(one for one in report.further if not one.is_quiet)
    return replace(report, line=0, attachments=documents, laboratory=laboratory, further=spoken)


@pytest.mark.parametrize("name", sorted(_FILES))
def test_the_committed_sample_is_what_our_writers_make(name: str) -> None:
    assert path(name).read_bytes() == _FILES[name]


def test_an_ldt3_report_comes_back_as_it_was_written() -> None:
    reports, file = _read("ldt3_report.ldt")
    assert [_bare(report) for report in reports] == [
        invented.DORAS_REPORT,
        invented.EMILS_REPORT,
    ]
    assert file.checksum is Checksum.MATCHES
    assert not file.problems
    assert len(file.kept) == 0
    assert str(file.created_at) == "21.11.2026 06:30"


def test_an_ldt2_report_comes_back_as_it_was_written() -> None:
    (report,), file = _read("ldt2_report.ldt")
    expected = replace(invented.DORAS_OLD_REPORT, laboratory=report.laboratory)
    assert _bare(report) == _bare(expected)
    assert report.laboratory.name == invented.LABORATORY.name
    assert not file.problems


def test_an_order_comes_back_as_it_was_written() -> None:
    file = ldt.read(io.BytesIO(_FILES["ldt3_order.ldt"]))
    (order,) = file.orders
    assert all(one.is_quiet for one in order.further)
    assert replace(order, line=0, further=()) == invented.DORAS_ORDER
    assert file.practice == invented.PRACTICE
    assert not file.problems


def test_all_our_writers_can_say_keeps_the_tables() -> None:
    for data in invented.everything().values():
        assert ldt.check(io.BytesIO(data)).problems.codes() <= {"K050"}


def test_an_old_order_comes_back_as_it_was_written() -> None:
    file = ldt.read(io.BytesIO(_FILES["ldt2_order.ldt"]))
    (order,) = file.orders
    assert replace(order, line=0) == invented.DORAS_OLD_ORDER
    assert (file.version, file.practice) == (Version.LDT_2, invented.PRACTICE)
    assert not file.problems
    assert ldt.check(io.BytesIO(_FILES["ldt2_order.ldt"])).is_clean


def test_an_order_to_a_community_is_a_record_of_its_own() -> None:
    assert invented.DORAS_OLD_ORDER.statutory
    payer = replace(invented.DORAS_OLD_ORDER.statutory, subgroup="28")
    tests = (ldt.OrderedTest("HB", billing="2"),)
    order = replace(invented.DORAS_OLD_ORDER, statutory=payer, tests=tests)
    assert b"80008219" in ldt.write_orders_2([order], invented.PRACTICE, invented.MADE)


@pytest.mark.parametrize(
    "order",
    [
        replace(invented.DORAS_OLD_ORDER, private=True),
        replace(invented.DORAS_OLD_ORDER, specimens=(invented.SERUM,)),
        replace(invented.DORAS_OLD_ORDER, follow_up_id="N-1"),
        replace(invented.DORAS_OLD_ORDER, order_number=""),
        replace(invented.DORAS_OLD_ORDER, patient=replace(invented.DORA, sex="D")),
        replace(invented.DORAS_OLD_ORDER, tests=(ldt.OrderedTest("HB", billing="3"),)),
    ],
)
def test_what_an_old_order_cannot_say_is_refused(order: ldt.LabOrder) -> None:
    with pytest.raises(UnwritableError):
        ldt.write_orders_2([order], invented.PRACTICE, invented.MADE)


@pytest.mark.parametrize("name", ["ldt2_report.ldt", "ldt2_report_cp437.ldt"])
def test_every_declared_charset_gives_the_same_words(name: str) -> None:
    (report,), _ = _read(name)
    assert report.analytes[0].name == "Hämoglobin"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("hostile_truncated.ldt", {"L02", "L04"}),
        ("hostile_truncated_ldt2.ldt", {"L02", "X08"}),
        ("hostile_changed_value.ldt", {"L03"}),
        ("hostile_wrong_length.ldt", {"X07", "L03"}),
        ("hostile_split_line.ldt", {"X07", "X08"}),
        ("hostile_control_characters.ldt", {"X05"}),
        ("hostile_utf8.ldt", {"X10", "L03"}),
        ("hostile_cp437_declared_iso.ldt", {"X09"}),
        ("hostile_lf_only.ldt", {"X03", "L03"}),
        ("hostile_disguised_program.ldt", {"L15"}),
        ("hostile_broken_base64.ldt", {"L13", "L03"}),
        ("hostile_open_objects.ldt", {"L07", "L03"}),
        ("hostile_empty.ldt", {"X01", "L01"}),
        ("hostile_foreign_hl7.ldt", {"X08", "L01"}),
        ("hostile_zip.ldt", {"X02", "L01"}),
    ],
)
def test_e09_a_hostile_file_is_named_and_nothing_is_raised(name: str, codes: set[str]) -> None:
    _, file = _read(name)
    assert codes <= file.problems.codes()


def test_e09_a_split_line_never_makes_a_second_patient_name() -> None:
    (report,), file = _read("hostile_split_line.ldt")
    assert report.patient.family_name == "De"
    assert [entry.raw for entry in file.kept] == [b"mo"]


def test_a_truncated_report_says_that_it_is_not_whole() -> None:
    (report,), file = _read("hostile_truncated.ldt")
    assert not report.is_complete
    assert not file.is_complete


def test_a_disguised_program_is_never_called_intact() -> None:
    (report, _emil), _ = _read("hostile_disguised_program.ldt")
    (document,) = report.attachments
    assert not document.intact
    assert document.media_type == "application/x-msdownload"


def test_problems_never_hold_a_name_or_a_finding() -> None:
    for name in _FILES:
        text = " ".join(map(str, _read(name)[1].problems))
        for secret in ("Demo", "Dora", "Kalium", "6,9", "A123456780", "Größenwahn"):
            assert secret not in text


def test_reports_come_one_at_a_time_before_the_file_is_read_to_its_end() -> None:
    one = _FILES["ldt2_report.ldt"]
    head, body, tail = one[: one.index(b"01380008202")], b"", one[one.index(b"01380008221") :]
    body = one[len(head) : one.index(b"01380008221")]
    stream = io.BytesIO(head + body * 2000 + tail)
    file = ldt.read(stream)
    next(file.reports)
    assert stream.tell() <= 1 << 19
    assert sum(1 for _ in file.reports) == 1999
    assert file.is_complete


def test_a_document_goes_to_the_store_without_staying_in_memory() -> None:
    sinks: list[io.BytesIO] = []

    def store() -> io.BytesIO:
        sinks.append(io.BytesIO())
        return sinks[-1]

    file = ldt.read(io.BytesIO(_FILES["ldt3_report.ldt"]), store)
    first = next(file.reports)
    (document,) = first.attachments
    assert document.content is None
    assert document.stored is sinks[0]
    assert sinks[0].getvalue() == invented.PDF


def test_a_huge_document_is_counted_and_hashed_but_not_held() -> None:
    line = b"0696329" + b"QUJD" * 15 + b"\r\n"
    data = _FILES["ldt3_report.ldt"]
    cut = data.index(b"0696329")
    file = ldt.read(io.BytesIO(data[:cut] + line * 600_000 + data[cut:]))
    first = next(file.reports)
    assert first.attachments[0].size > 26_000_000
    assert first.attachments[0].content is None
    assert "L14" in file.problems.codes()


def test_what_nobody_knows_is_shown_and_kept() -> None:
    data = _FILES["ldt2_report.ldt"].replace(b"0108407", b"0141234Neu!\r\n0108407")
    file = ldt.read(io.BytesIO(data))
    (report,) = file.reports
    assert [(f.field, f.text, f.is_known) for f in report.further] == [("1234", "Neu!", False)]
    assert [entry.field for entry in file.kept] == ["1234"]
    assert file.version is Version.LDT_2


def test_states_and_critical_values_reach_the_inbox() -> None:
    (dora, emil), _ = _read("ldt3_report.ldt")
    assert (dora.state, emil.state) == (State.FINAL, State.PRELIMINARY)
    critical = [a for a in dora.analytes if a.mark and a.mark.is_critical]
    assert [a.code for a in critical] == ["K"]
    assert critical[0].is_outside
    assert dora.notices[0].is_urgent
    assert str(emil.patient.birth_date) == "00.02.1990"
    assert emil.analytes[0].state is State.PENDING
