"""FHIR JSON becomes the same tree as XML and comes back digit by digit; the rest is refused."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formats.fhir.compare import differences
from formats.fhir.json_read import parse_either, parse_resource
from formats.fhir.json_text import parse_json
from formats.fhir.json_write import serialise_json
from formats.fhir.samples import path
from formats.fhir.samples.write import documents, family_of, files
from formats.fhir.sayings import FhirError, NotFhir, Unwritable
from formats.fhir.serial import serialise
from formats.fhir.tree import Limits, Node, parse
from house import official

_SECRET = "Geheim-4711"
_GOOD = b"""{
 "resourceType": "Patient",
 "id": "a",
 "active": true,
 "name": [{"id": "n", "family": "Demo", "_family": {"extension": [
   {"url": "https://a.example", "valueDecimal": 5.0}]}, "given": ["Dora", null],
   "_given": [null, {"extension": [{"url": "https://b.example", "valueInteger": 7}]}]}],
 "text": {"status": "generated",
   "div": "<div xmlns=\\"http://www.w3.org/1999/xhtml\\">x &amp; y</div>"},
 "contained": [{"resourceType": "Organization", "name": "Praxis"}]
}"""


def _loaded(data: bytes) -> Any:
    """What a JSON parser makes of it, numbers as they are written."""
    return json.loads(data, parse_float=lambda t: ("#", t), parse_int=lambda t: ("#", t))


def _code(data: bytes, limits: Limits | None = None) -> tuple[str, int | None]:
    with pytest.raises(NotFhir) as refused:
        parse_either(data, limits)
    assert _SECRET not in f"{refused.value} {refused.value.detail}"
    return refused.value.problem.code, refused.value.problem.line


def test_a_resource_becomes_the_tree_that_xml_makes() -> None:
    root = parse_resource(_GOOD)
    assert [child.name for child in root.children] == ["id", "text", "contained", "active", "name"]
    name = root.first("name")
    assert name is not None
    assert name.attributes == {"id": "n"}
    assert [given.value for given in name.all("given")] == ["Dora", None]
    family = name.first("family")
    assert family is not None
    extension = family.extension("https://a.example")
    assert extension is not None
    assert extension.value_at("valueDecimal") == "5.0"
    assert (name.line, root.value_at("contained", "Organization", "name")) == (5, "Praxis")
    assert not differences(root, parse(serialise(root)))


def test_it_comes_back_with_every_digit() -> None:
    written = serialise_json(parse_resource(_GOOD))
    assert _loaded(written) == _loaded(_GOOD)
    assert b"5.0" in written
    assert differences(parse_resource(_GOOD), parse_resource(_GOOD.replace(b"5.0", b"5")))


@pytest.mark.parametrize("name", sorted(documents()))
def test_every_sample_says_the_same_in_xml_and_json(name: str) -> None:
    family, thing = family_of(name), documents()[name]
    xml, other = family.write(thing), family.write_json(thing)
    assert not differences(parse(xml), parse_either(other))
    assert family.read(other).document == thing
    assert _loaded(serialise_json(parse_either(other))) == _loaded(other)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"{", "FHR16", 1),
        (b'{"resourceType": "Patient",\n}', "FHR16", 2),
        (b'{"resourceType": "Patient"}\n x', "FHR16", 2),
        (b'{"resourceType": "Patient", "id": \'a\'}', "FHR16", 1),
        (b'{"resourceType": "Patient", "id": NaN}', "FHR16", 1),
        (b'{"resourceType": "Patient", "id": 01}', "FHR16", 1),
        (b'{"resourceType": "Patient", // no\n "id": "a"}', "FHR16", 1),
        (b'{"id": "Geheim-4711",\n "id": "Geheim-4711"}', "FHR18", 2),
        (b'{"id": "a", "\\u0069d": "b"}', "FHR18", 1),
        (b'{"id": "\xff"}', "FHR17", 1),
        ('{"resourceType": "Patient"}'.encode("utf-16"), "FHR03", 1),
        (b"[]", "FHR19", 1),
        (b'{"id": "a"}', "FHR19", 1),
        (b'{"resourceType": 7}', "FHR19", 1),
        (b'{"resourceType": "Patient", "active": "true"}', "FHR19", 1),
        (b'{"resourceType": "Patient", "id": 5}', "FHR19", 1),
        (b'{"resourceType": "Patient", "id": null}', "FHR19", 1),
        (b'{"resourceType": "Patient", "id": ["a"]}', "FHR19", 1),
        (b'{"resourceType": "Patient", "name": {"family": "A"}}', "FHR19", 1),
        (b'{"resourceType": "Patient",\n "name": []}', "FHR19", 2),
        (b'{"resourceType": "Patient", "name": [[]]}', "FHR19", 1),
        (b'{"resourceType": "Patient", "name": [{"id": "x", "_id": {"id": "lost"}}]}', "FHR19", 1),
        (b'{"resourceType": "Patient", "name": [{"_id": {"id": "lost"}}]}', "FHR19", 1),
        (
            b'{"resourceType": "Patient", "extension": [{"url": "u", "valueCode": "a",\n'
            b' "_url": {"id": "lost"}}]}',
            "FHR19",
            2,
        ),
        (
            b'{"resourceType": "Patient", "text": {"status": "generated", "_div": {"id": "lost"},'
            b' "div": "<div xmlns=\\"http://www.w3.org/1999/xhtml\\">a</div>"}}',
            "FHR19",
            1,
        ),
        (b'{"resourceType": "Patient", "name": ["A"]}', "FHR19", 1),
        (b'{"resourceType": "Patient", "<b/>": "A"}', "FHR19", 1),
        (b'{"resourceType": "Patient", "contained": [{}]}', "FHR19", 1),
        (b'{"resourceType": "Patient",\n "text": {"div": "<div>"}}', "FHR20", 2),
        (b'{"resourceType": "Patient", "text": {"div": "<!DOCTYPE a><a/>"}}', "FHR20", 1),
    ],
)
def test_what_is_no_fhir_json_is_refused_with_its_place(
    data: bytes, code: str, line: int | None
) -> None:
    assert _code(data) == (code, line)


def test_a_mark_in_front_is_no_harm() -> None:
    assert not differences(parse_either(b"\xef\xbb\xbf" + _GOOD), parse_either(_GOOD))


def test_the_limits_hold_in_json_too() -> None:
    assert _code(_GOOD, Limits(most_bytes=len(_GOOD) - 1))[0] == "FHR02"
    assert _code(_GOOD, Limits(most_elements=20))[0] == "FHR05"
    assert _code(b'{"a":' * 1_000_000) == ("FHR06", 1)
    assert _code(b"[" * 1_000_000) == ("FHR06", 1)
    assert _code(b"[" + b"0," * 3_000_000)[0] == "FHR05"
    deep = b'{"resourceType":"Patient"' + b',"extension":[{"url":"u"' * 80
    assert _code(deep)[0] == "FHR06"


def test_a_long_text_takes_no_more_memory_than_itself() -> None:
    tracemalloc.start()
    for text in (b"a" * 4_000_000, b"\\n" * 2_000_000):
        parse_json(b'"' + text + b'"')
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000


def test_names_nobody_knows_are_kept_behind_the_known_and_not_written_as_json() -> None:
    root = parse_resource(b'{"colour": "red", "resourceType": "Patient", "id": "a"}')
    assert [(c.name, c.value) for c in root.children] == [("id", "a"), ("colour", "red")]
    with pytest.raises(Unwritable) as refused:
        serialise_json(root)
    assert refused.value.problem.code == "FHR21"
    with pytest.raises(Unwritable):
        serialise_json(parse_resource(b'{"resourceType": "Nonsense", "id": "a"}'))


@pytest.mark.parametrize(
    ("name", "value"), [("active", "yes"), ("id", ""), ("multipleBirthInteger", "1x")]
)
def test_values_of_another_type_are_not_written(name: str, value: str) -> None:
    with pytest.raises(Unwritable) as refused:
        serialise_json(Node("Patient", children=[Node(name, {"value": value})]))
    assert refused.value.problem.code == "FHR10"


@settings(deadline=None)
@given(st.binary(max_size=200).map(lambda junk: b"{" + junk))
@example(b'{"resourceType":"Patient","id":"\\ud800"}')
@example(b'{"resourceType":"Patient","id":"\\u0000"}')
def test_any_bytes_give_a_tree_or_our_own_error(data: bytes) -> None:
    with contextlib.suppress(FhirError):
        serialise(parse_either(data))


@settings(deadline=None)
@given(st.integers(0, len(_GOOD)), st.binary(max_size=8), st.integers(0, 20))
def test_damaged_json_gives_a_tree_or_our_own_error(place: int, junk: bytes, cut: int) -> None:
    with contextlib.suppress(FhirError):
        serialise_json(parse_either(_GOOD[:place] + junk + _GOOD[place + cut :]))


_SCALARS = st.none() | st.booleans() | st.integers() | st.text()
_ANY = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=15,
)


@given(_ANY)
def test_all_json_is_understood_as_the_standard_library_does(value: Any) -> None:
    def plain(found: Any) -> Any:
        if hasattr(found, "members"):
            return {key: plain(one) for key, one in found.members.items()}
        if hasattr(found, "items"):
            return [plain(one) for one in found.items]
        read: dict[str, Any] = {"null": lambda _: None, "text": str, "number": int}
        return read.get(found.kind, lambda text: text == "true")(found.text)

    assert plain(parse_json(json.dumps(value).encode())) == value


@pytest.mark.official
@pytest.mark.parametrize("file", official.cases("", "dipag/*.json", "vsdm2/*.json", "eeb/*.json"))
def test_every_official_json_comes_back_as_it_was(file: Path) -> None:
    data = file.read_bytes()
    root = parse_either(data)
    written = serialise_json(root)
    assert _loaded(written) == _loaded(data)
    assert not differences(root, parse(serialise(root)))


@pytest.mark.official
@pytest.mark.parametrize(
    "file", official.cases("", "erezept/**/*.xml", "eau/**/*.xml", "evdga/**/*.xml", "eeb/*.xml",
                           "dguv/*.xml", "aw/*.xml"),
)  # fmt: skip
def test_every_official_xml_says_the_same_as_json(file: Path) -> None:
    root = parse(file.read_bytes())
    if any(node.attributes.get("value") == "" for node in root.walk()):
        with pytest.raises(Unwritable):  # three of DGUV's hold an empty value
            serialise_json(root)
        return
    assert not differences(root, parse_either(serialise_json(root)))


def test_the_committed_samples_are_utf8_json() -> None:
    for name, data in files().items():
        if name.endswith(".json"):
            assert path(name).read_bytes() == data
            assert json.loads(data)["resourceType"]
