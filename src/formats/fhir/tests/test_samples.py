"""The invented documents are what the writer writes, and come back as they went."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from formats.fhir.check import Shelf, check_bytes
from formats.fhir.compare import differences
from formats.fhir.samples import path
from formats.fhir.samples.write import documents, family_of, files
from formats.fhir.sayings import Unwritable
from formats.fhir.tree import parse
from house import official


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(official.folder("fhir-packages"))


_NAMES = sorted(documents())


@pytest.mark.parametrize("name", _NAMES)
def test_a_sample_is_what_the_writer_writes_today(name: str) -> None:
    assert path(name).read_bytes() == files()[name], "python -m formats.fhir.samples.write"


@pytest.mark.parametrize("name", _NAMES)
def test_a_sample_comes_back_as_the_same_object(name: str) -> None:
    family, thing = family_of(name), documents()[name]
    found = family.read(path(name).read_bytes())
    assert found.document == thing
    assert found.kept == ()


@pytest.mark.parametrize("name", [n for n in _NAMES if b"</Patient>" in path(n).read_bytes()])
def test_a_strange_element_is_kept_with_its_line(name: str) -> None:
    data = path(name).read_bytes()
    strange = data.replace(b"</Patient>", b'<gender value="other"/></Patient>')
    found = family_of(name).read(strange)
    assert [k.path for k in found.kept] == ["Bundle/entry/resource/Patient/gender"]
    assert found.kept[0].line == strange[: strange.index(b"<gender")].count(b"\n") + 1


def test_a_strange_name_in_json_is_kept_with_its_line() -> None:
    data = path("eeb_request.json").read_bytes()
    strange = data.replace(b'"birthDate":', b'"gender": "other",\n"birthDate":')
    found = family_of("eeb_request.json").read(strange)
    assert [k.path for k in found.kept] == ["Bundle/entry/resource/Patient/gender"]
    assert found.kept[0].line == strange[: strange.index(b'"gender"')].count(b"\n") + 1


def _code(name: str, thing: Any) -> str:
    with pytest.raises(Unwritable) as refused:
        family_of(name).write(thing)
    assert refused.value.problem.message
    return refused.value.problem.code


@pytest.mark.parametrize("name", _NAMES)
def test_a_document_is_not_written_with_a_hole(name: str) -> None:
    thing: Any = documents()[name]
    if not hasattr(thing, "frame"):
        assert _code(name, replace(thing, profile="x")) == "FHR12"
        return
    part = "organization" if hasattr(thing, "organization") else "patient"
    assert _code(name, replace(thing, **{part: None})) == "FHR14"
    assert _code(name, replace(thing, frame=replace(thing.frame, profile="x"))) == "FHR12"


def test_a_reference_that_leads_nowhere_is_not_written() -> None:
    thing: Any = documents()["erezept_pzn.xml"]
    order = replace(thing.order, medication="Medication/fehlt")
    assert _code("erezept_pzn.xml", replace(thing, order=order)) == "FHR15"
    assert (
        _code("erezept_pzn.xml", replace(thing, patient=replace(thing.patient, url=""))) == "FHR15"
    )


def test_the_numbers_of_people_are_found() -> None:
    thing: Any = documents()["erezept_pzn.xml"]
    assert thing.patient.insurance_number == "X000000001"
    assert thing.practitioners[0].doctor_number == "999999900"
    assert thing.organization.site_number == "999999900"
    certificate: Any = documents()["eau_first.xml"]
    assert certificate.incapacity.period.start is not None
    assert [d.diagnosis.code for d in certificate.diagnoses] == ["S93.4"]


def test_samples_of_different_kinds_differ() -> None:
    one, other = (parse(files()[n]) for n in ("erezept_pzn.xml", "erezept_in_parts.xml"))
    assert differences(one, other)


@pytest.mark.official
@pytest.mark.parametrize("name", _NAMES)
def test_a_sample_is_valid_by_the_official_packages(name: str, shelf: Shelf) -> None:
    found = check_bytes(files()[name], shelf).problems.errors()
    assert [str(problem) for problem in found] == []
