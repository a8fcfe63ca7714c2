"""Makes the shipped extract of FHIR R4 (CC0) out of HL7's definition files; run by hand.

`python -m formats.fhir.definitions.core_import FOLDER TARGET`, where the folder holds the files
`profiles-types.json`, `profiles-resources.json`, `extension-definitions.json`, `valuesets.json`
of the specification 4.0.1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from formats.fhir.definitions.packages import compact

RESOURCES: Final = frozenset({
    "Resource", "DomainResource", "Bundle", "Composition", "Patient", "Practitioner",
    "PractitionerRole", "Organization", "Coverage", "Medication", "MedicationRequest",
    "MedicationDispense", "MedicationStatement", "SupplyRequest", "DeviceRequest",
    "ServiceRequest", "Condition", "Device", "Location", "Parameters", "OperationOutcome",
    "Basic", "Binary", "Provenance", "Task", "Encounter", "Observation", "DocumentReference",
    "List", "Consent", "MessageHeader", "Communication", "ChargeItem", "Invoice", "Subscription",
    "Claim", "Procedure",
    "StructureDefinition", "ValueSet", "CodeSystem", "ConceptMap",
})  # fmt: skip
_LEFT_OUT: Final = frozenset({"ele-1", "ext-1"})  # checked in code, on every element


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    for entry in json.loads(path.read_text("utf-8"))["entry"]:
        yield entry["resource"]


def main(source: Path, target: Path) -> None:
    """Write `r4/definitions.jsonl` and `r4/terminology.jsonl`, one resource a line."""
    lines: list[dict[str, Any]] = []
    for name in ("profiles-types", "profiles-resources"):
        for item in _entries(source / f"{name}.json"):
            if item["resourceType"] != "StructureDefinition" or item["kind"] == "logical":
                continue
            if item["kind"] == "resource" and item["name"] not in RESOURCES:
                continue
            lines.append(compact(item))
    for item in _entries(source / "extension-definitions.json"):
        if item["resourceType"] == "StructureDefinition":
            lines.append(compact(item))
    for line in lines:
        line["version"] = "4.0.1"
        for element in line.get("snapshot", {}).get("element", []):
            rules = [c for c in element.get("constraint", []) if c["key"] not in _LEFT_OUT]
            element.pop("constraint", None)
            if rules:
                element["constraint"] = rules
    wanted = {
        element["binding"]["valueSet"].split("|")[0]
        for line in lines
        for element in line.get("snapshot", {}).get("element", [])
        if element.get("binding", {}).get("strength") == "required"
        and "valueSet" in element["binding"]
    }
    _write(target / "definitions.jsonl", lines)
    _write(target / "terminology.jsonl", _terms(source, wanted))


def _terms(source: Path, wanted: set[str]) -> list[dict[str, Any]]:
    terms = [i for i in _entries(source / "valuesets.json") if "url" in i]
    sets = [t for t in terms if t["resourceType"] == "ValueSet" and t["url"] in wanted]
    systems = {
        part.get("system")
        for one in sets
        for part in one.get("compose", {}).get("include", [])
        if "concept" not in part
    }
    codes = [t for t in terms if t["resourceType"] == "CodeSystem" and t["url"] in systems]
    return [compact(term) for term in [*sets, *codes]]


def _write(path: Path, lines: list[dict[str, Any]]) -> None:
    text = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)
    path.write_text("\n".join(text) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
