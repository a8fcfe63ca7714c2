"""Rules with lists find what is wrong, leave what is right, and say when they could not look."""

from __future__ import annotations

import io
from datetime import date

import pytest

from formats import kvdt
from formats.catalogues.model import (
    AnalyteFacts,
    Catalogue,
    Item,
    PayerFacts,
    RegionalFacts,
)
from formats.kvdt import Record, ServiceEntry, rules_lists
from formats.kvdt.master import ANALYTES, AREAS, GENES
from formats.kvdt.model import Case
from formats.kvdt.needs import MASTER_RULES, NEEDS, NEVER
from formats.kvdt.rules import RULES, Context
from formats.kvdt.samples import invented, path
from formats.kvdt.tests.held import Held, Table
from formats.xdt import Line

_Tables = tuple[Table, list[Item]]
_NO_CARD = {"4109": "", "3006": "", "4133": "", "4134": ""}
_LISTS = {"R221", "R222", "R478", "R749", "R783", "SKT1", "SKT2", "SKT3", "SKT4", "SKT5"}


def _file(changes: dict[str, str], *additions: tuple[str, str], kind: str = "0101") -> bytes:
    frame = list(invented.quarter(0))
    visit = ServiceEntry("20261005", "32025", invented.SITE, invented.ADA, additions)
    head = dict(invented._HEAD) | {"4239": "00" if kind == "0101" else "41"} | changes
    head |= {"4243": "Dr. Fremd"} if kind == "0104" else {}
    told = {fk: text for fk, text in head.items() if text}
    records: list[Record] = [*frame[:-2], kvdt.case(kind, told, [visit], [invented.FLU])]
    return kvdt.write([*records, *frame[-2:]])


def _codes(data: bytes, *tables: _Tables) -> set[str]:
    return kvdt.check(io.BytesIO(data), "", Held(*tables)).problems.codes() & _LISTS


def _postcodes(*codes: str) -> _Tables:
    return (Catalogue.POSTCODES, ""), [Item(code, "Muster") for code in codes]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, {"R478"}),
        ({"3112": "99998"}, set()),
        ({"3121": "99997", "3122": "Ort", "3123": "1"}, {"R478", "R783"}),
        ({"3112": "99998", "3121": "99997", "3122": "Ort", "3123": "1"}, {"R783"}),
        ({"4106": "01"}, set()),
        ({"4109": "20261005"}, set()),
    ],
)
def test_an_address_without_card_has_a_postcode_that_exists(
    changes: dict[str, str], found: set[str]
) -> None:
    data = _file(_NO_CARD | changes)
    assert _codes(data, _postcodes("99998")) == found
    assert _codes(data) == set()


def test_a_hybrid_drg_stands_in_the_master_file() -> None:
    data = path("hybrid.con").read_bytes()
    assert _codes(data, ((Catalogue.HYBRID, ""), [Item("G09N", "Muster")])) == set()
    assert _codes(data, ((Catalogue.HYBRID, ""), [Item("G09M", "Muster")])) == {"R221"}
    assert _codes(data) == set()


def test_a_gene_is_one_of_the_table_or_named_in_words() -> None:
    genes: _Tables = (Catalogue.KEYS, GENES), [Item("1", "MUST1")]
    assert _codes(_file({}, ("5077", "MUST1")), genes) == set()
    assert _codes(_file({}, ("5077", "MUST9")), genes) == {"R222"}
    assert _codes(_file({}, ("5077", "999999"), ("5078", "Mustergen")), genes) == set()
    assert _codes(_file({}, ("5077", "MUST9"))) == set()


_MEASURES = b"01003001\r\n01003010\r\n0120304901\r\n0100305%d\r\n"


@pytest.mark.parametrize(("certificate", "found"), [(0, {"R749"}), (1, set()), (2, set())])
def test_a_laboratory_service_has_a_certificate_for_one_of_its_analytes(
    certificate: int, found: set[str]
) -> None:
    plain = _file({})
    data = plain.replace(b"0100300" + b"0\r\n", _MEASURES % certificate, 1)
    facts = AnalyteFacts(("32025",))
    table = [Item("901", "Blut", facts=facts), Item("902", "Urin", facts=facts)]
    analytes: _Tables = (Catalogue.KEYS, ANALYTES), table
    assert _codes(data, analytes) == found
    assert _codes(plain, analytes) == {"R749"}
    other = Item("901", "Blut", facts=AnalyteFacts(("32026",)))
    assert _codes(plain, ((Catalogue.KEYS, ANALYTES), [other])) == set()
    assert _codes(plain) == set()


def test_an_analyte_whose_time_does_not_hold_the_quarter_asks_for_nothing() -> None:
    ended = Item("901", "Blut", valid_until=date(2026, 11, 30), facts=AnalyteFacts(("32025",)))
    assert _codes(_file({}), ((Catalogue.KEYS, ANALYTES), [ended])) == set()


def _kv(facts: RegionalFacts, number: str = "20") -> list[_Tables]:
    payer = Item("99999", "Muster", facts=PayerFacts(group="35"))
    asked = Item("35-01", "Muster", facts=facts)
    return [((Catalogue.PAYERS, ""), [payer]), ((Catalogue.REGIONAL, number), [asked])]


_ABROAD = {**_NO_CARD, "4106": "01"}


@pytest.mark.parametrize(
    ("told", "good", "code"),
    [
        (RegionalFacts(person_groups=("03", "04")), {"4123": "04"}, "SKT1"),
        (RegionalFacts(details=("5",)), {"4124": "Musterland"}, "SKT2"),
        (RegionalFacts(further=("1",)), {"4125": "2026100120261231"}, "SKT3"),
        (RegionalFacts(barred_records=("0101",)), {"4106": "02"}, "SKT4"),
        (RegionalFacts(barred_insured=("1",)), {"3108": "3"}, "SKT5"),
    ],
)
def test_the_own_kv_is_asked_what_it_wants_of_a_payer(
    told: RegionalFacts, good: dict[str, str], code: str
) -> None:
    assert _codes(_file(_ABROAD), *_kv(told)) == {code}
    assert _codes(_file(_ABROAD | good), *_kv(told)) == set()
    assert _codes(_file(_ABROAD), *_kv(told, "38")) == set()


def test_a_wrong_group_of_persons_is_named_where_it_stands() -> None:
    data = _file(_ABROAD | {"4123": "12"})
    master = Held(*_kv(RegionalFacts(person_groups=("03",))))
    (said,) = list(kvdt.check(io.BytesIO(data), "", master).problems)
    assert (said.code, said.field, said.severity.value) == ("SKT1", "4123", "Hinweis")


def test_who_brought_a_card_need_not_tell_more() -> None:
    card = {"4106": "01"}
    told = RegionalFacts(person_groups=("03",), details=("5",), further=("1",))
    assert _codes(_file(card), *_kv(told)) == set()
    assert _codes(_file(card), *_kv(RegionalFacts(barred_insured=("1",)))) == {"SKT5"}


def test_the_kv_of_a_former_area_is_the_one_of_today() -> None:
    former: _Tables = (Catalogue.KEYS, AREAS), [Item("20", "Früher", parent="38")]
    assert _codes(_file(_ABROAD), former, *_kv(RegionalFacts(details=("5",)), "38")) == {"SKT2"}


def _unchecked(data: bytes, *tables: _Tables, given: bool = True) -> dict[str, str]:
    checked = kvdt.check(io.BytesIO(data), "", Held(*tables) if given else None)
    return {one.code: one.reason for one in checked.unchecked}


def test_without_master_data_every_rule_says_why_it_was_not_checked() -> None:
    said = _unchecked(_file({}), given=False)
    assert set(said) == (MASTER_RULES - {"R221"}) | set(NEVER)
    assert said["R783"] == "weil die Postleitzahlen-Stammdatei (SDPLZ) nicht gegeben ist"
    assert all(reason.startswith("weil ") for reason in said.values())
    hybrid = _unchecked(path("hybrid.con").read_bytes(), given=False)
    assert {"R221", "R223"} <= set(hybrid)
    assert not {"R222", "SKT1", "R749"} & set(hybrid)


def test_what_is_given_is_no_longer_named() -> None:
    said = _unchecked(_file({}), _postcodes("99999"), *_kv(RegionalFacts()))
    assert not {"R478", "R783", "R201", "SKT1", "SKT5"} & set(said)
    assert said["R222"].endswith("HGNC-Gensymbole für 4/2026 fehlt")
    assert "SKT1" in _unchecked(_file({}), *_kv(RegionalFacts(), "38"))


def test_a_file_without_a_case_leaves_nothing_unchecked() -> None:
    assert _unchecked(kvdt.write(invented.quarter(0)), given=False) == {}


def test_every_rule_with_master_data_names_what_it_needs() -> None:
    codes = {rule.code for rule in RULES} | {"R211"}
    assert set(NEEDS) <= codes
    asking = {
        rule.code for rule in RULES
        if rule.check.__module__ in ("formats.kvdt.rules_master", "formats.kvdt.rules_lists")
    }  # fmt: skip
    assert asking | {"R211"} == set(NEEDS)


def test_a_file_that_names_a_thousand_quarters_holds_the_analytes_of_a_few() -> None:
    case = Case(Record("0101", Line("8000", "0101", 1, 0), [Line("4101", "42026", 2, 0)]))
    item = Item("1", "Muster", facts=AnalyteFacts(("32025",)))
    context = Context(master=Held(((Catalogue.KEYS, ANALYTES), [item])))
    for number in range(1_000):
        context.quarter = f"{1 + number % 4}{2000 + number // 4}"
        assert rules_lists._analytes(case, context) == {"32025": {"1"}}
        assert len(context.analytes) <= 8
