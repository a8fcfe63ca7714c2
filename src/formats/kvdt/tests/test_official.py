"""The official sample files, read in place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from formats import kvdt
from formats.catalogues import Catalogue, Item, open_catalogue
from formats.kvdt.fields import FIELDS
from formats.kvdt.practice import SAYINGS
from formats.kvdt.rules import RULES
from formats.kvdt.unchecked import UNCHECKED
from formats.xdt import Charset
from house import official

pytestmark = pytest.mark.official
# What the official files themselves do not keep: invented insurance numbers without check
# digits, therapies without counts before 2025, an online check after the file.
_KNOWN = {"KVNR", "R897", "R867"}


@pytest.mark.parametrize("path", official.cases("kvdt", "*_??.10.20??_12.00.con"))
def test_an_official_file_is_clean(path: Path) -> None:
    with path.open("rb") as stream:
        checked = kvdt.check(stream, path.name)
    assert checked.problems.codes() <= _KNOWN
    assert checked.is_clean
    assert checked.charset is Charset.ISO_8859_15
    assert len(checked.kept) == 0


class _Tables:
    """The official tables that lie beside the samples, as master data."""

    def __init__(self) -> None:
        self.held: dict[tuple[Catalogue, str], dict[str, Item]] = {}
        for topic, pattern in (("schluesseltabellen", "KBV_UKV2OKV*"), ("sdkt", "kts_*")):
            (path,) = official.folder(topic).glob(pattern)
            with path.open("rb") as stream:
                for part in open_catalogue(stream, path.name):
                    key = (part.edition.catalogue, part.edition.table)
                    self.held[key] = {item.code: item for item in part.items}

    def knows(self, catalogue: Catalogue, day: date, table: str = "") -> bool:
        return (catalogue, table) in self.held

    def item(self, catalogue: Catalogue, code: str, day: date, table: str = "") -> Item | None:
        return self.held.get((catalogue, table), {}).get(code)

    def items(self, catalogue: Catalogue, day: date, table: str = "") -> Iterable[Item]:
        return self.held.get((catalogue, table), {}).values()

    def is_titled(self, catalogue: Catalogue, title: str, day: date, table: str = "") -> bool:
        return any(item.title == title for item in self.items(catalogue, day, table))

    def ik_is_known(self, number: str, day: date) -> bool:
        return False


@pytest.mark.parametrize("path", official.cases("kvdt", "*_??.10.20??_12.00.con"))
def test_an_official_file_stays_clean_with_the_official_tables(path: Path) -> None:
    with path.open("rb") as stream:
        checked = kvdt.check(stream, path.name, _Tables())
    # The table of payers is an excerpt of two, so most payers and numbers are not in it.
    assert checked.problems.codes() <= _KNOWN | {"R201", "R202"}
    assert "R202" in checked.problems.codes()
    assert checked.is_clean


@pytest.mark.parametrize("path", official.cases("kvdt", "*_??.10.20??_12.00.con"))
def test_an_official_file_is_written_back_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()
    assert kvdt.write(kvdt.read(io.BytesIO(data)).records) == data


def test_the_broken_file_is_recognised() -> None:
    (path,) = official.folder("kvdt").glob("*BROKEN*")
    with path.open("rb") as stream:
        checked = kvdt.check(stream)
    assert not checked.is_clean
    assert {"X07", "X11"} <= checked.problems.codes()
    assert checked.records == 32


def test_every_field_of_the_official_table_is_in_ours() -> None:
    table = official.folder("kvdt") / "kvdt_fields_2026Q4.tsv"
    with table.open(encoding="utf-8") as stream:
        ids = {row["fk"] for row in csv.DictReader(stream, delimiter="\t")}
    assert ids == set(FIELDS)


def test_every_rule_of_the_official_table_is_checked_or_named_as_unchecked() -> None:
    table = official.folder("kvdt") / "kvdt_rules_2026Q4.tsv"
    with table.open(encoding="utf-8") as stream:
        codes = {row["rule"] for row in csv.DictReader(stream, delimiter="\t")}
    ours = {rule.code for rule in RULES} | set(SAYINGS.table)
    assert codes <= ours | set(UNCHECKED)
    assert not ours & set(UNCHECKED)
