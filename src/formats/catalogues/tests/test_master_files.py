"""Master files beside codes and payers: postcodes, Hybrid-DRGs, rules of one KV, two key tables."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest

from formats.catalogues import (
    AnalyteFacts,
    Catalogue,
    HybridFacts,
    Item,
    Kind,
    Part,
    PostcodeFacts,
    RegionalFacts,
    UnreadableCatalogueError,
    open_catalogue,
)
from formats.catalogues.samples import path


def _read(name: str, data: bytes | None = None) -> tuple[Part, list[Item]]:
    given = path(name).read_bytes() if data is None else data
    (part,) = open_catalogue(io.BytesIO(given), name)
    return part, list(part.items)


def test_postcodes_name_their_kv_and_count_until_further_notice() -> None:
    part, items = _read("PLZ99_1.131")
    assert part.edition.catalogue is Catalogue.POSTCODES
    assert part.edition.title == "Postleitzahlen 2031/Q1 (PLZ1016.01)"
    assert (part.edition.valid_from, part.edition.valid_until) == (date(2031, 1, 1), None)
    assert [item.code for item in items] == ["99998", "99999", "00998"]
    assert items[0].facts == PostcodeFacts("97", "97")
    assert items[2].facts == PostcodeFacts("96", "")


def test_one_kv_says_what_it_asks_of_a_group_in_an_area() -> None:
    part, items = _read("Kvsp97_1.131")
    assert part.edition.title == "KV-Spezifika 97 2031/Q1 (SDKV1015.01)"
    assert part.edition.table == "97"
    told = {item.code: item.facts for item in items}
    assert list(told) == ["97", "35-01", "35-02", "75-00"]
    assert items[0].kind is Kind.GROUP
    assert told["35-01"] == RegionalFacts(("03", "04"), ("5",), ("1",), ("0103",), ("5",))
    assert told["35-02"] == RegionalFacts(details=("2",))
    assert told["75-00"] == RegionalFacts(barred_records=("0104",))


def test_a_group_may_be_named_again_for_each_of_its_areas() -> None:
    data = path("Kvsp97_1.131").read_bytes()
    again = data.replace(b"0114106" + b"02\r\n", b"0112018" + b"35\r\n0114106" + b"02\r\n", 1)
    assert again != data
    assert _read("Kvsp97_1.131", again)[1] == _read("Kvsp97_1.131")[1]


def test_a_kv_without_rules_for_payers_is_still_an_edition() -> None:
    lines = path("Kvsp97_1.131").read_bytes().splitlines(keepends=True)
    records = b"".join(lines).split(b"0138000kvx3\r\n")
    rest = records[1][records[1].index(b"0138000kvx8") :]
    _part, items = _read("Kvsp97_1.131", records[0] + rest)
    assert [item.code for item in items] == ["97"]


def test_hybrid_drgs_have_their_name_field_of_work_and_worth() -> None:
    part, items = _read("sdhdrg.xml")
    assert part.edition.title == "Hybrid-DRG 2031/Q1 (2.0.0)"
    assert part.edition.valid_until == date(2031, 12, 31)
    first, second = items
    assert (first.code, first.notes) == ("Z99M", ("Erfundene Eingriffe",))
    assert first.facts == HybridFacts(100_050, 103_050)
    assert second.facts == HybridFacts(90_000, None)


def test_analytes_name_the_service_and_the_time_both_belong_together() -> None:
    part, items = _read("S_NVV_RV_ZERTIFIKAT_V9.99.xml")
    assert part.edition.table == "S_NVV_RV_ZERTIFIKAT"  # whichever way the file spells it
    assert [item.facts for item in items] == [
        AnalyteFacts(("99901",)), AnalyteFacts(("99901",)), AnalyteFacts(("99902",)),
    ]  # fmt: skip
    assert items[2].valid_until == date(2025, 12, 31)


def test_genes_are_found_under_one_name_whatever_their_table_is_called() -> None:
    part, items = _read("S_MUSTER_HGNC_V9.99.xml")
    assert (part.edition.table, [item.title for item in items]) == ("HGNC", ["MUST1", "MUST2"])


_FAULTS = [
    ("PLZ99_1.131", b"014015099998", b"014015099998x", "Zeile 7: Die Länge der Zeile"),
    ("PLZ99_1.131", b"0140150" + b"99998", b"0140151" + b"99998", "Ein Satz ohne Postleitzahl"),
    ("PLZ99_1.131", b"0138000plz9\r\n", b"", "der Satz plz9 fehlt"),
    ("PLZ99_1.131", b"0149111" + b"12031", b"0149111" + b"52031", "9111"),
    ("Kvsp97_1.131", b"0119113" + b"97", b"0119113" + b"XX", "9113"),
    ("Kvsp97_1.131", b"0114106" + b"02", b"0114106" + b"01", "steht doppelt"),
    ("Kvsp97_1.131", b"0112018" + b"35\r\n", b"", "ohne Kostenträgergruppe"),
    ("PLZ99_1.131", b"0138000plz9\r\n", b"0138000plz9\r\n" * 2, "Hinter dem Ende"),
    ("PLZ99_1.131", b"0138000plz9\r\n", b"0138000plz9\r\n0138000plz0\r\n", "Hinter dem Ende"),
    ("Kvsp97_1.131", b"0138000kvx9\r\n", b"0138000kvx0\r\n0138000kvx9\r\n", "Hinter dem Ende"),
    ("sdhdrg.xml", b'V="Z99M"', b'V="Z9"', "Eine Hybrid-DRG ohne Code"),
    ("S_NVV_RV_ZERTIFIKAT_V9.99.xml", b"2020-01-01..2025", b"seit 2020", "Ein Datum ist falsch"),
]


@pytest.mark.parametrize(("name", "good", "bad", "reason"), _FAULTS)
def test_a_damaged_master_file_is_refused_with_its_reason(
    name: str, good: bytes, bad: bytes, reason: str
) -> None:
    data = path(name).read_bytes()
    assert good in data
    with pytest.raises(UnreadableCatalogueError, match=reason):
        _read(name, data.replace(good, bad, 1))


@pytest.mark.parametrize("worth", ["NaN", "Infinity", "1e999999", "1e999999999", "١٢", "--1", "."])
def test_what_is_no_amount_is_refused_by_our_own_error(worth: str) -> None:
    data = path("sdhdrg.xml").read_bytes()
    assert b'V="1000.50"' in data
    with pytest.raises(UnreadableCatalogueError, match="Ein Betrag"):
        _read("sdhdrg.xml", data.replace(b'V="1000.50"', f'V="{worth}"'.encode()))
    points = path("sdebm.xml").read_bytes()
    told = re.search(rb'<bewertung V="([0-9.,]+)" U="(?:1|PKT)"', points, re.I)
    assert told
    with pytest.raises(UnreadableCatalogueError, match="Eine Punktzahl"):
        _read("sdebm.xml", points.replace(told[0], told[0].replace(told[1], worth.encode())))


def test_a_record_without_end_is_refused() -> None:
    data = path("PLZ99_1.131").read_bytes().partition(b"0138000plz9")[0]
    with pytest.raises(UnreadableCatalogueError, match="zu lang"):
        _read("PLZ99_1.131", data + b"014015099998\r\n" * 60_000)


def test_an_age_of_a_thousand_digits_is_refused_by_our_own_error() -> None:
    data = path("sdicd.xml").read_bytes()
    found = re.search(rb'<untere_altersgrenze V="([0-9]+)"', data)
    assert found
    endless = found[0].replace(found[1], b"9" * 5_000)
    with pytest.raises(UnreadableCatalogueError, match="Eine Altersgrenze"):
        _read("sdicd.xml", data.replace(found[0], endless))
