"""An invented package and documents of invented people, in the form publishers use."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any, Final

PROFILE: Final = "https://profile.example/StructureDefinition/Visitor"
COLOUR: Final = "https://profile.example/StructureDefinition/Colour"
CODES: Final = "https://profile.example/CodeSystem/Colours"
SET: Final = "https://profile.example/ValueSet/Colours"


def _element(path: str, **more: Any) -> dict[str, Any]:
    return {"id": path, "path": path, "min": 0, "max": "*", **more}


def _visitor() -> dict[str, Any]:
    rule = {
        "key": "-visitor-born",
        "severity": "error",
        "human": "Wer einen Namen hat, ist geboren.",
        "expression": "name.exists() implies birthDate.exists()",
    }
    system = _element("Patient.identifier.system", max="1", type=[{"code": "uri"}])
    system |= {"id": "Patient.identifier:card.system", "fixedUri": "https://card.example"}
    elements = [
        _element("Patient", constraint=[rule]),
        _element("Patient.extension", type=[{"code": "Extension"}],
                 slicing={"discriminator": [{"type": "value", "path": "url"}], "rules": "open"}),
        _element("Patient.extension", max="1", sliceName="colour",
                 type=[{"code": "Extension", "profile": [COLOUR]}]) | {
                     "id": "Patient.extension:colour"},
        _element("Patient.identifier", type=[{"code": "Identifier"}],
                 slicing={"discriminator": [{"type": "value", "path": "system"}],
                          "rules": "closed"}),
        _element("Patient.identifier", min=1, max="1", sliceName="card",
                 type=[{"code": "Identifier"}]) | {"id": "Patient.identifier:card"},
        system,
        _element("Patient.name", max="1", type=[{"code": "HumanName"}]),
        _element("Patient.name.family", max="1", maxLength=10, type=[{"code": "string"}]),
    ]  # fmt: skip
    return {
        "resourceType": "StructureDefinition", "url": PROFILE, "version": "1.4.3",
        "name": "Visitor", "kind": "resource", "type": "Patient",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "snapshot": {"element": elements},
    }  # fmt: skip


def _colour() -> dict[str, Any]:
    elements = [
        _element("Extension"),
        _element("Extension.url", min=1, max="1", fixedUri=COLOUR, type=[{"code": "uri"}]),
        _element("Extension.value[x]", min=1, max="1", type=[{"code": "Coding"}],
                 binding={"strength": "required", "valueSet": SET}),
    ]  # fmt: skip
    return {
        "resourceType": "StructureDefinition", "url": COLOUR, "version": "1.0", "name": "Colour",
        "kind": "complex-type", "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "snapshot": {"element": elements},
    }  # fmt: skip


def package(target: Path) -> Path:
    """Write the invented package to a folder; the path of the `.tgz`."""
    files = {
        "package.json": {"name": "example.visitor", "version": "1.4.3"},
        "StructureDefinition-Visitor.json": _visitor(),
        "StructureDefinition-Colour.json": _colour(),
        "ValueSet-Colours.json": {
            "resourceType": "ValueSet", "url": SET, "compose": {"include": [{"system": CODES}]},
        },
        "CodeSystem-Colours.json": {
            "resourceType": "CodeSystem", "url": CODES, "content": "complete",
            "concept": [{"code": "red", "concept": [{"code": "dark-red"}]}, {"code": "blue"}],
        },
    }  # fmt: skip
    path = target / "example.visitor-1.4.3.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, item in files.items():
            data = json.dumps(item).encode()
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


VISITOR: Final = f"""<Patient xmlns="http://hl7.org/fhir">
  <id value="v1"/>
  <meta><profile value="{PROFILE}|1.4"/></meta>
  <extension url="{COLOUR}">
    <valueCoding><system value="{CODES}"/><code value="dark-red"/></valueCoding>
  </extension>
  <identifier><system value="https://card.example"/><value value="7"/></identifier>
  <name><family value="Muster"/><given value="Mia"/></name>
  <birthDate value="1990-02-28"/>
</Patient>"""
