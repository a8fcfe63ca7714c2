"""Writes a tree as FHIR JSON; what is an array and what a number say the definitions of R4."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from formats.fhir.definitions.known import Library, core
from formats.fhir.definitions.model import Element, Profile
from formats.fhir.json_read import NUMBERS
from formats.fhir.sayings import Unwritable, problem
from formats.fhir.serial import is_writable, plain_markup
from formats.fhir.tree import SCHEMA_PLACE, XHTML, Node

_OURS: Final = frozenset({"id", "url", "value", SCHEMA_PLACE})
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class _Number(float):
    """A number that is written with the digits it came with; 5.0 is not 5."""

    def __new__(cls, text: str) -> _Number:
        made = super().__new__(cls, 0.0)
        made.text = text
        return made

    text: str

    def __repr__(self) -> str:
        return self.text


def serialise_json(root: Node) -> bytes:
    """The resource as UTF-8 JSON.

    Raises `Unwritable` for elements R4 does not know, values that are not of their type's JSON
    kind, and what XML could not hold either.
    """
    made = _Writer(core()).resource(root)
    return _written(made, 0).encode("utf-8") + b"\n"


def _written(value: Any, depth: int) -> str:
    """As `json.dumps` with indent, but numbers keep their text."""
    inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    if isinstance(value, dict):
        lines = (f"{json.dumps(key)}: {_written(one, depth + 1)}" for key, one in value.items())
        return "{" + inner + f",{inner}".join(lines) + outer + "}"
    if isinstance(value, list):
        return "[" + inner + f",{inner}".join(_written(v, depth + 1) for v in value) + outer + "]"
    if isinstance(value, _Number):
        return value.text
    return json.dumps(value, ensure_ascii=False)


class _Writer:
    def __init__(self, library: Library) -> None:
        self._library = library

    def resource(self, node: Node) -> dict[str, Any]:
        known = self._library.type(node.name)
        if known is None or known.kind != "resource" or not node.is_fhir:
            raise Unwritable(problem("FHR21", line=node.line or None))
        return {"resourceType": node.name, **self._members(node, known.root, known)}

    def _members(
        self, node: Node, element: Element | None, owner: Profile | None
    ) -> dict[str, Any]:
        tags = self._library.tags(element, owner) if element and owner else {}
        made: dict[str, Any] = {
            key: node.attributes[key] for key in ("id", "url") if key in node.attributes
        }
        if node.attributes.keys() - _OURS:
            raise Unwritable(problem("FHR21", line=node.line or None))
        groups: dict[str, list[Node]] = {}
        for child in node.children:
            groups.setdefault(child.name, []).append(child)
        for name, nodes in groups.items():
            if name not in tags or not all(n.is_fhir or n.namespace == XHTML for n in nodes):
                raise Unwritable(problem("FHR21", line=nodes[0].line or None, field=name[:60]))
            self._group(made, name, nodes, *tags[name], owner)
        return made

    def _group(
        self,
        made: dict[str, Any],
        name: str,
        nodes: list[Node],
        definition: Element,
        code: str,
        owner: Profile | None,
    ) -> None:
        is_many = definition.most != 1
        if not is_many and len(nodes) > 1:
            raise Unwritable(problem("FHR21", line=nodes[1].line or None, field=name[:60]))
        known = self._library.type(code)
        if known is None or known.kind != "primitive-type":
            values = [self._whole(node, definition, code, owner) for node in nodes]
            made[name] = values if is_many else values[0]
            return
        values = [_value(node, code) for node in nodes]
        extras = [
            self._members(n, *self._library.inside(definition, code, owner)) or None
            if code != "xhtml"
            else None
            for n in nodes
        ]
        if any(value is not None for value in values):
            made[name] = values if is_many else values[0]
        if any(extras):
            made[f"_{name}"] = extras if is_many else extras[0]
        if any(v is None and e is None for v, e in zip(values, extras, strict=True)):
            raise Unwritable(problem("FHR10", line=nodes[0].line or None, field=name[:60]))

    def _whole(
        self, node: Node, definition: Element, code: str, owner: Profile | None
    ) -> dict[str, Any]:
        if code in ("Resource", "DomainResource"):
            if len(node.children) != 1:
                raise Unwritable(problem("FHR21", line=node.line or None))
            return self.resource(node.children[0])
        made = self._members(node, *self._library.inside(definition, code, owner))
        if not made or node.value is not None:
            raise Unwritable(problem("FHR10", line=node.line or None, field=node.name[:60]))
        return made


def _value(node: Node, code: str) -> Any:
    if code == "xhtml":
        return plain_markup(node)
    text = node.value
    if text is None:
        return None
    if code == "boolean" and text in ("true", "false"):
        return text == "true"
    if code in NUMBERS and _NUMBER.fullmatch(text):
        return _Number(text)
    if code == "boolean" or code in NUMBERS or not text or not is_writable(text):
        raise Unwritable(problem("FHR10", line=node.line or None, field=node.name[:60]))
    return text
