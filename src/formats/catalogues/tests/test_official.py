"""The official catalogue files beside the clone: every one is read, none is overlooked."""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.catalogues import (
    Catalogue,
    UnknownCatalogueError,
    open_catalogue,
    read_exclusions,
)
from house import official

pytestmark = pytest.mark.official

# How many items each file has, or why it has none; every file of these folders must stand here.
CLAIMED = {
    "icd10gm/icd10gm2025syst_kodes.txt": 16_817,
    # Taken from ClaML by somebody else: titles with foreign codes in them, codes that do not exist
    # (E10.00). Not an official format, so it is refused.
    "icd10gm/icd10gm2026_codes_derived.csv": "unknown",
    "ebm/kbv_ebm_2022-03-23.csv": 4_613,
    "goae/goae_1996_verzeichnis.csv": 2_844,
    "goae/goae_ausschluesse_aus_anmerkungen.csv": "exclusions",
    # Sentences nobody has read by hand yet; nothing may be concluded from them.
    "goae/goae_ausschluesse_unverarbeitet.csv": "unknown",
    "sdkt/kts_1.05_EXCERPT-2-kostentraeger.xml": 2,
    "schluesseltabellen/KBV_UKV2OKV_V01.02.csv": 78,
    "schluesseltabellen/S_VDX_SCHEINUNTERGRUPPE_V1.01.tsv": 17,
    "schluesseltabellen/kbv_fhir_codesystems.tsv": 494,
}
FOLDERS = ("icd10gm", "ebm", "goae", "sdkt", "schluesseltabellen")


def _items(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for part in open_catalogue(stream, path.name) for _ in part.items)


@pytest.mark.parametrize("topic", FOLDERS)
def test_every_official_catalogue_file_is_claimed(topic: str) -> None:
    found = {f"{topic}/{path.name}" for path in official.folder(topic).iterdir() if path.is_file()}
    found.discard(f"{topic}/SOURCES.md")
    assert found == {name for name in CLAIMED if name.startswith(f"{topic}/")}


@pytest.mark.parametrize("name", sorted(CLAIMED))
def test_an_official_file_gives_all_its_items(name: str) -> None:
    topic, _, file = name.partition("/")
    path = official.folder(topic) / file
    match CLAIMED[name]:
        case "unknown":
            with pytest.raises(UnknownCatalogueError):
                _items(path)
        case "exclusions":
            with path.open("rb") as stream:
                assert "8" in read_exclusions(stream)["5"]
        case count:
            assert _items(path) == count


def test_the_official_icd_speaks_of_use_and_marks() -> None:
    path = official.folder("icd10gm") / "icd10gm2025syst_kodes.txt"
    with path.open("rb") as stream:
        (part,) = open_catalogue(stream, path.name)
        items = {item.code: item for item in part.items}
    assert part.edition.catalogue is Catalogue.ICD
    assert (items["A00"].usable, items["A00.0"].usable) == (False, True)
    assert (items["D63.0"].mark, items["B95.0"].mark) == ("*", "!")
    assert sum(1 for item in items.values() if item.final) == 14_309
