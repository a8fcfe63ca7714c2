"""A version of a profile holds from one day to another; outside of it the verdict says so."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from formats.fhir.check import Shelf, check_bytes
from formats.fhir.check.families import FAMILIES
from formats.fhir.check.windows import WINDOWS
from formats.fhir.samples import path

_DAY = "2026-11-23"


def _verdict(name: str, version: str, day: str) -> list[str]:
    text = path(name).read_text("utf-8")
    profile = next(line for line in text.splitlines() if "<profile" in line)
    other = profile.rpartition("|")[0] + f'|{version}"/>'
    text = text.replace(profile, other, 1)
    for tag in ("authoredOn", "date"):
        text = text.replace(f'<{tag} value="{_DAY}', f'<{tag} value="{day}')
    found = check_bytes(text.encode(), Shelf()).problems
    return [p.message for p in found.errors() if p.code == "FHV32"]


@pytest.mark.parametrize(
    ("name", "version", "day", "is_outside"),
    [
        ("erezept_pzn.xml", "1.4", "2026-06-30", True),
        ("erezept_pzn.xml", "1.4", "2026-07-01", False),
        ("erezept_pzn.xml", "1.4", "2031-01-01", False),
        ("erezept_pzn.xml", "1.3", "2025-09-30", True),
        ("erezept_pzn.xml", "1.3", "2027-01-14", False),
        ("erezept_pzn.xml", "1.3", "2027-01-15", True),
        ("erezept_pzn.xml", "1.1.0", "2026-03-31", False),
        ("erezept_pzn.xml", "1.1.0", "2026-04-01", True),
        ("erezept_pzn.xml", "9.9", "2026-04-01", False),
        ("erezept_practice_supply.xml", "1.1.0", "2026-04-01", True),
        ("evdga_app.xml", "1.1", "2026-04-01", True),
        ("evdga_app.xml", "1.2", "2025-09-30", True),
        ("evdga_app.xml", "1.2", "2026-04-01", False),
        ("eau_first.xml", "1.0.2", "2024-01-01", True),
        ("eau_first.xml", "1.2", "2025-09-30", True),
        ("eau_first.xml", "1.2", "2025-10-01", False),
        ("storno.xml", "1.2", "2025-09-30", True),
    ],
)
def test_the_day_of_writing_decides(name: str, version: str, day: str, is_outside: bool) -> None:
    said = _verdict(name, version, day)
    assert bool(said) is is_outside
    assert not any(day in message for message in said)


def test_the_verdict_names_the_window() -> None:
    assert _verdict("erezept_pzn.xml", "1.1.0", "2026-04-01") == [
        "Die Version 1.1.0 des Profils galt am Tag der Ausstellung nicht; sie gilt vom 01.07.2023 "
        "bis 31.03.2026."
    ]


def test_windows_are_of_families_and_in_order() -> None:
    assert WINDOWS.keys() <= {family.name for family in FAMILIES}
    for windows in WINDOWS.values():
        assert [w.since for w in windows] == sorted(w.since for w in windows)
        assert all(w.until is None or w.since < w.until for w in windows)


def _package(folder: Path, name: str, version: str, needs: dict[str, str], marker: str) -> None:
    definition = {
        "resourceType": "StructureDefinition", "url": f"https://{marker}.example", "type": "Basic",
        "version": version, "kind": "resource", "snapshot": {"element": [{"path": "Basic"}]},
    }  # fmt: skip
    files = {"package.json": {"name": name, "version": version, "dependencies": needs},
             "StructureDefinition-x.json": definition}  # fmt: skip
    with tarfile.open(folder / f"{name}-{version}.tgz", "w:gz") as archive:
        for file, item in files.items():
            data = json.dumps(item).encode()
            entry = tarfile.TarInfo(f"package/{file}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def test_a_version_brings_its_own_packages_with_it(tmp_path: Path) -> None:
    _package(tmp_path, "kbv.ita.erp", "1.1.2", {"kbv.ita.for": "1.1.0"}, "old")
    _package(tmp_path, "kbv.ita.erp", "1.4.3", {"kbv.ita.for": "1.3.1"}, "new")
    _package(tmp_path, "kbv.ita.for", "1.1.0", {"de.basisprofil.r4": "1.3.2"}, "for-old")
    _package(tmp_path, "kbv.ita.for", "1.3.2", {}, "for-new")
    _package(tmp_path, "de.basisprofil.r4", "1.3.2", {"kbv.ita.for": "1.1.0"}, "base-old")
    shelf = Shelf(tmp_path)
    family = FAMILIES[0]
    old, new, other = (shelf.of(family, v) for v in ("1.1.0", "1.4", "1.2"))
    assert [p.version for p in old.packages] == ["1.1.2", "1.1.0", "1.3.2"]
    assert [p.version for p in new.packages] == ["1.4.3", "1.3.2"]
    assert [p.version for p in other.packages] == ["1.4.3", "1.3.2"]
    assert shelf.of(family, "1.1.0") is old


def test_a_version_nobody_heard_of_is_a_warning() -> None:
    data = path("eau_first.xml").read_bytes().replace(b"EAU_Bundle|1.2", b"EAU_Bundle|1.9")
    found = check_bytes(data, Shelf())
    assert found.is_clean
    assert "FHV36" in found.problems.codes()


def test_a_bundle_that_claims_nothing_is_known_by_its_head() -> None:
    lines = path("eau_first.xml").read_text("utf-8").splitlines()
    claim = next(n for n, line in enumerate(lines) if "KBV_PR_EAU_Bundle" in line)
    del lines[claim - 1 : claim + 2]  # the whole meta
    found = check_bytes("\n".join(lines).encode(), Shelf()).problems
    assert [p.field for p in found.errors() if p.code == "FHV31"] == ["Bundle.meta.profile"]
