"""A folder of master files answers for a day as the practice's catalogues do."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from formats.catalogues import Catalogue, FolderMaster, PayerFacts
from formats.catalogues.samples import names, path

DAY = date(2031, 2, 1)


@pytest.fixture
def master(tmp_path: Path) -> FolderMaster:
    """All samples in one folder."""
    for name in names():
        shutil.copy(path(name), tmp_path / name)
    return FolderMaster(tmp_path)


def test_every_sample_is_taken(master: FolderMaster) -> None:
    assert master.refused == []
    assert len(master.editions) == len(names())


def test_an_edition_counts_from_its_first_to_its_last_day(master: FolderMaster) -> None:
    assert master.knows(Catalogue.PAYERS, DAY)
    assert not master.knows(Catalogue.PAYERS, date(2030, 12, 31))
    assert not master.knows(Catalogue.PAYERS, date(2031, 4, 1))
    assert master.knows(Catalogue.POSTCODES, date(2040, 1, 1))
    assert master.knows(Catalogue.REGIONAL, DAY, "97")
    assert not master.knows(Catalogue.REGIONAL, DAY, "98")


def test_items_are_found_by_code_and_by_text(master: FolderMaster) -> None:
    payer = master.item(Catalogue.PAYERS, "99102", DAY)
    assert payer is not None
    assert isinstance(payer.facts, PayerFacts)
    assert master.item(Catalogue.PAYERS, "99199", DAY) is None
    assert master.item(Catalogue.PAYERS, "99102", date(2040, 1, 1)) is None
    assert master.ik_is_known("990000002", DAY)
    assert not master.ik_is_known("990000009", DAY)
    assert master.is_titled(Catalogue.KEYS, "MUST1", DAY, "HGNC")
    assert not master.is_titled(Catalogue.KEYS, "must1", DAY, "HGNC")
    assert len(list(master.items(Catalogue.KEYS, DAY, "S_NVV_RV_ZERTIFIKAT"))) == 3
    assert list(master.items(Catalogue.KEYS, DAY, "ANDERE")) == []


def test_the_newest_edition_that_had_begun_counts(tmp_path: Path) -> None:
    old = path("PLZ99_1.131").read_bytes()
    (tmp_path / "PLZ99_1.131").write_bytes(old)
    new = old.replace(b"911112031", b"911122031").replace(b"015099998", b"015099997")
    (tmp_path / "PLZ99_1.231").write_bytes(new)
    master = FolderMaster(tmp_path)
    assert master.item(Catalogue.POSTCODES, "99998", DAY) is not None
    assert master.item(Catalogue.POSTCODES, "99998", date(2031, 4, 1)) is None
    assert master.item(Catalogue.POSTCODES, "99997", date(2031, 4, 1)) is not None


def test_a_heading_is_no_code(master: FolderMaster) -> None:
    assert master.item(Catalogue.REGIONAL, "97", DAY, "97") is None
