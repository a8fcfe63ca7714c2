"""The command line checks and shows FHIR documents, and keeps content to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.command import CLEAN, FAILED, FLAWED, main
from formats.detect import Format, detect
from formats.fhir.check.tests.invented import VISITOR

Out = pytest.CaptureFixture[str]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "besuch.xml"
    path.write_text(VISITOR, "utf-8")
    return path


def test_a_document_is_recognised_by_its_namespace() -> None:
    assert detect(VISITOR.encode()) is Format.FHIR
    assert (
        detect(b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->" + VISITOR.encode()) is Format.FHIR
    )
    assert detect(b"<MP xmlns='http://other.example'/>") is not Format.FHIR


def test_check_says_what_is_wrong_without_content(document: Path, capsys: Out) -> None:
    document.write_text(VISITOR.replace("1990-02-28", "1990-02-30"), "utf-8")
    assert main(["check", str(document)]) == FLAWED
    said = capsys.readouterr().out
    assert "FHV23" in said
    assert "Muster" not in said


def test_check_of_a_right_document_is_clean(document: Path, capsys: Out) -> None:
    start, end = VISITOR.index("<extension"), VISITOR.index("</extension>") + len("</extension>")
    document.write_text(VISITOR[:start] + VISITOR[end:], "utf-8")
    assert main(["check", str(document), "--packages", str(document.parent / "none")]) == CLEAN
    assert "FHV01" in capsys.readouterr().out  # its profile is not at hand, and that is said


def test_show_lists_elements_and_content_only_if_asked(document: Path, capsys: Out) -> None:
    assert main(["show", str(document)]) == CLEAN
    assert "Muster" not in capsys.readouterr().out
    assert main(["show", str(document), "--show-content"]) == CLEAN
    assert "Muster" in capsys.readouterr().out


def test_what_cannot_be_converted_or_read_is_refused(document: Path, capsys: Out) -> None:
    target = document.parent / "out.json"
    assert main(["convert", str(document), str(target), "--to", "json"]) == FAILED
    assert not target.exists()
    document.write_text(VISITOR[:300], "utf-8")
    assert main(["show", str(document)]) == FAILED
    assert main(["check", str(document), "--format", "fhir"]) == FLAWED
    capsys.readouterr()
