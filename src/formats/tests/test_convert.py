"""A conversion says the same in the other version, or names what it cannot say there."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from formats import gdt, ldt
from formats.command import CLEAN, FAILED, main
from formats.convert import Target, convert
from formats.detect import Format
from formats.faithful import NothingToConvertError
from formats.gdt.samples import invented as devices
from formats.gdt.samples import path as gdt_path
from formats.ldt.samples import invented as laboratory
from formats.ldt.samples import path as ldt_path
from formats.xdt import UnwritableError

Out = pytest.CaptureFixture[str]


def _device(data: bytes, target: Target) -> bytes:
    return convert(io.BytesIO(data), Format.GDT, target)


def _messages(data: bytes) -> list[gdt.GdtMessage]:
    return [replace(one, line=0) for one in gdt.read(io.BytesIO(data)).messages]


@pytest.mark.parametrize("name", ["order.gdt", "result.gdt", "result_cp437.gdt"])
def test_device_data_go_to_the_third_version_and_back(name: str) -> None:
    old = gdt_path(name).read_bytes()
    new = _device(old, Target.GDT_3)
    assert _messages(new) == [replace(one, version="03.01") for one in _messages(old)]
    assert _messages(_device(new, Target.GDT_2)) == _messages(old)


def test_several_records_stay_several() -> None:
    old = gdt.write(devices.ORDER) + gdt.write(devices.RESULT)
    assert [one.kind for one in _messages(_device(old, Target.GDT_3))] == ["6302", "6310"]


_NEW = gdt.write_3(devices.EVERYTHING_3)
_6303 = gdt_path("order_gdt3.gdt").read_bytes().replace(b"80006302", b"80006303")


@pytest.mark.parametrize(
    ("data", "target", "field", "reason"),
    [
        (_NEW, Target.GDT_2, "3626", "nicht unverändert"),
        (_6303, Target.GDT_2, "8000", "nicht öffentlich"),
        (_6303, Target.GDT_3, "8000", "nicht öffentlich"),
        (gdt.write(devices.RESULT)[:300], Target.GDT_3, "8100", "Zeilen fehlen"),
        (_NEW.replace(b"0133101Demo\r\n", b""), Target.GDT_3, "8100", "Zeilen fehlen"),
        (b"01380006310\r\n0123000123\r\n0139999Neu!\r\n", Target.GDT_3, "9999", "keinen Platz"),
        (b"01380006310\r\n0123000123\r\n", Target.GDT_3, "8315", "vorgeschrieben"),
        (gdt.write(devices.RESULT) + b"kaputt\r\n", Target.GDT_2, "8100", "Zeilen fehlen"),
        (b"kaputt\r\n" + gdt.write(devices.RESULT), Target.GDT_2, "", "Zeile 1"),
    ],
)
def test_what_a_device_file_cannot_say_there_is_refused_by_field(
    data: bytes, target: Target, field: str, reason: str
) -> None:
    with pytest.raises(UnwritableError) as refusal:
        _device(data, target)
    assert refusal.value.field == field
    assert reason in refusal.value.message


def test_a_file_without_a_record_becomes_no_file() -> None:
    with pytest.raises(NothingToConvertError):
        _device(b"0123101Eva\r\n", Target.GDT_3)


def test_the_command_says_the_field_in_german_and_leaves_no_file(
    tmp_path: Path, capsys: Out
) -> None:
    source, target = tmp_path / "neu.gdt", tmp_path / "alt.gdt"
    source.write_bytes(_NEW)
    assert main(["convert", str(source), str(target), "--to", "gdt2"]) == FAILED
    assert "Feld 3626 (Telefonnummer): " in capsys.readouterr().err
    assert not target.exists()


def test_the_command_converts_checks_and_shows_the_third_version(
    tmp_path: Path, capsys: Out
) -> None:
    target = tmp_path / "neu.gdt"
    source = str(gdt_path("result.gdt"))
    assert main(["convert", source, str(target), "--to", "gdt3"]) == CLEAN
    assert main(["check", str(target)]) == CLEAN
    assert main(["show", str(target)]) == CLEAN
    said = capsys.readouterr().out
    assert "6310 (Daten einer Untersuchung übermitteln)" in said
    assert "Demo" not in said


_LANR = ldt.Practice("Praxis Dr. Ada Beispiel", "991234500", "999999900")
_OLD = replace(
    laboratory.DORAS_OLD_REPORT,
    patient=replace(laboratory.DORAS_OLD_REPORT.patient, remark=""),
    analytes=tuple(
        replace(one, specimen=ldt.Specimen("1", "EB", "EDTA-Blut"))
        for one in laboratory.DORAS_OLD_REPORT.analytes
    ),
)
_OLD_ORDER = replace(
    laboratory.DORAS_OLD_ORDER,
    tests=(replace(laboratory.DORAS_OLD_ORDER.tests[0], specimen=laboratory.BLOOD),),
)
_UNJUDGED = replace(
    _OLD,
    analytes=(replace(_OLD.analytes[0], value=ldt.Value("neg", unit="g/dl")),),
    state=ldt.State.FINAL,
)


def _old(*reports: ldt.LabReport, contact: str = laboratory.LABORATORY.contact) -> bytes:
    sender = replace(laboratory.OLD_LABORATORY, contact=contact)
    return ldt.write_reports_2(reports or [_OLD], sender, laboratory.MADE)


def _laboratory(data: bytes, client: ldt.Practice | None = _LANR) -> bytes:
    return convert(io.BytesIO(data), Format.LDT, Target.LDT_3, client=client)


def test_an_old_report_says_the_same_in_the_new_format() -> None:
    (before,) = ldt.read(io.BytesIO(_old())).reports
    file = ldt.read(io.BytesIO(_laboratory(_old())))
    (after,) = file.reports
    assert after.patient == before.patient
    assert after.practice == _LANR
    assert [(a.code, a.value, a.ranges[0].low, a.comment) for a in after.analytes] == [
        (b.code, b.value, b.ranges[0].low, b.comment) for b in before.analytes
    ]
    assert [a.mark for a in after.analytes] == [ldt.Mark.NORMAL, ldt.Mark.VERY_HIGH]
    assert [a.specimen_ids for a in after.analytes] == [("1",), ("1",)]
    assert after.specimens == (ldt.Specimen("1", "EB", "EDTA-Blut"),)
    assert [text.text for text in after.texts] == [text.text for text in before.texts]
    assert file.created_at is not None
    assert file.created_at.day == laboratory.MADE.day


def test_a_time_of_the_summer_gets_the_zone_of_the_summer() -> None:
    summer = ldt.Moment(ldt.PartialDate(2026, 7, 1), time(8, 15))
    data = _laboratory(_old(replace(_OLD, reported_at=summer)))
    assert b"0127279081500\r\n"[3:] in data
    assert b"7273UTC+2\r\n" in data


def test_an_old_order_says_the_same_in_the_new_format() -> None:
    data = ldt.write_orders_2([_OLD_ORDER], laboratory.PRACTICE, laboratory.MADE)
    (before,) = ldt.read(io.BytesIO(data)).orders
    (after,) = ldt.read(io.BytesIO(_laboratory(data))).orders
    specimen = before.tests[0].specimen
    assert specimen is not None
    expected = replace(before.tests[0], specimen=None, specimen_ids=(specimen.id,))
    assert after.tests == (expected,)
    # An old time of day names no zone; it is the German one of its day.
    assert specimen.taken_at is not None
    taken_at = replace(specimen.taken_at, zone="UTC+1")
    assert after.specimens == (replace(specimen, taken_at=taken_at),)
    assert (after.practice, after.patient) == (before.practice, before.patient)
    assert (after.diagnoses, after.statutory, after.note) == (
        before.diagnoses,
        before.statutory,
        before.note,
    )


def test_a_new_file_may_be_written_anew() -> None:
    for name in ("ldt3_report.ldt", "ldt3_order.ldt"):
        data = ldt_path(name).read_bytes()
        assert _laboratory(data) == data


def _changed(old: bytes, new: bytes) -> bytes:
    data = _old()
    assert old in data
    return data.replace(old, new)


_GERM = b"0138440K1\r\n"
_CUT = ldt_path("ldt3_report.ldt").read_bytes()


@pytest.mark.parametrize(
    ("data", "field", "reason"),
    [
        (_old(replace(_OLD, patient=laboratory.DORAS_OLD_REPORT.patient)), "8405", "unverändert"),
        (_old(laboratory.DORAS_OLD_REPORT), "7364", "keine Nummer"),
        (_old(_UNJUDGED), "8422", "wie der Wert dazu liegt"),
        (_old(contact="Labor"), "3102", "Vor- und Nachnamen"),
        (_changed(b"80008202", b"80008201"), "7266", "welcher Art"),
        (_changed(b"0108401E", b"0118440K1\r\n0108401E"), "7281", "Nachweisverfahren"),
        (_changed(b"0108401E", b"0148407777\r\n0108401E"), "", ""),
        (_changed(b"0108401E", b"01084031\r\n0108401E"), "8403", "kein Platz"),
        (_changed(b"0108401E", b"0108401?"), "8401", "kein Platz"),
        (_changed(b"017910321112026\r\n", b""), "9103", "erstellt"),
        (_changed(b"01380008221", b""), "", ""),
        (_CUT[: len(_CUT) // 2], "8001", "abgeschnitten"),
        (_CUT.replace(b"84206,9", b"84204,9"), "9300", "Prüfsumme"),
        (_CUT.replace(b"0133101Demo\r\n", b"0133101Demo\r\nkaputt\r\n"), "9300", "Prüfsumme"),
    ],
)
def test_what_an_old_report_does_not_say_is_refused_by_field(
    data: bytes, field: str, reason: str
) -> None:
    with pytest.raises(UnwritableError) as refusal:
        _laboratory(data)
    assert refusal.value.reason
    assert "Unbekannt" not in refusal.value.message
    if field:
        assert refusal.value.field == field
        assert reason in refusal.value.message
    assert "Demo" not in refusal.value.message


def test_an_unnamed_client_is_asked_for_and_never_invented() -> None:
    with pytest.raises(UnwritableError) as refusal:
        _laboratory(_old(), client=None)
    assert refusal.value.field == "0203"
    assert "Einsender" in refusal.value.message


def test_the_command_takes_the_client(tmp_path: Path, capsys: Out) -> None:
    source, target = tmp_path / "alt.ldt", tmp_path / "neu.ldt"
    source.write_bytes(_old())
    arguments = ["convert", str(source), str(target), "--to", "ldt3"]
    assert main(arguments) == FAILED
    assert "Feld 0203" in capsys.readouterr().err
    assert not target.exists()
    who = ["--practice-name", "Praxis", "--site-number", "991234500"]
    assert main([*arguments, *who, "--doctor-number", "999999900"]) == CLEAN
    assert main(["check", str(target)]) == CLEAN
