"""Catalogue files become editions and items, or are refused with a place, never half."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.catalogues import (
    Catalogue,
    EbmFacts,
    IcdFacts,
    Item,
    Kind,
    OpsFacts,
    PayerFacts,
    UnknownCatalogueError,
    UnreadableCatalogueError,
    is_catalogue,
    open_catalogue,
    read_exclusions,
)
from formats.catalogues.model import GoaeFacts, Part
from formats.catalogues.samples import names, path
from formats.xdt import FormatError


def _read(name: str, data: bytes | None = None) -> tuple[Part, dict[str, Item]]:
    given = path(name).read_bytes() if data is None else data
    (part,) = open_catalogue(io.BytesIO(given), name)
    return part, {item.code: item for item in part.items}


@pytest.mark.parametrize("name", names())
def test_every_sample_is_recognised_and_read(name: str) -> None:
    data = path(name).read_bytes()
    assert is_catalogue(data[:4096])
    for part in open_catalogue(io.BytesIO(data), name):
        assert list(part.items)
        assert part.edition.title


def test_icd_text_knows_year_marks_limits_and_use() -> None:
    part, items = _read("icd10gm2031syst_kodes.txt")
    assert part.edition.catalogue is Catalogue.ICD
    assert (part.edition.valid_from, part.edition.valid_until) == (
        date(2031, 1, 1),
        date(2031, 12, 31),
    )
    assert (items["A07"].final, items["A07"].usable) == (False, False)
    assert items["A07.0"].parent == "A07"
    assert items["D63.0"].mark == "*"
    assert items["U82"].mark == "!"
    facts = items["N41"].facts
    assert isinstance(facts, IcdFacts)
    assert (facts.sex, facts.sex_strict) == ("M", False)
    newborn = items["P21"].facts
    assert isinstance(newborn, IcdFacts)
    assert (newborn.age_from, newborn.age_until, newborn.age_strict) == ("t000", "j001", True)
    unfilled = items["U13"].facts
    assert isinstance(unfilled, IcdFacts)
    assert not unfilled.filled


def test_claml_expands_modifiers_only_where_they_are_allowed() -> None:
    part, items = _read("icd10gm2032syst_claml.xml")
    assert part.edition.title == "ICD-10-GM 2032"
    assert items["I"].kind is Kind.CHAPTER
    assert items["A00-A09"].kind is Kind.GROUP
    assert {code for code in items if code.startswith("A07")} == {
        "A07", "A07.2", "A07.20", "A07.21", "A07.4", "A07.40"
    }  # fmt: skip
    assert items["A07.20"].title == "Musterfieber: Mit Schüttelfrost: Entgleist"
    assert [items[c].final for c in ("A07", "A07.2", "A07.20")] == [False, False, True]


def test_claml_titles_stay_free_of_the_codes_they_refer_to() -> None:
    _part, items = _read("icd10gm2032syst_claml.xml")
    cough = items["A06.1"]
    assert cough.title == "Probehusten der Sängerin"
    assert (cough.mark, cough.notes) == ("+", ("Bühnenkatarrh",))
    assert cough.facts == IcdFacts("P", "P", "W", age_from="j015", age_until="j124")


def test_payers_know_who_took_them_over() -> None:
    part, items = _read("sdkt.xml")
    assert part.edition.title == "Kostenträger 2031/Q1 (1.05)"
    old = items["99101"]
    assert isinstance(old.facts, PayerFacts)
    assert old.valid_until == date(2030, 9, 30)
    assert (old.facts.taken_over_by, old.facts.last_quarter) == ("99102", "20303")
    new = items["99102"].facts
    assert isinstance(new, PayerFacts)
    assert (old.facts.barred_areas, new.barred_areas) == ((), ("97",))
    assert items["99102"].notes == ("MK", "Probeheim", "990000002")


def test_services_name_what_a_bill_must_carry_beside_them() -> None:
    _part, items = _read("sdebm.xml")
    first, second = items["99001"].facts, items["99002"].facts
    assert isinstance(first, EbmFacts)
    assert isinstance(second, EbmFacts)
    assert (first.points, first.sex, first.age_from_years) == ("120", "W", 18)
    assert first.required == ("5012", "5011")
    assert (second.cents, second.one_of) == (1250, ("5035", "5036"))
    assert (second.operations, second.justified_by) == (("1-100.0",), ("99001",))


def test_services_name_their_limits_and_the_worth_of_one_kv() -> None:
    _part, items = _read("sdebm.xml")
    first, second = items["99001"].facts, items["99002"].facts
    assert isinstance(first, EbmFacts)
    assert isinstance(second, EbmFacts)
    # Limits somebody may go beyond, and lists of what alone may stand, are left out.
    assert first.at_most == ("1×7:3",)
    assert first.exclusions == ("1×1:99002",)
    assert first.excluded_chapters == ("1×1:9.2",)
    assert (first.points, first.cents) == ("120", None)
    assert (first.area, first.area_points, first.area_cents) == ("98", "130", 1350)
    assert (second.at_most, second.exclusions, second.area, second.area_cents) == ((), (), "", None)


def test_a_limit_without_its_space_is_refused_with_its_line() -> None:
    data = (
        path("sdebm.xml").read_bytes().replace(b'<bezugsraum V="1" U="7">', b'<bezugsraum V="1">')
    )
    with pytest.raises(UnreadableCatalogueError, match="Zeile 5: Ein Bezugsraum"):
        _read("sdebm.xml", data)


def test_sdicd_brings_its_thesaurus_and_sdops_its_sides() -> None:
    _part, items = _read("sdicd.xml")
    assert items["A06.1"].notes == ("Lampenfieberhusten",)
    facts = items["A06.1"].facts
    assert isinstance(facts, IcdFacts)
    assert (facts.age_from, facts.age_strict, facts.rare) == ("j015", True, True)
    assert items["A06"].usable is False
    _part, operations = _read("sdops.xml")
    assert operations["1-100.0"].facts == OpsFacts(needs_side=True)


def test_lists_of_goae_and_ebm_keep_money_exact() -> None:
    _part, fees = _read("goae_muster.csv")
    facts = fees["9001"].facts
    assert isinstance(facts, GoaeFacts)
    assert (facts.points, facts.cents, facts.threshold) == (100, 583, "2.3")
    assert fees["9002"].usable is False
    part, services = _read("kbv_ebm_2031-02-15.csv")
    assert part.edition.valid_until == date(2031, 3, 31)
    assert services["99001"].title == "Musterpauschale ü"
    letter = services["99003"]
    assert isinstance(letter.facts, EbmFacts)
    assert (letter.facts.cents, letter.valid_until) == (81, date(2030, 12, 31))


def test_exclusions_hold_both_ways() -> None:
    pairs = b"ziffer_nicht_berechnungsfaehig;neben_ziffer;zitat\n4;30;Satz\n"
    assert read_exclusions(io.BytesIO(pairs)) == {"4": ("30",), "30": ("4",)}


def test_former_areas_lead_to_the_association_of_today() -> None:
    part, areas = _read("KBV_UKV2OKV_V09.99.csv")
    assert part.edition.table == "KBV_UKV2OKV"
    assert areas["97"].parent == "98"


@pytest.mark.parametrize("name", names())
def test_a_file_cut_in_half_is_refused_or_shorter_but_never_raises_anything_else(name: str) -> None:
    data = path(name).read_bytes()
    try:
        for part in open_catalogue(io.BytesIO(data[: len(data) // 2]), name):
            list(part.items)
    except FormatError:
        pass
    else:
        assert not name.endswith(".xml"), "half an XML file was taken for a whole one"


@pytest.mark.parametrize(
    "subset",
    [
        '[<!ENTITY a "b">]',
        '[<!ENTITY a SYSTEM "file:///etc/passwd">]',
        '[<!ENTITY % a SYSTEM "http://127.0.0.1/x"> %a;]',
    ],
)
def test_e06_a_document_type_of_its_own_is_refused(subset: str) -> None:
    data = f"<!DOCTYPE ClaML {subset}><ClaML><Title version='2031'>&a;</Title></ClaML>".encode()
    with pytest.raises(UnreadableCatalogueError, match=r"Zeile 1: Eigene"):
        open_catalogue(io.BytesIO(data), "x.xml")


def test_depth_and_size_are_bounded() -> None:
    deep = b"<keytabs><keytab SN='S' SV='1'>" + b"<a>" * 60
    with pytest.raises(UnreadableCatalogueError, match="zu tief"):
        open_catalogue(io.BytesIO(deep), "x.xml")
    long_line = b"3;N;X;01;A00;A07.-;" + b"x" * 70_000
    with pytest.raises(UnreadableCatalogueError, match="Zeile 1"):
        list(open_catalogue(io.BytesIO(long_line), "icd10gm2031.txt")[0].items)


def test_a_broken_line_says_where() -> None:
    lines = path("icd10gm2031syst_kodes.txt").read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b";9999;", b";")
    with pytest.raises(UnreadableCatalogueError, match="Zeile 4: 27 Felder statt 28"):
        _read("icd10gm2031syst_kodes.txt", b"".join(lines))


def test_a_renamed_file_without_its_year_is_refused() -> None:
    data = path("icd10gm2031syst_kodes.txt").read_bytes()
    with pytest.raises(UnreadableCatalogueError, match="Dateinamen"):
        open_catalogue(io.BytesIO(data), "kodes.txt")


def test_a_file_of_another_kind_is_unknown() -> None:
    with pytest.raises(UnknownCatalogueError):
        open_catalogue(io.BytesIO(b"code;description;kind;parent;terminal\n"), "x.csv")


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(names()), st.integers(0, 3000), st.binary(max_size=30), st.integers(0, 60))
def test_e09_a_damaged_catalogue_raises_only_our_refusals(
    name: str, place: int, junk: bytes, cut: int
) -> None:
    data = path(name).read_bytes()
    try:
        for part in open_catalogue(io.BytesIO(data[:place] + junk + data[place + cut :]), name):
            list(part.items)
    except FormatError:
        pass
