"""Documents of all families: read, written, equivalent; the wrong ones refused in German."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.fhir import bind, document, parts, people
from formats.fhir.compare import differences
from formats.fhir.document import Family, Single
from formats.fhir.eau import conditions
from formats.fhir.eeb import parts as proof
from formats.fhir.erezept import medication, order
from formats.fhir.evdga import request
from formats.fhir.json_read import parse_either
from formats.fhir.samples.write import FAMILIES
from formats.fhir.sayings import FhirError, NotFhir, Unwritable
from formats.fhir.serial import serialise
from formats.fhir.tree import parse
from house import official

_MODULES = (parts, people, document, medication, order, conditions, request, proof)
CLASSES = sorted(
    {
        kind
        for module in _MODULES
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind) and bind.places(kind)
    },
    key=lambda kind: kind.__name__,
)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    bind.TEXT.name: st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1
    ).filter(lambda text: "\ufffe" not in text and "\uffff" not in text),
    bind.BOOLEAN.name: st.booleans(),
    bind.DECIMAL.name: st.decimals(-9999, 9999, places=3).map(Decimal),
    bind.WHOLE.name: st.integers(-9999, 9999),
    bind.DAY.name: st.dates(date(1000, 1, 1)),
    bind.PARTIAL.name: st.sampled_from(["1972", "1972-02", "1972-02-29"]),
    bind.MARKUP.name: st.sampled_from(
        ['<div xmlns="http://www.w3.org/1999/xhtml">a <b>b</b> &amp;\n c</div>']
    ),
    bind.MOMENT.name: st.sampled_from(["2026-11-23", "2026-11-23T08:00:00.5+01:00"]),
}


def _objects(kind: type) -> st.SearchStrategy[Any]:
    made: dict[str, st.SearchStrategy[Any]] = {}
    for known, place in bind.places(kind):
        one = (
            _VALUES[place.what.name] if isinstance(place.what, bind.Codec) else _objects(place.what)
        )
        made[known.name] = (
            st.lists(one, max_size=3).map(tuple) if place.is_many else st.none() | one
        )
    whole = st.builds(kind, **made)
    return whole.filter(lambda thing: bool(bind.write(thing, "x").children) or _has_value(thing))


def _has_value(thing: object) -> bool:
    return bind.write(thing, "x").value is not None


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_every_object_comes_back_as_it_went(kind: type, data: st.DataObject) -> None:
    thing = data.draw(_objects(kind))
    root = parse(serialise(bind.write(thing, "Thing")))
    seen: set[int] = set()
    assert bind.read(kind, root, seen) == thing
    assert bind.unclaimed(root, seen) == []


def test_the_classes_under_test_are_all_there() -> None:
    assert {"Prescription", "Frame", "Ingredient", "Condition", "Header"} - {
        kind.__name__ for kind in CLASSES
    } == {"Prescription"}  # documents are bound by slots, not by places
    assert len(CLASSES) > 25


def _family_of(path: Path) -> Family[Any] | Single[Any]:
    root = parse_either(path.read_bytes())
    profile = (root.value_at("meta", "profile") or "").partition("|")[0]
    return next(f for f in FAMILIES.values() if profile in f.profiles)


_VALID = (
    "erezept/*/valid/*.xml",
    "eau/*/valid/*.xml",
    "evdga/*/valid/*.xml",
    "eeb/*.xml",
    "eeb/*.json",
)
_INVALID = ("erezept/*/invalid/*.xml", "eau/*/invalid/*.xml", "evdga/*/invalid/*.xml")


@pytest.mark.official
@pytest.mark.parametrize("path", official.cases("", *_VALID))
def test_every_official_example_is_read_and_written_equivalent(path: Path) -> None:
    family = _family_of(path)
    data = path.read_bytes()
    found = family.read(data)
    assert found.kept == ()
    for written in (family.write(found.document), family.write_json(found.document)):
        assert differences(parse_either(data), parse_either(written)) == []
        assert family.read(written).document == found.document


@pytest.mark.official
@pytest.mark.parametrize("path", official.cases("", *_INVALID))
def test_official_wrong_examples_lose_only_what_is_named_as_kept(path: Path) -> None:
    family, data = _family_of(path), path.read_bytes()
    try:
        found = family.read(data)
        written = family.write(found.document)
    except FhirError:
        return  # a part or a reference that the document needs is missing: said, not guessed
    lost = differences(parse(data), parse(written))
    assert bool(lost) == bool(found.kept)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_document_of_another_kind_is_refused(name: str) -> None:
    other = b'<Bundle xmlns="http://hl7.org/fhir"><meta><profile value="x"/></meta></Bundle>'
    for data in (other, b'<Patient xmlns="http://hl7.org/fhir"/>', b"<Bundle/>"):
        with pytest.raises(NotFhir) as refused:
            FAMILIES[name].read(data)
        assert refused.value.problem.code == "FHR12"


@pytest.mark.parametrize(
    ("thing", "code"),
    [
        (parts.Coding(code=""), "FHR10"),
        (parts.Coding(code="a\x00"), "FHR10"),
        (people.Patient(birth_date="19.02.1970"), "FHR10"),
        (parts.Quantity(value=Decimal("NaN")), "FHR10"),
        (order.Dosage(**dict[str, Any](frequency="1")), "FHR11"),
        (order.Dosage(frequency=True), "FHR11"),
    ],
)
def test_values_that_would_not_come_back_are_not_written(thing: object, code: str) -> None:
    with pytest.raises(Unwritable) as refused:
        bind.write(thing, "x")
    assert refused.value.problem.code == code


def test_decimals_keep_their_digits() -> None:
    for text in ("5.0", "5", "0.50", "-1.250"):
        made = bind.write(parts.Quantity(value=Decimal(text)), "x")
        assert made.value_at("value") == text


def test_an_unreadable_value_is_kept_and_named() -> None:
    root = parse(b'<Patient xmlns="http://hl7.org/fhir"><birthDate value="gestern"/></Patient>')
    seen: set[int] = set()
    assert bind.read(people.Patient, root, seen).birth_date is None
    assert [(k.path, k.line) for k in bind.unclaimed(root, seen)] == [("Patient/birthDate", 1)]


def test_no_class_of_a_document_is_forgotten() -> None:
    for family in FAMILIES.values():
        if isinstance(family, Single):
            continue
        names = {f.name for f in fields(family.kind)} - {"frame"}  # type: ignore[arg-type] # every kind is a dataclass
        assert names == {slot.name for slot in family.slots}
