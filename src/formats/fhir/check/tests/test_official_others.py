"""Families without objects of ours: checked by R4, and by the definitions that lie beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.fhir.check import Library, check, read_package
from formats.fhir.definitions.packages import read_loose
from formats.fhir.json_read import parse_either
from house import official

pytestmark = pytest.mark.official
_PACKAGES = ("de.basisprofil.r4-1.5.4", "kbv.basis-1.7.0", "gematik.kbv.sfhir.cs.vs-1.8.0")
_DEFINES = ("StructureDefinition-", "ValueSet-", "CodeSystem-", "ConceptMap-")
# Folder -> how many examples, and which are blamed by which rules: faults of the examples.
_LEDGER: dict[str, tuple[int, dict[str, set[str]]]] = {
    "vsdm2": (27, {}),
    "dipag": (42, {
        # A code system whose address ends in -CS, defined as -cs.
        "Bundle-BundleExample.json": {"FHV26", "FHV33"},
        "Invoice-c3d4e5f6-4b5c-6d7e-1f2a-3b4c5d6e7f8a.json": {"FHV26", "FHV33"},
    }),
    "eeb": (15, {}),
    "aw": (3, {}),
    "dguv": (42, {  # empty values, and elements in another order than the schema's
        "DGUV_ENLA_Bsp_Arbeitsunfaehigkeit_3.xml": {"FHV13", "FHV23"},
        "DGUV_ENLA_Bsp_VersichertenVerhaeltnis_1.xml": {"FHV13", "FHV23"},
        "DGUV_ENLA_Bsp_VersichertenVerhaeltnis_3.xml": {"FHV13", "FHV23"},
        "DGUV_ENLA_Bsp_MedikationArzneimittel_1.xml": {"FHV12"},
        "DGUV_ENLA_Bsp_MedikationWirkstoff_1.xml": {"FHV12"},
        "DGUV_ENLA_Bsp_MedikationsInformation_1.xml": {"FHV12"},
        "DGUV_ENLA_Bsp_MedikationsInformation_2.xml": {"FHV12"},
    }),
}  # fmt: skip


def _library(topic: str) -> Library:
    folder = official.folder("fhir-packages")
    loose = read_loose(official.folder(topic))
    packages = [read_package(folder / f"{name}.tgz") for name in _PACKAGES]
    return Library([*([loose] if loose else []), *packages])


def _examples(topic: str) -> list[Path]:
    found = [*official.files(topic, "*.json"), *official.files(topic, "*.xml")]
    return [path for path in found if not path.name.startswith(_DEFINES)]


@pytest.mark.parametrize("topic", sorted(_LEDGER))
def test_examples_are_blamed_for_their_own_faults_alone(topic: str) -> None:
    library = _library(topic)
    count, faults = _LEDGER[topic]
    examples = _examples(topic)
    blamed = {
        path.name: {p.code for p in found}
        for path in examples
        if (found := check(parse_either(path.read_bytes()), library).problems.errors())
    }
    assert blamed == faults
    assert len(examples) == count


@pytest.mark.parametrize(
    ("topic", "name", "right", "wrong", "code"),
    [
        ("vsdm2", "Bundle-019aa697-19f6*", '"version": "1.00"', '"version": "1.01"', "FHV25"),
        ("vsdm2", "Bundle-019aa697-19f6*", '"status": "active"', '"status": "aktiv"', "FHV26"),
        ("vsdm2", "Bundle-019aa697-19f6*", '"gueltigBis"', '"gueltigAb"', "FHV20"),
        ("dipag", "Invoice-a0b1*", '"status": "issued"', '"status": "offen"', "FHV26"),
    ],
)
def test_a_broken_example_is_found_by_its_definitions(
    topic: str, name: str, right: str, wrong: str, code: str
) -> None:
    (path,) = official.folder(topic).glob(name)
    text = path.read_text("utf-8")
    assert right in text
    found = check(parse_either(text.replace(right, wrong, 1).encode()), _library(topic))
    assert code in found.problems.codes()
