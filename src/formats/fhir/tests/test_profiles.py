"""Every element that the published profiles speak of has a field here."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from formats.fhir.checked import WORDS, known, told
from formats.fhir.coverage import OWN, SHARED, fields, rows
from formats.fhir.erezept import Medication
from house import official

_PACKAGES = ("kbv.ita.erp-1.4.3", "kbv.ita.for-1.3.1", "kbv.ita.eau-1.2.1", "kbv.itv.evdga-1.2.2")
_KINDS = {**{e: kind for own in OWN.values() for e, kind in own.items()}, **SHARED}


def _profiles() -> list[Any]:
    found = []
    for path in official.files("fhir-packages", *(f"{name}.tgz" for name in _PACKAGES)):
        with tarfile.open(path) as archive:
            for member in archive.getmembers():
                if "/KBV_PR_" in member.name and (held := archive.extractfile(member)):
                    found.append(pytest.param(json.load(held), id=Path(member.name).stem))
    return found or [pytest.param(None, marks=pytest.mark.skip(reason="no official packages"))]


def _path(element_id: str, extensions: dict[str, str]) -> str:
    steps: list[str] = []
    so_far: list[str] = []
    for part in element_id.split(".")[1:]:
        so_far.append(part)
        name, _, piece = part.partition(":")
        if name == "extension":
            url = extensions.get(".".join(so_far), piece)
            steps.append(f"extension({url.rsplit('/', 1)[-1]})")
        else:
            steps.append(piece if name.endswith("[x]") and piece else name)
    return "/".join(steps)


def _leaves(profile: dict[str, Any]) -> set[str]:
    elements = profile["snapshot"]["element"]
    spoken = {e["id"] for e in profile["differential"]["element"]}
    urls = {
        e["id"].split(".", 1)[1].rsplit(".", 1)[0]: e["fixedUri"]
        for e in elements
        if e["id"].endswith(".url") and "fixedUri" in e
    }
    for e in elements:
        for kind in e.get("type", ()):
            if kind["code"] == "Extension" and kind.get("profile"):
                urls.setdefault(e["id"].split(".", 1)[1], kind["profile"][0].partition("|")[0])
    barred = [e["id"] for e in elements if e.get("max") == "0"]
    found = set()
    for e in elements:
        types = [kind["code"] for kind in e.get("type", ())]
        is_leaf = len(types) == 1 and types[0][:1].islower() and "/fhirpath/" not in types[0]
        is_out = any(e["id"] == b or e["id"].startswith(f"{b}.") for b in barred)
        if is_leaf and e["id"] in spoken and not is_out:
            found.add(_path(e["id"], urls))
    return {path for path in found if "[x]" not in path and not path.endswith("/url")}


@pytest.mark.official
@pytest.mark.parametrize("profile", _profiles())
def test_every_element_of_a_profile_has_its_field(profile: dict[str, Any]) -> None:
    kind = _KINDS.get(profile["type"])
    if kind is None:
        pytest.skip("the answer of an insurer; see the README")
    ours = {path.replace("[*]", "") for path, _, _ in rows(kind)}
    # The entries of a bundle are slots, not fields; test_documents holds them.
    spoken = {path for path in _leaves(profile) if path != "entry/fullUrl"}
    assert len(spoken) >= 4
    assert spoken - ours == set()


@pytest.mark.official
def test_what_is_checked_stands_in_the_packages_of_today() -> None:
    today = told(official.folder("fhir-packages"), fields())
    assert today == known(), "python -m formats.fhir.coverage FOLDER"


def test_most_fields_have_more_than_their_form_checked() -> None:
    said = known()
    ours = [
        (element, path.replace("[*]", ""))
        for element, kind in SHARED.items()
        for path, _, _ in rows(kind)
    ]
    checked = [path for element, path in ours if path in said.get(element, {})]
    assert len(checked) / len(ours) > 0.8
    assert all(set(letters) <= WORDS.keys() for p in said.values() for letters in p.values())


def test_the_table_names_the_fields_of_a_medicine() -> None:
    paths = {path for path, _, _ in rows(Medication)}
    assert {"code/coding/code", "ingredient[*]/strength/numerator/value"} <= paths
