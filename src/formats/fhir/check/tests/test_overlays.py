"""Profiles without snapshot, their slices, places of extensions, bounds: each fault by its name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from formats.fhir.check import Library, Shelf, check, check_bytes
from formats.fhir.definitions.packages import Package, compact
from formats.fhir.tree import parse
from formats.xdt.problems import Severity

_HERE: Final = "https://profile.example/StructureDefinition/"
_CORE: Final = "http://hl7.org/fhir/StructureDefinition/"


def _profile(
    name: str, kind: str, *elements: dict[str, Any], base: str = "", **more: Any
) -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition", "url": _HERE + name, "version": "1.0", "name": name,
        "kind": "complex-type" if kind == "Extension" else "resource", "type": kind,
        "baseDefinition": base or _CORE + kind, "differential": {"element": list(elements)}, **more,
    }  # fmt: skip


def _said(where: str, **more: Any) -> dict[str, Any]:
    path = ".".join(step.partition(":")[0] for step in where.split("."))
    name = where.rpartition(":")[2] if ":" in where.rpartition(".")[2] else None
    return {"id": where, "path": path, **({"sliceName": name} if name else {}), **more}


def _by(kind: str, path: str, rules: str = "open", **more: Any) -> dict[str, Any]:
    return {"discriminator": [{"type": kind, "path": path}], "rules": rules, **more}


_NUMBERS: Final = _profile(
    "Numbered", "Patient",
    _said("Patient.identifier", slicing=_by("value", "system"), min=1),
    _said("Patient.identifier:card", min=1, max="1"),
    _said("Patient.identifier:card.system", fixedUri="https://card.example"),
)  # fmt: skip
_SHORT: Final = _profile(  # rests on the other, names neither slicing nor system again
    "Short", "Patient",
    _said("Patient.identifier:card.value", maxLength=3),
    _said("Patient.name.family", maxLength=5),
    _said("Patient.extension:pair", max="1",
          type=[{"code": "Extension", "profile": [_HERE + "Pair"]}]),
    _said("Patient.extension:pair.extension:left", min=1),
    _said("Patient.multipleBirth[x]", maxValueInteger=8, minValueInteger=2),
    base=_HERE + "Numbered",
)  # fmt: skip
_PAIR: Final = _profile(
    "Pair", "Extension",
    _said("Extension.extension:left", min=0, max="1"),
    _said("Extension.extension:left.url", fixedUri="left"),
    _said("Extension.extension:left.value[x]", type=[{"code": "string"}], min=1),
    _said("Extension.url", fixedUri=_HERE + "Pair"),
    context=[{"type": "element", "expression": "Patient"}],
)  # fmt: skip
_AT_FAMILY: Final = _profile(
    "AtFamily", "Extension",
    _said("Extension.url", fixedUri=_HERE + "AtFamily"),
    context=[
        {"type": "element", "expression": "HumanName.family"},
        {"type": "fhirpath", "expression": "Patient.contact.name"},
        {"type": "extension", "expression": _HERE + "Pair"},
    ],
)  # fmt: skip
_KINDS: Final = _profile(  # slices of slices, in a fixed order
    "Kinds", "Patient",
    _said("Patient.telecom", slicing=_by("value", "system", "closed", ordered=True)),
    _said("Patient.telecom:phone", slicing=_by("value", "use"), max="2"),
    _said("Patient.telecom:phone.system", fixedCode="phone"),
    _said("Patient.telecom:phone/home", max="1"),
    _said("Patient.telecom:phone/home.use", fixedCode="home"),
    _said("Patient.telecom:mail"),
    _said("Patient.telecom:mail.system", fixedCode="email"),
)  # fmt: skip
_TARGETS: Final = _profile(
    "Targets", "Patient",
    _said("Patient.managingOrganization",
          type=[{"code": "Reference", "targetProfile": [_HERE + "Practice"]}]),
)  # fmt: skip
_PLAIN: Final = _profile("Plain", "Patient", _said("Patient.name", max="1"))
_PRACTICE: Final = _profile("Practice", "Organization", _said("Organization.name", min=1))
_LOST: Final = _profile(  # what it rests on is nowhere
    "Lost", "Patient", _said("Patient.identifier:pass", min=1), base="https://none.example/X"
)
_ALL: Final = (
    _NUMBERS, _SHORT, _PAIR, _AT_FAMILY, _KINDS, _TARGETS, _PLAIN, _PRACTICE, _LOST,
)  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([Package("example", "1.0", tuple(compact(item) for item in _ALL))])


def _codes(library: Library, name: str, inside: str, head: str = "") -> list[str]:
    text = (
        f'<Patient xmlns="http://hl7.org/fhir"><meta><profile value="{_HERE}{name}"/></meta>'
        f"{head}{inside}</Patient>"
    )
    found = check(parse(text.encode()), library).problems
    return sorted(p.code for p in found if p.severity is not Severity.NOTE)


_CARD: Final = '<identifier><system value="https://card.example"/><value value="123"/></identifier>'
_OTHER: Final = '<identifier><system value="https://other.example"/><value value="1"/></identifier>'


def test_a_profile_without_snapshot_holds_what_it_says_and_what_it_rests_on(
    library: Library,
) -> None:
    assert _codes(library, "Short", _CARD) == []
    assert _codes(library, "Short", _OTHER) == ["FHV20"]
    assert _codes(library, "Short", _CARD * 2) == ["FHV21"]
    assert _codes(library, "Short", _CARD.replace("123", "1234")) == ["FHV24"]
    assert _codes(library, "Short", _CARD + _OTHER.replace('"1"', '"12345"')) == []
    assert _codes(library, "Short", _CARD + '<name><family value="Lang-Lang"/></name>') == ["FHV24"]


def test_slices_inside_an_extension_come_from_its_own_definition(library: Library) -> None:
    def pair(inner: str) -> str:
        return f'<extension url="{_HERE}Pair">{inner}</extension>'

    left = '<extension url="left"><valueString value="a"/></extension>'
    assert _codes(library, "Short", _CARD, pair(left)) == []
    assert "FHV20" in _codes(library, "Short", _CARD, pair(left.replace('"left"', '"right"')))
    assert "FHV22" in _codes(
        library, "Short", _CARD, pair(left.replace("valueString", "valueCode"))
    )
    assert _codes(library, "Short", _CARD, pair(left) * 2) == ["FHV21"]


def test_a_value_must_lie_within_its_bounds(library: Library) -> None:
    for value, codes in (("2", []), ("8", []), ("1", ["FHV35"]), ("9", ["FHV35"])):
        assert _codes(library, "Short", f'<multipleBirthInteger value="{value}"/>', _CARD) == codes


def test_slices_without_a_base_at_hand_are_a_note_and_no_alarm(library: Library) -> None:
    assert _codes(library, "Lost", _OTHER) == []


def test_an_extension_stands_only_where_it_may(library: Library) -> None:
    here = f'<extension url="{_HERE}AtFamily"><valueString value="x"/></extension>'
    at_family = f'<name><family value="A">{here}</family></name>'
    at_contact = f"<contact><name>{here}<family value='A'/></name></contact>"
    assert _codes(library, "Plain", at_family) == []
    assert _codes(library, "Plain", at_contact) == []
    assert _codes(library, "Plain", f"<name>{here}<family value='A'/></name>") == ["FHV34"]
    assert _codes(library, "Plain", "", here) == ["FHV34"]


def _telecom(*parts: tuple[str, str]) -> str:
    return "".join(
        f'<telecom><system value="{system}"/><value value="1"/><use value="{use}"/></telecom>'
        for system, use in parts
    )


def test_slices_of_slices_are_counted_and_keep_their_order(library: Library) -> None:
    home, work, mail = ("phone", "home"), ("phone", "work"), ("email", "home")
    assert _codes(library, "Kinds", _telecom(home, work, mail)) == []
    assert _codes(library, "Kinds", _telecom(home, home)) == ["FHV21"]
    assert _codes(library, "Kinds", _telecom(home, work, work)) == ["FHV21"]
    assert _codes(library, "Kinds", _telecom(mail, home)) == ["FHV12"]
    assert _codes(library, "Kinds", _telecom(("fax", "work"))) == ["FHV27"]


@pytest.mark.parametrize(
    ("kind", "claim", "codes"),
    [
        ("Organization", "Practice", []),
        ("Organization", "Numbered", ["FHV29"]),
        ("Organization", "Nowhere", []),
        ("Practitioner", "", ["FHV29"]),
    ],
)
def test_a_reference_leads_to_what_its_profile_names(
    library: Library, kind: str, claim: str, codes: list[str]
) -> None:
    meta = f'<meta><profile value="{_HERE}{claim}"/></meta>' if claim else ""
    name = '<name value="P"/>' if kind == "Organization" else ""
    inside = '<managingOrganization><reference value="#o"/></managingOrganization>'
    contained = f'<contained><{kind}><id value="o"/>{meta}{name}</{kind}></contained>'
    assert [
        code for code in _codes(library, "Targets", inside, contained) if code == "FHV29"
    ] == codes


def test_a_profile_of_another_type_is_no_claim(library: Library) -> None:
    assert _codes(library, "Practice", "") == ["FHV22"]


def test_a_code_system_is_written_as_it_is(library: Library) -> None:
    status = "<maritalStatus><coding><system value='{}'/><code value='x'/></coding></maritalStatus>"
    assert _codes(library, "Plain", status.format("http://snomed.info/sct")) == []
    assert _codes(library, "Plain", status.format("HTTP://snomed.info/SCT")) == ["FHV33"]
    assert _codes(library, "Plain", status.format("https://nobody.example")) == []


@pytest.mark.parametrize(
    ("inside", "codes"),
    [
        ("<p>Text</p>", []),
        ("<b class='x'>Text</b><img src='#i' alt=''/>", []),
        ("<script>alert(1)</script>", ["txt-1"]),
        ("<p onclick='x()'>Text</p>", ["txt-1"]),
        ("<form><p>Text</p></form>", ["txt-1"]),
        ("<p> </p>", ["txt-2"]),
    ],
)
def test_the_readable_text_holds_text_and_nothing_that_acts(
    library: Library, inside: str, codes: list[str]
) -> None:
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}</div>'
    text = f'<text><status value="generated"/>{div}</text>'
    assert _codes(library, "Plain", "", text) == codes


def test_definitions_that_lie_openly_in_a_folder_count(tmp_path: Path) -> None:
    for item in _ALL:
        (tmp_path / f"{item['name']}.json").write_text(json.dumps(item), "utf-8")
    (tmp_path / "notes.json").write_text("[not json", "utf-8")
    text = f'<Patient xmlns="http://hl7.org/fhir"><meta><profile value="{_HERE}Short"/></meta>'
    found = check_bytes(f"{text}{_OTHER}</Patient>".encode(), Shelf(tmp_path))
    assert [p.code for p in found.problems.errors()] == ["FHV20"]
