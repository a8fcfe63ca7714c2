"""The document with the R4 type of every element, and what stands where no type allows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from formats.fhir.check.narrative import broken_rule
from formats.fhir.definitions.known import Library
from formats.fhir.definitions.model import Element, Profile
from formats.fhir.tree import Node


@dataclass(slots=True, eq=False)
class Thing:
    """One element of the document with its type. `name` is FHIRPath's: `value` for valueCode."""

    name: str
    type: str
    path: str
    line: int
    value: str | None = None
    children: list[Thing] = field(default_factory=list)
    parent: Thing | None = None
    resource: Thing | None = None
    definition: Element | None = None
    owner: Profile | None = None
    is_resource: bool = False

    def all(self, name: str) -> list[Thing]:
        """The children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, *names: str) -> Thing | None:
        """The first element down a path."""
        here: Thing | None = self
        for name in names:
            if here is None:
                return None
            here = next((c for c in here.children if c.name == name), None)
        return here

    def text(self, *names: str) -> str:
        """The value of the first element down a path, empty where there is none."""
        found = self.first(*names)
        return found.value or "" if found is not None else ""

    def walk(self) -> Iterator[Thing]:
        """This one and all below."""
        waiting = [self]
        while waiting:
            thing = waiting.pop()
            yield thing
            waiting.extend(reversed(thing.children))


@dataclass(frozen=True, slots=True)
class Stray:
    """Something the base types do not allow: which fault, where."""

    code: str
    path: str
    line: int
    label: str = ""


class Reading:
    """One pass over a tree: things, and strays."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.strays: list[Stray] = []

    def document(self, node: Node) -> Thing | None:
        """The typed root, None if it is no resource R4 knows."""
        return self._resource(node, node.name, None)

    def _resource(self, node: Node, path: str, parent: Thing | None) -> Thing | None:
        known = self._library.type(node.name)
        if known is None or known.kind != "resource" or not node.is_fhir:
            self.strays.append(Stray("FHV10", path, node.line, node.name))
            return None
        thing = Thing(
            parent.name if parent else node.name, node.name, path, node.line,
            parent=parent, definition=known.root, owner=known, is_resource=True,
        )  # fmt: skip
        thing.resource = thing
        self._children(node, thing)
        return thing

    def _children(self, node: Node, thing: Thing) -> None:
        assert thing.definition is not None
        assert thing.owner is not None
        tags = self._library.tags(thing.definition, thing.owner)
        order = {tag: number for number, tag in enumerate(tags)}
        self._attributes(node, thing)
        last, counts = -1, dict[str, int]()
        for child in node.children:
            is_ours = child.is_fhir or child.name == "div"
            if not is_ours or child.name not in tags:
                place = f"{thing.path}.{child.name}"
                self.strays.append(Stray("FHV11", place, child.line, child.name))
                continue
            element, code = tags[child.name]
            if order[child.name] < last:
                self.strays.append(Stray("FHV12", thing.path, child.line, child.name))
            last = max(last, order[child.name])
            name = element.name.removesuffix("[x]")
            number = counts.get(name, 0)
            counts[name] = number + 1
            many = element.most != 1
            place = f"{thing.path}.{name}[{number}]" if many else f"{thing.path}.{name}"
            made = self._child(child, thing, element, code, name, place)
            if made is not None:
                thing.children.append(made)
        if not thing.children and thing.value is None:
            self.strays.append(Stray("FHV13", thing.path, thing.line))

    def _child(
        self, node: Node, parent: Thing, element: Element, code: str, name: str, place: str
    ) -> Thing | None:
        known = self._library.type(code)
        if code in ("Resource", "DomainResource"):
            inner = node.children
            if len(inner) != 1:
                self.strays.append(Stray("FHV13", place, node.line))
                return None
            holder = Thing(name, code, place, node.line, parent=parent)
            return self._resource(inner[0], place, holder)
        owner = parent.owner
        thing = Thing(
            name, code, place, node.line, parent=parent, resource=parent.resource,
            definition=element, owner=owner,
        )  # fmt: skip
        if element.reference and owner:
            thing.definition = owner.by_id.get(element.reference.lstrip("#"), element)
            thing.type = "BackboneElement"
        elif not element.children and known is not None:
            thing.definition, thing.owner = known.root, known
        if code == "xhtml":
            thing.value = "div"
            if rule := broken_rule(node):
                self.strays.append(Stray(rule, place, node.line))
            return thing
        self._children(node, thing)
        return thing

    def _attributes(self, node: Node, thing: Thing) -> None:
        for key, value in node.attributes.items():
            if key.startswith("{"):
                continue
            if key == "value" and thing.owner and thing.owner.kind == "primitive-type":
                thing.value = value
                if not value:
                    self.strays.append(Stray("FHV13", thing.path, thing.line))
            elif (key == "id" and not thing.is_resource) or (
                key == "url" and thing.type == "Extension"
            ):
                code = "uri" if key == "url" else "string"
                known = self._library.type(code)
                made = Thing(key, code, f"{thing.path}.{key}", thing.line, value)
                made.parent, made.resource, made.owner = thing, thing.resource, known
                made.definition = known.root if known else None
                thing.children.append(made)
            else:
                self.strays.append(
                    Stray("FHV11", f"{thing.path}.@{key[:40]}", thing.line, key[:40])
                )
