"""Turns FHIR JSON into the same tree as XML, and tells JSON from XML.

Source: FHIR R4, "JSON representation of resources": arrays where an element repeats, values of
primitives as members, their ids and extensions as members with an underscore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from formats.fhir.definitions.known import Library, core
from formats.fhir.definitions.model import Element, Profile
from formats.fhir.json_text import Array, Scalar, Table, Value, parse_json
from formats.fhir.sayings import NotFhir, problem
from formats.fhir.tree import XHTML, Limits, Node, parse

NUMBERS: Final = frozenset({"decimal", "integer", "unsignedInt", "positiveInt"})
_RESOURCES: Final = frozenset({"Resource", "DomainResource"})
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9]{0,99}")
_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*[{\[]")


def is_json(data: bytes) -> bool:
    """Whether bytes begin as JSON does."""
    return _START.match(data) is not None


def parse_either(data: bytes, limits: Limits | None = None) -> Node:
    """The root of a document in XML or JSON; raises `NotFhir` alone."""
    return parse_resource(data, limits) if is_json(data) else parse(data, limits)


def parse_resource(data: bytes, limits: Limits | None = None) -> Node:
    """The root of a resource in JSON, its elements in the order of the XML schema.

    Names R4 does not know are kept behind the known ones. Refused: a value of another JSON kind
    than its type has (a number as text), an array where an element stands once and the other way
    round, empty arrays, `null` outside the arrays of primitives. Raises `NotFhir` alone.
    """
    value = parse_json(data, limits)
    if not isinstance(value, Table):
        raise NotFhir(problem("FHR19", line=value.line))
    return _Reader(core()).resource(value)


class _Reader:
    def __init__(self, library: Library) -> None:
        self._library = library

    def resource(self, table: Table) -> Node:
        kind = table.members.get("resourceType")
        if not isinstance(kind, Scalar) or kind.kind != "text" or not _NAME.fullmatch(kind.text):
            raise NotFhir(problem("FHR19", line=table.line))
        known = self._library.type(kind.text)
        node = Node(kind.text, line=table.line)
        root, owner = (known.root, known) if known is not None else (None, None)
        self._fill(node, table, root, owner, is_resource=True)
        return node

    def _fill(
        self,
        node: Node,
        table: Table,
        element: Element | None,
        owner: Profile | None,
        *,
        is_resource: bool = False,
    ) -> None:
        """Put every member of an object below a node."""
        tags = self._library.tags(element, owner) if element and owner else {}
        names = {name.removeprefix("_") for name in table.members}
        if is_resource:
            names.discard("resourceType")
        else:
            names -= self._attributes(node, table)
        order = {name: number for number, name in enumerate(tags)}
        for name in sorted(names, key=lambda n: (order.get(n, len(order)), n)):
            if not _NAME.fullmatch(name):
                raise NotFhir(problem("FHR19", line=_line(table, name)))
            value, extra = table.members.get(name), table.members.get(f"_{name}")
            definition, code = tags.get(name, (None, ""))
            if definition is not None:
                is_many = definition.most != 1
                for one in (value, extra):
                    if one is not None and isinstance(one, Array) is not is_many:
                        raise NotFhir(problem("FHR19", line=one.line))
            for one, more in _pairs(value, extra, _line(table, name)):
                node.children.append(self._child(name, one, more, definition, code, owner))

    def _attributes(self, node: Node, table: Table) -> set[str]:
        """In elements `id`, and in extensions `url`, are attributes in XML: without extensions."""
        found = set()
        for name in ("id", "url") if node.name in ("extension", "modifierExtension") else ("id",):
            value = table.members.get(name)
            if f"_{name}" in table.members:
                raise NotFhir(problem("FHR19", line=_line(table, f"_{name}")))
            if isinstance(value, Scalar) and value.kind == "text":
                node.attributes[name] = value.text
                found.add(name)
        return found

    def _child(
        self,
        name: str,
        value: Value | None,
        extra: Value | None,
        definition: Element | None,
        code: str,
        owner: Profile | None,
    ) -> Node:
        line = next(v.line for v in (value, extra) if v is not None)
        node = Node(name, line=line)
        if isinstance(value, Table):
            if extra is not None:
                raise NotFhir(problem("FHR19", line=line))
            if code in _RESOURCES or (definition is None and "resourceType" in value.members):
                node.children.append(self.resource(value))
            else:
                self._fill(node, value, *self._library.inside(definition, code, owner))
            return node
        if isinstance(value, Array) or not isinstance(extra, Table | None):
            raise NotFhir(problem("FHR19", line=line))
        if isinstance(value, Scalar) and value.kind != "null":
            if code == "xhtml" and extra is None:
                return _narrative(value)
            if code == "xhtml":
                raise NotFhir(problem("FHR19", line=line))
            node.attributes["value"] = _text(value, code, self._library)
        elif extra is None:
            raise NotFhir(problem("FHR19", line=line))
        if extra is not None:
            self._fill(node, extra, *self._library.inside(definition, code, owner))
        return node


def _line(table: Table, name: str) -> int:
    return table.lines.get(name, table.lines.get(f"_{name}", table.line))


def _pairs(
    value: Value | None, extra: Value | None, line: int
) -> Iterator[tuple[Value | None, Value | None]]:
    """Each value with its ids and extensions; `null` says that one of the two is not there."""
    ones = value.items if isinstance(value, Array) else [] if value is None else [value]
    more = extra.items if isinstance(extra, Array) else [] if extra is None else [extra]
    if (isinstance(value, Array) and not ones) or (isinstance(extra, Array) and not more):
        raise NotFhir(problem("FHR19", line=line))
    for one, beside in zip_longest(ones, more):
        if isinstance(beside, Scalar) and beside.kind == "null":
            yield one, None
        else:
            yield one, beside


def _text(value: Scalar, code: str, library: Library) -> str:
    """A value as XML has it, if it is of the JSON kind its type asks for."""
    known = library.type(code) if code else None
    if known is not None:
        wanted = "truth" if code == "boolean" else "number" if code in NUMBERS else "text"
        if known.kind != "primitive-type" or value.kind != wanted:
            raise NotFhir(problem("FHR19", line=value.line))
    return value.text


def _narrative(value: Scalar) -> Node:
    try:
        node = parse(value.text.encode("utf-8", "surrogatepass"))
    except NotFhir:
        raise NotFhir(problem("FHR20", line=value.line)) from None
    if node.name != "div" or node.namespace != XHTML:
        raise NotFhir(problem("FHR20", line=value.line))
    for part in node.walk():
        part.line = value.line
    return node
