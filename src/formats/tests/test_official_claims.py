"""Every official file of our formats is used by a test; every other folder says whose it is."""

from __future__ import annotations

import csv
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from formats.bmp.fields import FACTS, HEADINGS
from formats.gdt.fields import FIELDS as GDT_FIELDS
from formats.kvdt.fields import FIELDS as KVDT_FIELDS
from formats.kvdt.grammar import TREES
from formats.ldt.codes import CODES, OPEN
from formats.ldt.fields import FIELDS as LDT_FIELDS
from formats.ldt.objects import OBJECTS
from house import official

pytestmark = pytest.mark.official

_CATALOGUES = ("ebm", "goae", "icd10gm", "schluesseltabellen", "sdkt")
# Folder -> pattern -> the test module that reads it.
CLAIMS = {
    "kvdt": {
        "*.con": "formats/kvdt/tests/test_official.py",
        "kvdt_fields_*.tsv": "formats/kvdt/tests/test_official.py",
        "kvdt_rules_*.tsv": "formats/kvdt/tests/test_official.py",
        "kvdt_record_grammar_*.txt": "here",
        "kvdt_types_*.tsv": "here",
    },
    "ldt": {
        "*.ldt": "formats/ldt/tests/test_official.py, praxis/exchange/lab/tests/test_official.py",
        "ldt2_gnumed_*.dat": "formats/ldt/tests/test_official.py",
        "ldt3_*_fields.tsv": "here",
        "ldt3_*_objects.tsv": "here",
        "ldt3_*_enums.tsv": "here",
        "ldt3_*_rules.tsv": "formats/ldt/tests/test_rules.py",
    },
    "gdt": {"*.gdt": "formats/gdt/tests/test_gdt.py", "gdt2.1_fields_elexis.tsv": "here"},
    "bdt": {"*.bdt": "formats/bdt/tests/test_bdt.py"},
    "bmp": {
        "*.xml": "formats/bmp/tests/test_bmp.py",
        "bmp_*_attributes.tsv": "here",
        "bmp_zwischenueberschriften.tsv": "here",
    },
    **{topic: {"*": "formats/catalogues/tests/test_official.py"} for topic in _CATALOGUES},
    "erezept": {"*.xml": "formats/fhir/check/tests/test_official.py"},
    "eau": {"*.xml": "formats/fhir/check/tests/test_official.py"},
    "evdga": {"*.xml": "formats/fhir/check/tests/test_official.py"},
    "eeb": {
        "*.xml": "formats/fhir/check/tests/test_official_others.py",
        "*.json": "formats/fhir/check/tests/test_official_others.py",
    },
    "dipag": {"*.json": "formats/fhir/check/tests/test_official_others.py"},
    "vsdm2": {"*.json": "formats/fhir/check/tests/test_official_others.py"},
    "dguv": {"*.xml": "formats/fhir/check/tests/test_official_others.py"},
    "aw": {"*.xml": "formats/fhir/check/tests/test_official_others.py"},
    "fhir-packages": {
        "kbv*.tgz": "formats/fhir/check/tests/test_official.py",
        "de.basisprofil*.tgz": "formats/fhir/check/tests/test_official_others.py",
        "de.fhir.medication*.tgz": "formats/fhir/check/tests/test_official.py",
        "gematik.kbv*.tgz": "formats/fhir/check/tests/test_official.py",
        "de.gematik.erezept*.tgz": "formats/fhir/check/tests/test_official.py: read and compiled",
        "kbv_fhirpath_constraints.tsv": "formats/fhir/check/tests/test_official.py",
    },
}
# Folders no package of ours reads yet, and whose work they are.
OTHERS = {
    "datev": "bookkeeping: no package yet",
    "forms": "forms of the KBV: belongs to praxis.forms",
    "kim": "mail: no package yet",
    "konnektor": "telematics: no package yet",
    "padnext": "private billing: no package yet",
    "recht": "texts of laws, to read",
    "vsd": "data of the card: no package yet",
    "xrechnung": "electronic invoice: no package yet",
    "zugferd": "electronic invoice: no package yet",
}


def _rows(topic: str, pattern: str) -> list[dict[str, str]]:
    (path,) = official.folder(topic).glob(pattern)
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


@pytest.mark.parametrize("topic", sorted(CLAIMS))
def test_every_official_file_is_claimed_and_every_claim_has_a_file(topic: str) -> None:
    found = {path.name for path in official.folder(topic).rglob("*") if path.is_file()}
    found -= {"SOURCES.md"}
    patterns = CLAIMS[topic]
    assert [name for name in found if not any(fnmatch(name, one) for one in patterns)] == []
    assert [one for one in patterns if not any(fnmatch(name, one) for name in found)] == []


def test_every_folder_is_claimed_or_somebody_elses() -> None:
    base = official.root()
    if base is None:
        pytest.skip("official samples are not on this machine")
    assert {path.name for path in base.iterdir() if path.is_dir()} == CLAIMS.keys() | OTHERS.keys()
    assert not CLAIMS.keys() & OTHERS.keys()


def test_every_claim_names_a_test_that_looks_into_the_folder() -> None:
    source = Path(__file__).parents[2]
    for topic, patterns in CLAIMS.items():
        for claim in patterns.values():
            for name in re.findall(r"\S+/test_\w+\.py", claim):
                text = (source / name).read_text(encoding="utf-8")
                assert "official" in text, name
                assert f'"{topic}"' in text or "FOLDERS" in text, f"{name} never asks for {topic}"


def test_our_types_of_billing_accept_what_the_official_ones_accept() -> None:
    rows = _rows("kvdt", "kvdt_types_*.tsv")
    types = {row["type"]: re.compile(row["regex"]) for row in rows}
    for row in _rows("kvdt", "kvdt_fields_*.tsv"):
        kind = KVDT_FIELDS[row["fk"]].kind
        for text in _PROBES:
            theirs, ours = bool(types[row["type"]].search(text)), kind.accepts(text)
            # Ours also asks the calendar, which theirs leaves to a rule.
            assert ours == theirs or (theirs and kind.dated), f"{row['fk']}: {text!r}"


# At least one right and one wrong content for every type.
_PROBES = (
    *("", "0", "1", "2", "9", "00", "01", "07", "99", "123", "1234", "12345", "123456", "1234567"),
    *("12345678", "123456789", "1234567890", "20261005", "00000000", "20260000", "20261332"),
    *("2026100520261231", "1530", "2460", "20261005153000", "32026", "52026", "A123456780", "Ä"),
    *("x" * count for count in (2, 3, 5, 7, 20, 30, 45, 60, 61, 100, 990)),
    *("M", "W", "D", "X", "U", "G", "V", "Z", "A", "R", "L", "B", "M54.4", "M54.4-", "I10"),
    *("03000", "03000A", "X/1/2612/36/abc", "999999900", "555555123", "1:2", "ADT0226.01"),
)


def test_our_codes_of_the_laboratory_hold_the_official_ones() -> None:
    official_codes: dict[str, set[str]] = {}
    for row in _rows("ldt", "ldt3_*_enums.tsv"):
        official_codes.setdefault(row["enum"], set()).add(row["code"])
    compared = 0
    for row in _rows("ldt", "ldt3_*_fields.tsv"):
        ours, theirs = CODES.get(row["fk"]), official_codes.get(row["type"])
        if theirs and row["fk"] not in _OTHERWISE:
            assert ours, f"{row['fk']}: no codes"
            # The combinations of programmes and new special cases may be younger than ours.
            assert theirs <= ours.keys() or row["fk"] in OPEN, row["fk"]
            compared += 1
    assert compared > 60


# Version (checked as such) and time zones (kept as written).
_OTHERWISE = {"0001", "7273"}


def test_our_headings_of_the_plan_are_the_official_ones() -> None:
    rows = _rows("bmp", "bmp_zwischenueberschriften.tsv")
    assert {row["code"]: row["bezeichnung"] for row in rows} == HEADINGS


def test_our_attributes_of_the_plan_are_the_official_ones() -> None:
    rows = _rows("bmp", "bmp_*_attributes.tsv")
    theirs = {(row["element"], name) for row in rows for name in row["attribut"].split()}
    ours = {(element, fact.attribute) for element, facts in FACTS.items() for fact in facts}
    # The patch number is forbidden: read, kept, never written.
    assert {pair for pair in theirs if pair[0] in FACTS} - {("MP", "p")} <= ours


def test_our_gdt_fields_hold_those_another_program_knows() -> None:
    path = official.folder("gdt") / "gdt2.1_fields_elexis.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    theirs = {line.split("\t")[0] for line in lines if "FELDKENNUNG" in line}
    assert theirs <= GDT_FIELDS.keys()


def test_our_laboratory_tables_hold_the_official_fields_and_objects() -> None:
    objects = {row["id"] for row in _rows("ldt", "ldt3_*_objects.tsv") if row["kind"] == "Objekt"}
    assert objects <= OBJECTS.keys()
    fields = {row["fk"] for row in _rows("ldt", "ldt3_*_fields.tsv") if row["fk"].isdecimal()}
    assert fields - LDT_FIELDS.keys() == set()


def test_our_grammar_knows_every_record_of_the_official_one() -> None:
    (path,) = official.folder("kvdt").glob("kvdt_record_grammar_*.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    named = {line.split("=")[0].strip() for line in lines if "=" in line and line[:1].isalnum()}
    records = {name for name in named if name in {"con0", "con9", "besa", "rvsa", "adt0", "adt9"}}
    assert len(records) > 3
    assert records <= TREES.keys()
