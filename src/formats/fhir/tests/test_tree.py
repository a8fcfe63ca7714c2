"""Bytes become a tree within bounds or a German refusal, and a tree becomes the same bytes."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formats.fhir.compare import differences
from formats.fhir.sayings import FhirError, NotFhir, Unwritable
from formats.fhir.serial import serialise
from formats.fhir.tree import FHIR, XHTML, Limits, Node, parse
from house import official

_HEAD = b'<Patient xmlns="http://hl7.org/fhir">'
_TAIL = b"</Patient>"
_GOOD = _HEAD + b'<id value="a"/><active value="true"/>' + _TAIL
_SECRET = "Geheim-4711"


def _code(data: bytes, limits: Limits | None = None) -> tuple[str, int | None]:
    with pytest.raises(NotFhir) as refused:
        parse(data, limits)
    found = refused.value.problem
    assert found.message
    assert _SECRET not in f"{refused.value} {refused.value.detail}"
    return found.code, found.line


def test_a_document_becomes_names_values_and_lines() -> None:
    root = parse(b'<?xml version="1.0"?>\n<!-- x -->\n' + _GOOD.replace(b"><", b">\n<"))
    assert (root.name, root.namespace, root.line) == ("Patient", FHIR, 3)
    assert [(c.name, c.value, c.line) for c in root.children] == [
        ("id", "a", 4),
        ("active", "true", 5),
    ]
    assert root.value_at("active") == "true"
    assert root.value_at("name", "family") is None


def test_extensions_are_found_by_url_and_a_walk_sees_everything() -> None:
    inner = b'<extension url="u"><valueString value="v"/></extension>'
    root = parse(_HEAD + b"<name>" + inner + b"</name>" + _TAIL)
    name = root.first("name")
    assert name is not None
    found = name.extension("u")
    assert found is not None
    assert found.value_at("valueString") == "v"
    assert name.extension("w") is None
    assert [n.name for n in root.walk()] == ["Patient", "name", "extension", "valueString"]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "FHR01", None),
        (b"\xef\xbb\xbf \r\n", "FHR01", None),
        (b"PK\x03\x04", "FHR03", 1),
        (_GOOD[:-4], "FHR03", 1),
        (_GOOD.replace(b'value="a"', b'value="a" value="b"'), "FHR03", 1),
        (_GOOD.replace(b'value="a"', b'value="\xff"'), "FHR03", 1),
        (_GOOD.replace(b'value="a"', b'value="&who;"'), "FHR03", 1),
        (b'<?xml version="1.0" encoding="klingon"?>' + _GOOD, "FHR04", 1),
        (_HEAD + b"\n" + _SECRET.encode() + _TAIL, "FHR07", 2),
    ],
)
def test_what_is_no_fhir_document_is_refused_with_its_place(
    data: bytes, code: str, line: int | None
) -> None:
    assert _code(data) == (code, line)


def test_e01_a_document_type_is_refused_before_any_entity_is_known() -> None:
    outside = b'<!DOCTYPE Patient [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    laughs = b'<!DOCTYPE P [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    remote = b'<!DOCTYPE Patient SYSTEM "http://127.0.0.1:9/x.dtd">'
    for head in (outside, laughs, remote, b"\n<!DOCTYPE Patient>"):
        assert _code(head + _GOOD)[0] == "FHR08"
        assert _code((head + _GOOD).decode().encode("utf-16"))[0] == "FHR08"


def test_comments_and_instructions_are_dropped_wherever_they_stand() -> None:
    noisy = _GOOD.replace(b"><", b"><!-- a --><?go b?><").replace(
        b"</Patient>", b"</Patient><!---->"
    )
    assert not differences(parse(noisy), parse(_GOOD))


def test_another_namespace_is_no_fhir_and_is_kept_apart() -> None:
    other = parse(_GOOD.replace(b"http://hl7.org/fhir", b"http://hl7.org/fhir/"))
    assert not other.is_fhir
    assert other.first("id") is None
    nested = parse(_HEAD + b'<id xmlns="urn:x" value="a"/>' + _TAIL)
    assert nested.value_at("id") is None


def test_the_limits_hold_and_the_last_allowed_passes() -> None:
    few = Limits(most_bytes=len(_GOOD), most_levels=2, most_elements=5)
    assert parse(_GOOD, few).name == "Patient"
    assert _code(_GOOD + b" ", few)[0] == "FHR02"
    assert _code(_GOOD, Limits(most_levels=1))[0] == "FHR06"
    assert _code(_GOOD, Limits(most_elements=4))[0] == "FHR05"


def test_a_million_levels_are_refused_at_the_bound() -> None:
    assert _code(_HEAD + b"<a>" * 1_000_000) == ("FHR06", 1)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_declared_character_sets_are_read(codec: str) -> None:
    name = "iso-8859-1" if codec == "iso-8859-1" else codec.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?>{_GOOD.decode()}'.replace('"a"', '"Größe"')
    assert parse(text.encode(codec)).value_at("id") == "Größe"


def test_values_survive_with_breaks_quotes_and_signs() -> None:
    value = "a\tb\nc\rd \"e\" <f> & 'g' \U0001f600 ]]>"
    made = parse(serialise(Node("Patient", children=[Node("id", {"value": value})])))
    assert made.value_at("id") == value


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\ud800", "\ufffe"])
def test_what_xml_cannot_hold_is_not_written(bad: str) -> None:
    with pytest.raises(Unwritable) as refused:
        serialise(Node("Patient", children=[Node("id", {"value": f"a{bad}"})]))
    assert refused.value.problem.code == "FHR09"


def test_the_narrative_is_kept_with_its_text_between_elements() -> None:
    div = b'<text><div xmlns="http://www.w3.org/1999/xhtml">a <b>b</b> c<br/>\n d</div></text>'
    root = parse(_HEAD + div + _TAIL)
    narrative = next(n for n in root.walk() if n.namespace == XHTML)
    assert [c.tail for c in narrative.children] == [" c", "\n d"]
    for indent in ("  ", ""):
        written = serialise(root, indent=indent)
        assert b"a <b>b</b> c<br/>\n d</div>" in written
        assert not differences(root, parse(written))


def test_strange_attributes_and_elements_are_kept_apart_from_ours() -> None:
    odd = b'<id value="a" xmlns:p="urn:p" p:x="1" xmlns:q="urn:q" q:x="2"/><p:id xmlns:p="urn:p"/>'
    root = parse(_HEAD + odd + _TAIL)
    assert root.first("id") is root.children[0]
    assert not root.children[1].is_fhir
    assert not differences(root, parse(serialise(root)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'<id value="a"/><!-- x -->', b'\n <id\nvalue="a"></id>'),
        (b'<id value="a"/><active value="true"/>', b'<active value="true"/><id value="a"/>'),
        (b'<extension url="a"/><extension url="b"/>', b'<extension url="b"/><extension url="a"/>'),
    ],
)
def test_other_writing_is_no_difference(one: bytes, other: bytes) -> None:
    assert differences(parse(_HEAD + one + _TAIL), parse(_HEAD + other + _TAIL)) == []


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        (b'<id value="a"/>', b'<id value="b"/>', "Patient/id"),
        (b'<x value="5.0"/>', b'<x value="5"/>', "Patient/x"),
        (b'<id value="a"/>', b"", "Patient/id"),
        (b'<g value="a"/><g value="b"/>', b'<g value="b"/><g value="a"/>', "Patient/g#1"),
        (b'<extension url="a"/>', b'<extension url="b"/>', "Patient/extension[a]"),
    ],
)
def test_other_content_is_a_difference_with_its_path(one: bytes, other: bytes, path: str) -> None:
    found = differences(parse(_HEAD + one + _TAIL), parse(_HEAD + other + _TAIL))
    assert path in [d.path for d in found]


def test_entries_behind_the_first_may_change_places() -> None:
    def bundle(*urls: str) -> Node:
        entries = [
            Node("entry", children=[Node("fullUrl", {"value": u})]) for u in ("first", *urls)
        ]
        return Node("Bundle", children=entries)

    assert not differences(bundle("a", "b"), bundle("b", "a"))
    assert differences(bundle("a", "b"), bundle("a", "c"))


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b"<?xml version='1.0' encoding='utf-7'?><a/>")
@example(b"<?xml version='1.0' encoding='idna'?><a/>")
@example(b"<?xml version='1.0' encoding='zlib'?><a/>")
@example(b"<?xml version='1.0' encoding='utf-32'?><a/>")
@example(b"<?xml version='1.0' encoding='cp037'?><a/>")
def test_any_bytes_give_a_tree_or_our_own_error(data: bytes) -> None:
    with contextlib.suppress(FhirError):
        parse(data)


@settings(deadline=None)
@given(st.integers(0, len(_GOOD)), st.binary(max_size=8), st.integers(0, 20))
def test_damaged_documents_give_a_tree_or_our_own_error(place: int, junk: bytes, cut: int) -> None:
    with contextlib.suppress(FhirError):
        parse(_GOOD[:place] + junk + _GOOD[place + cut :])


_ALL = ("erezept/**/*.xml", "eau/**/*.xml", "evdga/**/*.xml", "eeb/*.xml")


@pytest.mark.official
@pytest.mark.parametrize("path", official.cases("", *_ALL))
def test_every_official_document_survives_reading_and_writing(path: Path) -> None:
    root = parse(path.read_bytes())
    assert not differences(root, parse(serialise(root)))
    assert not differences(root, parse(serialise(root, indent="")))
