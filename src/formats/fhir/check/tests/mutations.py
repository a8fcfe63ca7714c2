"""Breaks a right document mechanically, one fault at a time, where its profiles say it is one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from formats.fhir.definitions.known import Library
from formats.fhir.definitions.model import Element, Profile
from formats.fhir.tree import Node

# What may name each kind of fault; a rule of the package (its key is no FHV) always may.
EXPECTED: Final = {
    "removed": frozenset({"FHV20", "FHV13", "FHV27", "FHV31"}),
    "doubled": frozenset({"FHV21"}),
    "too long": frozenset({"FHV24"}),
    "wrong form": frozenset({"FHV23"}),
    "not fixed": frozenset({"FHV25", "FHV27", "FHV30", "FHV36"}),
    "wrong code": frozenset({"FHV26", "FHV25", "FHV27"}),
    "lost": frozenset({"FHV28"}),
    "led astray": frozenset({"FHV29"}),
    "strange": frozenset({"FHV30", "FHV27", "FHV11"}),
}
_FORMED: Final = frozenset({"boolean", "date", "dateTime", "instant", "decimal", "integer"})


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault: its kind, the place by profile, and how to make it in a fresh copy."""

    kind: str
    place: str
    make: Callable[[Node], None]


def broken(root: Node, mutation: Mutation) -> Node:
    """A copy of a document with one fault."""
    made = copy.deepcopy(root)
    mutation.make(made)
    return made


def mutations(root: Node, library: Library) -> Iterator[Mutation]:
    """Every fault that the snapshots of the claimed profiles name, element by element."""
    for way, node in _walk(root, ()):
        profile = library.profile(node.value_at("meta", "profile") or "")
        if profile is not None and profile.type == node.name:
            yield from _below(way, node, profile, profile.root, library)
    others = [n.value_at("fullUrl") or "" for n in root.all("entry")]
    for way, node in _walk(root, ()):
        if node.name == "reference" and node.value:
            kind = node.value.split("/")[-2] if "/" in node.value else ""
            yield Mutation("lost", f"{kind}/reference", _valued(way, f"{kind}/fehlt"))
            other = next((u for u in others if f"/{kind}/" not in u), "")
            yield Mutation(
                "led astray", f"{kind}/reference", _valued(way, "/".join(other.split("/")[-2:]))
            )


def _walk(node: Node, way: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Node]]:
    yield way, node
    for number, child in enumerate(node.children):
        yield from _walk(child, (*way, number))


def _below(
    way: tuple[int, ...], node: Node, profile: Profile, element: Element, library: Library
) -> Iterator[Mutation]:
    for number, child in enumerate(node.children):
        known = element.children.get(child.name)
        if known is None or known.slices or known.is_closed:
            continue  # which slice it is, is the checker's own question
        here, place = (*way, number), f"{profile.url.rpartition('/')[2]} {known.id}"
        if known.least:
            yield Mutation("removed", place, _removed(way, child.name))
        if known.most == 1:
            yield Mutation("doubled", place, _doubled(way, number))
        yield from _of_value(here, child, known, place, library)
        if child.name not in ("resource", "contained"):
            yield from _below(here, child, profile, known, library)
    if node.name[:1].isupper() and not element.children.get("extension", element).is_closed:
        yield Mutation("strange", profile.url.rpartition("/")[2], _extended(way))


def _of_value(
    way: tuple[int, ...], node: Node, known: Element, place: str, library: Library
) -> Iterator[Mutation]:
    if node.value is None:
        return
    kind = known.types[0].code if known.types else ""
    if known.max_length is not None:
        longer = "9" if node.value.isdigit() else "x"
        yield Mutation("too long", place, _valued(way, node.value + longer * known.max_length))
    if kind in _FORMED:
        yield Mutation("wrong form", place, _valued(way, "1 x"))
    if isinstance(known.fixed or known.pattern, str):
        yield Mutation("not fixed", place, _valued(way, f"{node.value}-anders"))
    elif known.value_set and library.terms.codes(known.value_set) is not None:
        yield Mutation("wrong code", place, _valued(way, "zz-falsch"))


def _at(root: Node, way: tuple[int, ...]) -> Node:
    for number in way:
        root = root.children[number]
    return root


def _valued(way: tuple[int, ...], value: str) -> Callable[[Node], None]:
    def make(root: Node) -> None:
        _at(root, way).attributes["value"] = value

    return make


def _removed(way: tuple[int, ...], name: str) -> Callable[[Node], None]:
    def make(root: Node) -> None:
        node = _at(root, way)
        node.children = [child for child in node.children if child.name != name]

    return make


def _doubled(way: tuple[int, ...], number: int) -> Callable[[Node], None]:
    def make(root: Node) -> None:
        node = _at(root, way)
        node.children.insert(number, copy.deepcopy(node.children[number]))

    return make


def _extended(way: tuple[int, ...]) -> Callable[[Node], None]:
    def make(root: Node) -> None:
        node = _at(root, way)
        after = [n for n, c in enumerate(node.children) if c.name in ("id", "meta", "text")]
        value = Node("valueString", {"value": "x"})
        made = Node("extension", {"url": "https://nobody.example/x"}, [value])
        node.children.insert((after[-1] + 1) if after else 0, made)

    return make
