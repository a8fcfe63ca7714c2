"""A bundle as a typed document: the frame, the composition and one attribute a kind of resource."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

from formats.fhir.bind import MOMENT, Kept, at, each, ext, fill, read, unclaimed, write
from formats.fhir.json_read import parse_either
from formats.fhir.json_write import serialise_json
from formats.fhir.parts import KBV, Coding, Identifier, Link
from formats.fhir.people import Resource
from formats.fhir.sayings import NotFhir, Unwritable, problem
from formats.fhir.serial import serialise
from formats.fhir.tree import Limits, Node

_SMALL: Final = Limits(most_bytes=2 << 20, most_elements=50_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote it: a person by reference, or a program by its test number."""

    reference: str | None = at("reference")
    type: str | None = at("type")
    identifier: Identifier | None = at("identifier", what=Identifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the composition with references to what it holds."""

    code: Coding | None = at("code", "coding", what=Coding)
    entries: tuple[Link, ...] = each("entry", what=Link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition(Resource):
    """The head of a document: what it is, whose, by whom, when, with which parts."""

    legal_basis: Coding | None = at(ext(f"{KBV}KBV_EX_FOR_Legal_basis"), "valueCoding", what=Coding)
    private_tariff: Coding | None = at(
        ext(f"{KBV}KBV_EX_FOR_PKV_Tariff"), "valueCoding", what=Coding
    )
    status: str | None = at("status", default="final")
    types: tuple[Coding, ...] = each("type", "coding", what=Coding)
    subject: str | None = at("subject", "reference")
    date: str | None = at("date", what=MOMENT)
    authors: tuple[Author, ...] = each("author", what=Author)
    title: str | None = at("title")
    attest_mode: str | None = at("attester", "mode")
    attester: str | None = at("attester", "party", "reference")
    custodian: str | None = at("custodian", "reference")
    sections: tuple[Section, ...] = each("section", what=Section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The bundle itself."""

    id: str | None = at("id")
    version: str | None = at("meta", "versionId")
    last_updated: str | None = at("meta", "lastUpdated", what=MOMENT)
    profile: str | None = at("meta", "profile")
    identifier: Identifier | None = at("identifier", what=Identifier)
    type: str | None = at("type", default="document")
    timestamp: str | None = at("timestamp", what=MOMENT)


D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Read(Generic[D]):
    """What was read: the document, and the elements that no field claims."""

    document: D
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """The attribute of a document that takes one kind of resource."""

    name: str
    element: str
    kind: type[Resource]
    is_many: bool = False
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Family(Generic[D]):
    """How one kind of document stands in a bundle; the first slot is its first entry.

    `may_dangle`: its publisher's own examples hold references that lead nowhere.
    """

    kind: Callable[..., D]
    profiles: tuple[str, ...]
    slots: tuple[Slot, ...]
    may_dangle: bool = False

    def read(self, data: bytes) -> Read[D]:
        """The document from XML or JSON; raises `NotFhir` (German, with line) and nothing else."""
        return self.of(parse_either(data, _SMALL))

    def of(self, root: Node) -> Read[D]:
        """The document from a tree; raises `NotFhir` where it is of another kind."""
        profile = (root.value_at("meta", "profile") or "").partition("|")[0]
        if root.name != "Bundle" or not root.is_fhir or profile not in self.profiles:
            raise NotFhir(problem("FHR12", line=root.line))
        seen: set[int] = set()
        found: dict[str, list[Resource]] = {slot.name: [] for slot in self.slots}
        kept: list[Kept] = []
        rest = Node(root.name, root.attributes, [], root.line)
        for child in root.children:
            if child.name == "entry" and child.is_fhir:
                kept += self._entry(child, found, seen)
            else:
                rest.children.append(child)
        frame = read(Frame, rest, seen)
        kept += unclaimed(rest, seen)
        made: dict[str, Any] = {"frame": frame}
        for slot in self.slots:
            made[slot.name] = self._held(slot, found[slot.name], root)
        return Read(self.kind(**made), tuple(kept))

    def _entry(self, entry: Node, found: dict[str, list[Resource]], seen: set[int]) -> list[Kept]:
        resource = entry.first("resource")
        inner = resource.children[0] if resource and len(resource.children) == 1 else None
        slot = self._slot(inner) if inner is not None else None
        if inner is None or slot is None:
            return [Kept("Bundle/entry", entry.line, entry)]
        thing = read(slot.kind, inner, seen)
        url = entry.first("fullUrl")
        if url is not None and url.value:
            thing = replace(thing, url=url.value)
            seen.add(id(url))
        found[slot.name].append(thing)
        seen.update(map(id, (entry, resource)))
        return unclaimed(entry, seen, "Bundle")

    def _slot(self, node: Node) -> Slot | None:
        return next((s for s in self.slots if s.element == node.name and node.is_fhir), None)

    @staticmethod
    def _held(slot: Slot, things: Sequence[Resource], root: Node) -> object:
        if slot.is_many:
            return tuple(things)
        if len(things) > 1:
            raise NotFhir(problem("FHR13", line=root.line, field=slot.element))
        if slot.is_required and not things:
            raise NotFhir(problem("FHR14", line=root.line, field=slot.element))
        return things[0] if things else None

    def write(self, document: D) -> bytes:
        """The document as UTF-8 XML; raises `Unwritable` and nothing else.

        Refused: a missing required part, a bundle profile of another kind, an entry without
        address, an empty value, a value that would be read back otherwise, and a reference that
        leads nowhere in the bundle.
        """
        return serialise(self.tree(document))

    def write_json(self, document: D) -> bytes:
        """The same as JSON, which the proof of insurance is also sent in."""
        return serialise_json(self.tree(document))

    def tree(self, document: D) -> Node:
        """The same as a tree."""
        root = Node("Bundle")
        frame: Frame = getattr(document, "frame")  # noqa: B009 - D is any dataclass with a frame
        if (frame.profile or "").partition("|")[0] not in self.profiles:
            raise Unwritable(problem("FHR12"))
        fill(root, frame)
        urls: set[str] = set()
        for slot in self.slots:
            held = getattr(document, slot.name)
            things = held if slot.is_many else (() if held is None else (held,))
            if slot.is_required and not things:
                raise Unwritable(problem("FHR14", field=slot.element))
            for thing in things:
                root.children.append(_entry_of(slot, thing, urls))
        if not self.may_dangle:
            _resolved(root, urls)
        return root


R = TypeVar("R", bound=Resource)


@dataclass(frozen=True, slots=True)
class Single(Generic[R]):
    """A document that is one resource and no bundle."""

    kind: type[R]
    element: str
    profiles: tuple[str, ...]

    def read(self, data: bytes) -> Read[R]:
        """The document from XML or JSON; raises `NotFhir` alone."""
        return self.of(parse_either(data, _SMALL))

    def of(self, root: Node) -> Read[R]:
        """The document from a tree; raises `NotFhir` where it is of another kind."""
        profile = (root.value_at("meta", "profile") or "").partition("|")[0]
        if root.name != self.element or not root.is_fhir or profile not in self.profiles:
            raise NotFhir(problem("FHR12", line=root.line))
        seen: set[int] = set()
        return Read(read(self.kind, root, seen), tuple(unclaimed(root, seen)))

    def write(self, document: R) -> bytes:
        """The document as XML; raises `Unwritable` alone."""
        return serialise(self.tree(document))

    def write_json(self, document: R) -> bytes:
        """The document as JSON; raises `Unwritable` alone."""
        return serialise_json(self.tree(document))

    def tree(self, document: R) -> Node:
        """The same as a tree."""
        if (document.profile or "").partition("|")[0] not in self.profiles:
            raise Unwritable(problem("FHR12"))
        return write(document, self.element)


def _entry_of(slot: Slot, thing: Resource, urls: set[str]) -> Node:
    if not thing.url or thing.url in urls:
        raise Unwritable(problem("FHR15", field=slot.element))
    urls.add(thing.url)
    inner = Node(slot.element)
    fill(inner, thing)
    return Node(
        "entry",
        children=[Node("fullUrl", {"value": thing.url}), Node("resource", children=[inner])],
    )


def _resolved(root: Node, urls: set[str]) -> None:
    tails = {"/".join(url.rsplit("/", 2)[-2:]) for url in urls} | urls
    for node in root.walk():
        value = node.value
        if node.name == "reference" and value and value not in tails:
            raise Unwritable(problem("FHR15", field="reference"))
