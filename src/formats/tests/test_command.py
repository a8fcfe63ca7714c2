"""The command line says what is wrong and keeps patient data to itself."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from formats.bdt.samples import path as bdt_path
from formats.bmp.samples import path as bmp_path
from formats.catalogues.samples import names as catalogue_names
from formats.catalogues.samples import path as catalogue_path
from formats.command import CLEAN, FAILED, FLAWED, main
from formats.detect import Format, detect
from formats.fhir.samples import path as fhir_path
from formats.gdt.samples import path as gdt_path
from formats.kvdt.samples import path as kvdt_path
from formats.ldt.samples import path as ldt_path
from formats.show import printable

Out = pytest.CaptureFixture[str]

_GOOD = [
    (ldt_path("ldt3_report.ldt"), Format.LDT),
    (ldt_path("ldt2_report.ldt"), Format.LDT),
    (ldt_path("ldt3_order.ldt"), Format.LDT),
    (gdt_path("result.gdt"), Format.GDT),
    (kvdt_path("adt.con"), Format.KVDT),
    (bdt_path("export.bdt"), Format.BDT),
    (bmp_path("plan.xml"), Format.BMP),
]
_SECRETS = ("Demo", "Dora", "A123456780", "Musterweg", "Kalium", "Lumboischialgie")


@pytest.mark.parametrize(("path", "kind"), _GOOD)
def test_a_format_is_recognised_by_its_records_not_its_name(path: Path, kind: Format) -> None:
    assert detect(path.read_bytes(), "befund.txt") is kind
    assert detect(b"PK\x03\x04", "befund.txt") is None


@pytest.mark.parametrize(("path", "_kind"), _GOOD)
def test_check_is_clean_for_good_files_and_names_nobody(
    path: Path, _kind: Format, capsys: Out
) -> None:
    assert main(["check", str(path)]) == CLEAN
    said = capsys.readouterr().out
    assert "amtliche Prüfung" in said
    assert not any(secret in said for secret in _SECRETS)


@pytest.mark.parametrize(
    "path",
    [
        ldt_path("hostile_changed_value.ldt"),
        ldt_path("hostile_truncated.ldt"),
        kvdt_path("hostile_unknown_doctor.con"),
        bdt_path("hostile_truncated.bdt"),
    ],
)
def test_check_is_flawed_for_bad_files(path: Path, capsys: Out) -> None:
    assert main(["check", str(path)]) == FLAWED
    assert "Fehler [" in capsys.readouterr().out


@pytest.mark.parametrize(("path", "_kind"), _GOOD)
def test_show_hides_content_unless_asked(path: Path, _kind: Format, capsys: Out) -> None:
    assert main(["show", str(path)]) == CLEAN
    hidden = capsys.readouterr().out
    assert "Zeichen)" in hidden
    assert not any(secret in hidden for secret in _SECRETS)
    assert main(["show", "--show-content", str(path)]) == CLEAN
    shown = capsys.readouterr().out
    assert "Demo" in shown
    assert ("Version" if _kind is Format.BMP else "Satzart") in shown


def test_show_sends_nothing_a_terminal_obeys() -> None:
    assert printable("a\x1b[2Jb\u202ec") == "a\\x1b[2Jb\\u202ec"


def test_convert_writes_once_and_for_the_owner_alone(tmp_path: Path, capsys: Out) -> None:
    target = tmp_path / "neu.json"
    source = str(ldt_path("ldt3_report.ldt"))
    assert main(["convert", source, str(target), "--to", "json"]) == CLEAN
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    reports = json.loads(target.read_text(encoding="utf-8"))
    assert [report["type"] for report in reports] == ["LabReport", "LabReport"]
    assert reports[0]["value"]["attachments"][0]["size"] == 269
    assert main(["convert", source, str(target), "--to", "json"]) == FAILED
    assert "Datei" in capsys.readouterr().err


def test_convert_refuses_an_old_file_that_says_too_little_for_the_new_format(
    tmp_path: Path,
) -> None:
    target = tmp_path / "neu.ldt"
    source = str(ldt_path("ldt2_report.ldt"))
    assert main(["convert", source, str(target), "--to", "ldt3"]) == FAILED
    assert not target.exists()


@pytest.mark.parametrize(
    ("source", "to"),
    [(gdt_path("result_cp437.gdt"), "gdt2"), (kvdt_path("adt.con"), "kvdt")],
)
def test_convert_writes_strictly(source: Path, to: str, tmp_path: Path) -> None:
    target = tmp_path / "neu"
    assert main(["convert", str(source), str(target), "--to", to]) == CLEAN
    assert main(["check", str(target)]) == CLEAN


def test_convert_refuses_what_does_not_exist(tmp_path: Path, capsys: Out) -> None:
    target = str(tmp_path / "neu")
    assert main(["convert", str(bdt_path("export.bdt")), target, "--to", "ldt3"]) == FAILED
    assert "gibt es nicht" in capsys.readouterr().err


def test_a_missing_or_foreign_file_is_said_in_german(tmp_path: Path, capsys: Out) -> None:
    assert main(["check", str(tmp_path / "fehlt.ldt")]) == FAILED
    foreign = tmp_path / "bild.png"
    foreign.write_bytes(b"\x89PNG")
    assert main(["show", str(foreign)]) == FAILED
    assert "nicht erkannt" in capsys.readouterr().err


@pytest.mark.parametrize("name", catalogue_names())
def test_catalogues_are_recognised_checked_and_shown(name: str, capsys: Out) -> None:
    path = catalogue_path(name)
    assert detect(path.read_bytes(), name) is Format.CATALOGUE
    assert main(["check", str(path)]) == CLEAN
    assert main(["show", str(path)]) == CLEAN
    assert "Sätze gelesen" in capsys.readouterr().out


def test_a_broken_catalogue_is_flawed_with_its_line(tmp_path: Path, capsys: Out) -> None:
    name = "icd10gm2031syst_kodes.txt"
    broken = tmp_path / name
    broken.write_bytes(catalogue_path(name).read_bytes() + b"3;N;kaputt\n")
    assert main(["check", str(broken)]) == FLAWED
    assert "Zeile 11" in capsys.readouterr().out


def test_a_plan_is_written_again_byte_by_byte_and_to_json(tmp_path: Path) -> None:
    source, again, told = bmp_path("plan.xml"), tmp_path / "plan", tmp_path / "plan.json"
    assert main(["convert", str(source), str(again), "--to", "bmp"]) == CLEAN
    assert main(["check", str(again)]) == CLEAN
    assert main(["convert", str(source), str(told), "--to", "json"]) == CLEAN
    assert json.loads(told.read_text("utf-8"))[0]["type"] == "MedicationPlan"


@pytest.mark.parametrize("name", ["hostile_entity.xml", "hostile_truncated.xml"])
def test_a_hostile_plan_is_flawed_and_cannot_be_shown(name: str, capsys: Out) -> None:
    assert main(["check", str(bmp_path(name)), "--format", "bmp"]) == FLAWED
    assert main(["show", str(bmp_path(name)), "--format", "bmp"]) == FAILED
    assert "kein lesbarer Medikationsplan" in capsys.readouterr().err


def test_a_prescription_becomes_json_with_every_element_no_field_claims(tmp_path: Path) -> None:
    whole = fhir_path("erezept_pzn.xml").read_text("utf-8")
    strange = tmp_path / "strange.xml"
    strange.write_text(whole.replace("</Bundle>", '<signed value="x"/></Bundle>'), "utf-8")
    told = tmp_path / "told.json"
    assert main(["convert", str(strange), str(told), "--to", "json"]) == CLEAN
    document, kept = json.loads(told.read_text("utf-8"))
    assert document["type"] == "Prescription"
    assert document["value"]["medication"]["code"]["code"] == "12345678"
    assert kept["value"]["kept"] == "Bundle/signed"
    assert "signed" in kept["value"]["xml"]


def test_a_fhir_document_of_another_kind_is_refused_in_german(tmp_path: Path, capsys: Out) -> None:
    other = tmp_path / "other.xml"
    other.write_text('<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>')
    target = tmp_path / "told.json"
    assert main(["convert", str(other), str(target), "--to", "json"]) == FAILED
    assert "Diese Umwandlung gibt es nicht" in capsys.readouterr().err
    assert not target.exists()


def test_orders_become_json_too_and_never_an_empty_report(tmp_path: Path, capsys: Out) -> None:
    source, told = str(ldt_path("ldt3_order.ldt")), tmp_path / "told.json"
    assert main(["convert", source, str(told), "--to", "json"]) == CLEAN
    assert {one["type"] for one in json.loads(told.read_text("utf-8"))} == {"LabOrder"}
    made = tmp_path / "made.ldt"
    assert main(["convert", source, str(made), "--to", "ldt3"]) == CLEAN
    assert made.read_bytes() == ldt_path("ldt3_order.ldt").read_bytes()
    empty, nothing = tmp_path / "empty.ldt", tmp_path / "nothing.ldt"
    empty.write_bytes(made.read_bytes()[:13] + b"01380018230\r\n")
    assert main(["convert", str(empty), str(nothing), "--to", "ldt3"]) == FAILED
    assert "nichts, was umgewandelt" in capsys.readouterr().err
    assert not nothing.exists()


def test_a_billing_file_says_which_rules_lacked_master_data(tmp_path: Path, capsys: Out) -> None:
    file = str(kvdt_path("adt.con"))
    assert main(["check", file]) == CLEAN
    said = capsys.readouterr().out
    assert "Nicht geprüft, weil die Postleitzahlen-Stammdatei (SDPLZ) nicht gegeben ist: " in said
    assert "R478, R783." in said
    assert said.index("Nicht geprüft") < said.index("Keine Fehler gefunden")


def _folder(place: Path, *names: str) -> Path:
    """Invented master files moved into the quarter of our billing file."""
    for name in names:
        data = catalogue_path(name).read_bytes()
        data = data.replace(b"911112031", b"911142026").replace(b"2031-01-01", b"2026-10-01")
        (place / name).write_bytes(data)
    return place


def test_master_files_of_a_folder_are_taken_and_count(tmp_path: Path, capsys: Out) -> None:
    folder = _folder(tmp_path, "PLZ99_1.131", "Kvsp97_1.131", "sdhdrg.xml")
    (folder / "liesmich.pdf").write_bytes(b"%PDF")
    (folder / "kaputt.131").write_bytes(catalogue_path("PLZ99_1.131").read_bytes()[:-20])
    file = str(kvdt_path("hybrid.con"))
    assert main(["check", file, "--master", str(folder)]) == CLEAN
    said = capsys.readouterr().out
    assert "Stammdaten: Postleitzahlen 2026/Q4 (PLZ1016.01)." in said
    assert "liesmich.pdf nicht gelesen: Das ist keine bekannte Stammdatei." in said
    assert "kaputt.131 nicht gelesen: " in said
    assert "[R221]" in said
    assert "SDHDRG" not in said
    assert "SDPLZ" not in said
    assert "SDOPS) für 4/2026 fehlt: R223." in said


def test_a_folder_that_is_not_there_is_said_in_german(tmp_path: Path, capsys: Out) -> None:
    file = str(kvdt_path("adt.con"))
    assert main(["check", file, "--master", str(tmp_path / "fehlt")]) == FAILED
    assert "gelesen oder geschrieben" in capsys.readouterr().err
