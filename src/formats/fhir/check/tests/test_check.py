"""Checking against an invented package: what is right passes, each fault has its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.fhir.check import Library, NotAPackage, Shelf, check, check_bytes, read_package
from formats.fhir.check.tests.invented import CODES, COLOUR, PROFILE, VISITOR, package
from formats.fhir.tree import parse
from formats.xdt.problems import Severity


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library([read_package(package(tmp_path_factory.mktemp("packages")))])


def codes(library: Library, text: str) -> set[str]:
    found = check(parse(text.encode()), library).problems
    return {p.code for p in found if p.severity is not Severity.NOTE}


def test_a_right_document_is_clean(library: Library) -> None:
    assert codes(library, VISITOR) == set()


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('<birthDate value="1990-02-28"/>', "", "-visitor-born"),
        ("1990-02-28", "1990-02-30", "FHV23"),
        ("1990-02-28", "28.02.1990", "FHV23"),
        ("Muster", "Mustermann-Musterfrau", "FHV24"),
        ("dark-red", "green", "FHV26"),
        (f'<system value="{CODES}"/>', '<system value="https://other.example"/>', "FHV26"),
        ("https://card.example", "https://other.example", "FHV27"),
        ("https://card.example", "https://other.example", "FHV20"),
        ("<name>", '<name><family value="Zwei"/></name><name>', "FHV21"),
        (COLOUR, "https://profile.example/StructureDefinition/Unknown", "FHV30"),
        ('<id value="v1"/>', '<id value="v1"/><colour value="red"/>', "FHV11"),
        ('<id value="v1"/>', '<id value=""/>', "FHV13"),
        ('<given value="Mia"/>', "<given/>", "FHV13"),
        (f'<valueCoding><system value="{CODES}"/><code value="dark-red"/></valueCoding>',
         '<valueString value="x"/>', "FHV22"),
    ],
)  # fmt: skip
def test_a_fault_is_found_by_its_name(library: Library, right: str, wrong: str, code: str) -> None:
    assert right in VISITOR
    found = codes(library, VISITOR.replace(right, wrong, 1))
    assert code in found


def test_the_order_of_elements_is_fixed(library: Library) -> None:
    moved = VISITOR.replace('  <id value="v1"/>\n', "").replace(
        "</Patient>", '<id value="v1"/></Patient>'
    )
    assert "FHV12" in codes(library, moved)


def test_a_finding_names_place_and_line_and_no_content(library: Library) -> None:
    (found,) = check(parse(VISITOR.replace("Muster", "M" * 30).encode()), library).problems
    assert (found.field, found.line) == ("Patient.name[0].family", 8)
    assert "MMM" not in str(found)


def test_an_unknown_profile_is_a_note_and_never_an_alarm() -> None:
    found = check(parse(VISITOR.replace(COLOUR, f"{PROFILE}x").encode()), Library())
    assert {p.code for p in found.problems if p.code != "FHV30"} >= {"FHV01"}
    assert all(p.severity is Severity.NOTE for p in found.problems if p.code == "FHV01")


def test_a_version_not_held_is_said(library: Library) -> None:
    found = check(parse(VISITOR.replace("|1.4", "|1.1").encode()), library)
    assert found.is_clean
    assert "FHV02" in found.problems.codes()


def test_a_named_rule_is_carried_to_a_version_not_held(library: Library) -> None:
    older = VISITOR.replace("|1.4", "|1.1").replace('<birthDate value="1990-02-28"/>', "")
    assert "-visitor-born" in codes(library, older)


def test_a_broken_package_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "broken.tgz").write_bytes(b"\x1f\x8b no archive")
    with pytest.raises(NotAPackage):
        read_package(tmp_path / "broken.tgz")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotAPackage):
        read_package(tmp_path / "empty")


def test_bytes_that_are_no_document_give_a_problem() -> None:
    assert check_bytes(b"", Shelf()).problems.codes() == {"FHR01"}
    assert check_bytes(b"<a/>", Shelf()).problems.codes() == {"FHV10"}


PARTS = ["Muster", "dark-red", "|1.4", "value", "name", "<given", "/>", "1990", "Coding", PROFILE]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PARTS), st.text(max_size=8)), max_size=4))
def test_any_change_ends_in_findings_and_never_in_an_error(
    library: Library, changes: list[tuple[str, str]]
) -> None:
    text = VISITOR
    for right, wrong in changes:
        text = text.replace(right, wrong, 1)
    shelf = Shelf()
    shelf._held[("",)] = library
    assert check_bytes(text.encode("utf-8", "replace"), shelf).problems is not None
