"""Every official file of our formats is used by a test, or it says here why not."""

from __future__ import annotations

import csv
from fnmatch import fnmatch

import pytest

from formats.bmp.fields import FACTS, HEADINGS
from formats.gdt.fields import FIELDS as GDT_FIELDS
from formats.kvdt.grammar import TREES
from formats.ldt.fields import FIELDS as LDT_FIELDS
from formats.ldt.objects import OBJECTS
from house import official

pytestmark = pytest.mark.official

# Folder -> pattern -> the test module that reads it. "read by hand" is no test and says so.
CLAIMS = {
    "kvdt": {
        "*.con": "formats/kvdt/tests/test_official.py",
        "kvdt_fields_*.tsv": "formats/kvdt/tests/test_official.py",
        "kvdt_rules_*.tsv": "formats/kvdt/tests/test_official.py",
        "kvdt_record_grammar_*.txt": "here",
        "kvdt_types_*.tsv": "read by hand: regular expressions named by type, told again per field",
    },
    "ldt": {
        "*.ldt": "formats/ldt/tests/test_official.py, praxis/exchange/lab/tests/test_official.py",
        "ldt2_gnumed_*.dat": "formats/ldt/tests/test_official.py",
        "ldt3_*_fields.tsv": "here",
        "ldt3_*_objects.tsv": "here",
        "ldt3_*_enums.tsv": "read by hand: named by class, not by field",
        "ldt3_*_rules.tsv": "read by hand: names of classes with a word each",
    },
    "gdt": {"*.gdt": "formats/gdt/tests/test_gdt.py", "gdt2.1_fields_elexis.tsv": "here"},
    "bdt": {"*.bdt": "formats/bdt/tests/test_bdt.py"},
    "bmp": {
        "*.xml": "formats/bmp/tests/test_bmp.py",
        "bmp_*_attributes.tsv": "here",
        "bmp_zwischenueberschriften.tsv": "here",
    },
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
