"""Binds frozen dataclasses to elements: one declaration a field, read and written by it alone.

A field names the path of its element below the element of its class; fields stand in the order
of the FHIR schema. What no field of a class claims is kept and named, never lost silently.
It is one file because reading and writing are two directions of one declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

from formats.fhir.sayings import NotFhir, Unwritable, problem
from formats.fhir.serial import is_writable, plain_markup
from formats.fhir.tree import FHIR, XHTML, Node, parse

T = TypeVar("T")
_EXTENSION: Final = "extension|"
ITSELF: Final = "@"  # the step to the value of the element of the class
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")
_PARTIAL: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]{1,9})?"
    r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
)
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Codec:
    """How a primitive stands in XML: its Python type, from text (None: not readable), to text."""

    name: str
    python: type
    read: Callable[[str], object | None]
    write: Callable[[Any], str]


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if _DECIMAL.fullmatch(text) else None
    except InvalidOperation:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _match(pattern: re.Pattern[str], text: str) -> str | None:
    return text if pattern.fullmatch(text) else None


TEXT: Final = Codec("Text", str, lambda text: text or None, str)
BOOLEAN: Final = Codec(
    "ja/nein", bool, {"true": True, "false": False}.get, lambda v: "true" if v else "false"
)
DECIMAL: Final = Codec("Zahl", Decimal, _decimal, lambda v: f"{v:f}")
WHOLE: Final = Codec(
    "ganze Zahl", int, lambda text: int(text) if _WHOLE.fullmatch(text) else None, str
)
DAY: Final = Codec("Tag", date, _day, lambda v: v.isoformat())
PARTIAL: Final = Codec("Tag, Monat oder Jahr", str, lambda t: _match(_PARTIAL, t), str)
MOMENT: Final = Codec(
    "Zeitpunkt", str, lambda t: _match(_MOMENT, t) or _match(_PARTIAL, t), str
)  # the text as it is: the zone and the digits of the second are part of what was signed


# The readable text of a resource: the whole `div` as XHTML, on one line.
MARKUP: Final = Codec("lesbarer Text", str, lambda text: text or None, str)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands, and what stands there: a primitive or an object, once or often."""

    path: tuple[str, ...]
    what: Codec | type
    is_many: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """An element that no field claims: its path, its line and itself."""

    path: str
    line: int
    node: Node


def ext(url: str) -> str:
    """The step to the extension of a url."""
    return _EXTENSION + url


def at(*path: str, what: Codec | type = TEXT, default: object = None) -> Any:
    """A field that stands once (or not at all) at a path."""
    return field(default=default, metadata={"place": Place(path, what, False)})


def each(*path: str, what: Codec | type = TEXT) -> Any:
    """A field that stands any number of times; a tuple in the order of the document."""
    return field(default=(), metadata={"place": Place(path, what, True)})


def places(kind: type) -> list[tuple[Field[Any], Place]]:
    """The bound fields of a class in their order."""
    return [(f, f.metadata["place"]) for f in fields(kind) if "place" in f.metadata]


def read(kind: type[T], node: Node, seen: set[int]) -> T:
    """An object from its element; claimed nodes are noted in `seen`.

    A value that does not have the form of its field is left unclaimed. Raises nothing.
    """
    _claim(seen, node)
    found: dict[str, object] = {}
    for known, place in places(kind):
        nodes = _leaves(node, place, seen)
        if isinstance(place.what, Codec):
            values = [_primitive(n, place.what, seen) for n in nodes]
        else:
            values = [read(place.what, n, seen) for n in nodes]
        whole = tuple(v for v in values if v is not None)
        found[known.name] = whole if place.is_many else (whole[0] if whole else None)
    return kind(**found)


def _claim(seen: set[int], *nodes: Node) -> None:
    """Note nodes as understood; one with a value only the field of that value may claim."""
    seen.update(id(node) for node in nodes if node.value is None)


def _primitive(node: Node, codec: Codec, seen: set[int]) -> object | None:
    if codec is MARKUP and node.namespace == XHTML:
        seen.update(id(part) for part in node.walk())
        return plain_markup(node)
    value = None if node.value is None else codec.read(node.value)
    if value is not None:
        seen.add(id(node))
    return value


def _leaves(node: Node, place: Place, seen: set[int]) -> list[Node]:
    if place.path == (ITSELF,):
        return [node]
    way: list[Node] = []
    for step in place.path[:-1]:
        below = _children(node, step)
        if not below:
            return []
        node = below[0]
        way.append(node)
    leaves = _children(node, place.path[-1])
    if leaves:
        _claim(seen, *way)
    return leaves if place.is_many else leaves[:1]


def _children(node: Node, step: str) -> list[Node]:
    if step.startswith(_EXTENSION):
        return [e for e in node.all("extension") if e.url == step[len(_EXTENSION) :]]
    return [c for c in node.children if c.name == step and c.namespace in (FHIR, XHTML)]


def unclaimed(node: Node, seen: set[int], path: str = "") -> list[Kept]:
    """Every element below (and with) a node that nothing claimed."""
    here = f"{path}/{node.name}" if path else node.name
    if node.url is not None:
        here += f"[{node.url}]"
    strange = set(node.attributes) - {"value", "url"}
    mine = id(node) in seen
    lost = "value" in node.attributes and not mine
    if mine and node.namespace == XHTML:
        return []
    if lost or not node.is_fhir or (strange and path) or (not node.children and not mine):
        return [Kept(here, node.line, node)]
    return [kept for child in node.children for kept in unclaimed(child, seen, here)]


def write(thing: object, name: str) -> Node:
    """The element of an object; raises `Unwritable` for empty or unwritable values."""
    node = Node(name)
    fill(node, thing)
    return node


def fill(node: Node, thing: object) -> None:
    """Write the fields of an object below a node that is there already."""
    for known, place in places(type(thing)):
        held = getattr(thing, known.name)
        values = held if place.is_many else (() if held is None else (held,))
        for value in values:
            parent = node
            for step in place.path[:-1]:
                parent = _reached(parent, step)
            leaf = _leaf(parent, place)
            if place.what is MARKUP:
                _mark_up(leaf, value, known.name)
            elif isinstance(place.what, Codec):
                leaf.attributes["value"] = _written(place.what, value, known.name)
            else:
                fill(leaf, value)


def _leaf(parent: Node, place: Place) -> Node:
    last = place.path[-1]
    if last == ITSELF:
        return parent
    return _added(parent, last) if place.is_many else _reached(parent, last)


def _written(codec: Codec, value: object, name: str) -> str:
    if not isinstance(value, codec.python) or (codec is WHOLE and isinstance(value, bool)):
        raise Unwritable(problem("FHR11", field=name))
    text = codec.write(value)
    if not text or not is_writable(text) or codec.read(text) != value:
        raise Unwritable(problem("FHR10", field=name))
    return text


def _mark_up(leaf: Node, value: object, name: str) -> None:
    try:
        made = parse(value.encode("utf-8")) if isinstance(value, str) else None
    except (NotFhir, UnicodeEncodeError):
        made = None
    if made is None or made.namespace != XHTML or plain_markup(made) != value:
        raise Unwritable(problem("FHR10", field=name))
    leaf.attributes, leaf.children = made.attributes, made.children
    leaf.namespace, leaf.text = XHTML, made.text


def _reached(node: Node, step: str) -> Node:
    below = _children(node, step)
    return below[-1] if below else _added(node, step)


def _added(node: Node, step: str) -> Node:
    if step.startswith(_EXTENSION):
        made = Node("extension", {"url": step[len(_EXTENSION) :]})
    else:
        made = Node(step)
    node.children.append(made)
    return made
