"""Every file of the official folders goes through the command: recognised, or refused politely."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from formats.command import CLEAN, FAILED, FLAWED, main
from formats.detect import HEAD, Format, detect
from house import official

pytestmark = pytest.mark.official

# Folder -> how many files of which of our formats; FHIR has tests of its own, all else is none.
LEDGER: dict[str, dict[Format, int]] = {
    "aw": {},
    "bdt": {Format.BDT: 1},
    "bmp": {Format.BMP: 2, Format.CATALOGUE: 1},  # its table of headings looks like a key table
    "datev": {},
    "dguv": {},
    "dipag": {},
    "eau": {},
    "ebm": {Format.CATALOGUE: 1},
    "eeb": {},
    "erezept": {},
    "evdga": {},
    "fhir-packages": {},
    "forms": {},
    "gdt": {Format.GDT: 6},
    "goae": {Format.CATALOGUE: 1},
    "icd10gm": {Format.CATALOGUE: 1},
    "kim": {},
    "konnektor": {},
    "kvdt": {Format.KVDT: 4},
    "ldt": {Format.LDT: 10},
    "padnext": {},
    "recht": {},
    "schluesseltabellen": {Format.CATALOGUE: 3},
    "sdkt": {Format.CATALOGUE: 1},
    "vsd": {},
    "vsdm2": {},
    "xrechnung": {},
    "zugferd": {},
}
_PERSON = re.compile(rb"^\d{3}(?:3101|3102|3105|3107|3119)([^\r\n]{4,})", re.MULTILINE)


def _files(topic: str) -> list[Path]:
    return sorted(path for path in official.folder(topic).rglob("*") if path.is_file())


def _kind(path: Path) -> Format | None:
    with path.open("rb") as stream:
        return detect(stream.read(HEAD), path.name)


def test_every_folder_of_samples_is_in_the_ledger() -> None:
    base = official.root()
    if base is None:
        pytest.skip("official samples are not on this machine")
    assert {path.name for path in base.iterdir() if path.is_dir()} == set(LEDGER)


@pytest.mark.parametrize("topic", sorted(LEDGER))
def test_our_formats_are_recognised_and_nothing_else_is_taken_for_them(topic: str) -> None:
    found = Counter(kind for path in _files(topic) if (kind := _kind(path)))
    del found[Format.FHIR]
    assert found == LEDGER[topic]


@pytest.mark.parametrize("command", ["check", "show"])
@pytest.mark.parametrize("topic", sorted(LEDGER))
def test_the_command_answers_every_file_and_says_why_it_cannot(
    topic: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in _files(topic):
        answer = main([command, str(path)])
        said = capsys.readouterr()
        assert answer in (CLEAN, FLAWED, FAILED), path.name
        if _kind(path) is None:
            assert answer == FAILED, path.name
            assert said.out == "", path.name
            assert "nicht erkannt" in said.err, path.name
        else:
            assert said.out or said.err, path.name


@pytest.mark.parametrize("topic", ["bdt", "gdt", "kvdt", "ldt"])
def test_no_name_number_or_street_is_printed_unasked(
    topic: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sought = 0
    for path in _files(topic):
        # Whole words only, and one sample calls a patient as the field is called.
        persons = {text.decode("latin-1").strip() for text in _PERSON.findall(path.read_bytes())}
        persons.discard("Vorname")
        for command in ("check", "show"):
            main([command, str(path)])
            said = capsys.readouterr()
            shown = {word for word in persons if re.search(rf"\b{re.escape(word)}\b", said.out)}
            assert shown == set(), f"{path.name}: {len(shown)} of {len(persons)} shown"
        sought += len(persons)
    assert sought


@pytest.mark.parametrize("topic", sorted(LEDGER))
def test_every_file_of_ours_becomes_json_or_is_refused_politely(
    topic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, path in enumerate(_files(topic)):
        target = tmp_path / f"{number}.json"
        answer = main(["convert", str(path), str(target), "--to", "json"])
        assert target.exists() is (answer == CLEAN), path.name
        if answer == CLEAN:
            assert json.loads(target.read_text("utf-8")), path.name
        else:
            assert capsys.readouterr().err, path.name
        whole = _kind(path) not in (None, Format.FHIR) and "fragment" not in path.name
        if whole and topic != "bmp":
            assert answer == CLEAN, path.name
