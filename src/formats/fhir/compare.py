"""Says where two FHIR documents differ in what they mean, not in how they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from formats.fhir.tree import FHIR, SCHEMA_PLACE, XHTML, Node

_EXTENSIONS = frozenset({"extension", "modifierExtension"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: where (names and urls, never content) and what kind."""

    path: str
    kind: str

    def __str__(self) -> str:
        return f"{self.path}: {self.kind}"


def differences(one: Node, other: Node) -> list[Difference]:
    """Every difference that FHIR counts as one; empty means equivalent.

    Not counted: comments, blanks between elements, prefixes, order of attributes, order of
    children with different names, order of extensions with different urls, order of the entries
    of a bundle behind the first, and where the schema lies. Counted: everything else, decimals
    and times as text (5.0 is not 5), the narrative up to runs of blanks.
    """
    return list(_between(one, other, one.name))


def _between(one: Node, other: Node, path: str) -> Iterator[Difference]:
    if (one.name, one.namespace) != (other.name, other.namespace):
        yield Difference(path, "other element")
        return
    if one.namespace == XHTML:
        if _narrative(one) != _narrative(other):
            yield Difference(path, "other narrative")
        return
    if _attributes(one) != _attributes(other):
        yield Difference(path, "other value")
    ours, theirs = _grouped(one), _grouped(other)
    for key in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(key, []), theirs.get(key, [])
        place = f"{path}/{key}"
        for number, (mine, yours) in enumerate(zip(here, there, strict=False), 1):
            yield from _between(mine, yours, place if len(here) == 1 else f"{place}#{number}")
        if len(here) != len(there):
            yield Difference(place, f"{len(here)} instead of {len(there)}")


def _grouped(node: Node) -> dict[str, list[Node]]:
    groups: dict[str, list[Node]] = defaultdict(list)
    for number, child in enumerate(node.children):
        groups[_key(node, child, number)].append(child)
    return groups


def _key(parent: Node, child: Node, number: int) -> str:
    if child.name in _EXTENSIONS and child.is_fhir:
        return f"{child.name}[{child.url}]"
    if parent.name == "Bundle" and child.name == "entry" and number:
        return f"entry[{child.value_at('fullUrl') or ''}]"
    return child.name if child.namespace in (FHIR, XHTML) else f"{{{child.namespace}}}{child.name}"


def _attributes(node: Node) -> dict[str, str]:
    return {key: value for key, value in node.attributes.items() if key != SCHEMA_PLACE}


def _narrative(node: Node) -> object:
    parts: list[object] = [node.name, sorted(node.attributes.items()), _blanks(node.text)]
    for child in node.children:
        parts += [_narrative(child), _blanks(child.tail)]
    return parts


def _blanks(text: str) -> str:
    return " ".join(f".{text}.".split())
