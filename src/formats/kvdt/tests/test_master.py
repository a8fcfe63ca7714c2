"""Rules that ask master data: they speak where the data do, and stay silent without them."""

from __future__ import annotations

import io

import pytest

from formats import kvdt
from formats.catalogues.model import Catalogue, Item, OpsFacts, PayerFacts
from formats.kvdt import Record, ServiceEntry
from formats.kvdt.master import ANALYTES, AREAS
from formats.kvdt.samples import invented
from formats.kvdt.tests.held import Held, Table

_NEW = {"R211", "R223", "R705", "R734", "R763"}


def _file(changes: dict[str, str], *additions: tuple[str, str]) -> bytes:
    frame = list(invented.quarter(0))
    visit = ServiceEntry("20261005", "03003", invented.SITE, invented.ADA, additions)
    head: dict[str, str] = dict(invented._HEAD) | {"4239": "00"} | changes
    records: list[Record] = [*frame[:-2], kvdt.case("0101", head, [visit], [invented.FLU])]
    return kvdt.write([*records, *frame[-2:]])


def _codes(data: bytes, *tables: tuple[Table, list[Item]]) -> set[str]:
    return kvdt.check(io.BytesIO(data), "", Held(*tables)).problems.codes() & _NEW


def _payers(**told: object) -> tuple[Table, list[Item]]:
    facts = PayerFacts(**told)  # type: ignore[arg-type] # facts of many types
    return (Catalogue.PAYERS, ""), [Item("99999", "Musterkasse", facts=facts)]


def _ops(*, needs_side: bool) -> tuple[Table, list[Item]]:
    return (Catalogue.OPS, ""), [Item("5-380.30", "Muster", facts=OpsFacts(needs_side))]


@pytest.mark.parametrize(
    ("details", "group", "found"),
    [
        ({"4124": "310109A14017"}, "75", set()),
        ({"4124": "310109a14017"}, "75", {"R734"}),
        ({"4124": "Italien"}, "75", {"R734"}),
        ({}, "75", {"R734"}),
        ({}, "01", set()),
    ],
)
def test_the_armed_forces_give_a_personal_number(
    details: dict[str, str], group: str, found: set[str]
) -> None:
    assert _codes(_file(details), _payers(group=group)) == found


def test_a_payer_is_barred_in_an_area_of_today_and_of_before() -> None:
    data = _file({})
    assert _codes(data, _payers()) == set()
    assert _codes(data, _payers(barred_areas=("98",))) == set()
    assert _codes(data, _payers(barred_areas=("99",))) == {"R763"}
    former = (Catalogue.KEYS, AREAS), [Item("99", "Früher", parent="98")]
    assert _codes(data, _payers(barred_areas=("98",)), former) == {"R763"}
    (said,) = [
        problem
        for problem in kvdt.check(
            io.BytesIO(data), "", Held(_payers(barred_areas=("99",)))
        ).problems
        if problem.code == "R763"
    ]
    assert (said.field, bool(said.line), bool(said.fix)) == ("4104", True, True)


@pytest.mark.parametrize(
    ("additions", "needs_side", "schedule", "found"),
    [
        ([("5035", "5-380.30"), ("5041", "R")], True, "1", set()),
        ([("5035", "5-380.30")], True, "1", {"R705"}),
        ([("5035", "5-380.30"), ("5035", "5-380.30"), ("5041", "L")], True, "1", {"R705"}),
        ([("5035", "5-380.30")], True, "3", set()),
        ([("5035", "5-380.30")], False, "1", set()),
        ([("5035", "5-380.31")], True, "1", {"R223"}),
    ],
)
def test_procedures_are_known_and_name_their_side(
    additions: list[tuple[str, str]], needs_side: bool, schedule: str, found: set[str]
) -> None:
    data = _file({"4121": schedule}, *additions)
    assert _codes(data, _ops(needs_side=needs_side)) == found
    assert _codes(data) == set()


def test_analytes_are_those_of_the_key_table() -> None:
    data = _file({}).replace(
        b"0100300" + b"0\r\n",
        b"01003001\r\n01003011\r\n0150302Muster\r\n0120304004\r\n01003051\r\n",
        1,
    )
    known = (Catalogue.KEYS, ANALYTES), [Item("004", "Muster")]
    other = (Catalogue.KEYS, ANALYTES), [Item("005", "Muster")]
    assert _codes(data, known) == set()
    assert _codes(data, other) == {"R211"}
    assert _codes(data) == set()


def test_a_hybrid_drg_is_measured_by_the_quarter_of_its_operation() -> None:
    data = invented.files()["hybrid.con"]
    known = (Catalogue.OPS, ""), [Item("5-530.00", "Muster", facts=OpsFacts(needs_side=True))]
    assert _codes(data, known) == set()
    assert _codes(data, _ops(needs_side=True)) == {"R223"}
