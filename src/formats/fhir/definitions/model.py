"""A StructureDefinition as a tree of elements, made from the flat list of its snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]
MOST: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Type:
    """One allowed type with the profiles it must fit and the targets a reference may have."""

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One FHIRPath invariant."""

    key: str
    is_error: bool
    human: str
    expression: str


@dataclass(slots=True, eq=False)
class Element:
    """One element definition with its children and its slices."""

    id: str
    name: str
    least: int
    most: int
    types: tuple[Type, ...] = ()
    fixed: Any = None
    pattern: Any = None
    max_length: int | None = None
    value_set: str | None = None
    rules: tuple[Rule, ...] = ()
    discriminators: tuple[tuple[str, str], ...] = ()
    is_closed: bool = False
    is_sliced: bool = False
    slice_name: str | None = None
    reference: str | None = None
    is_modifier: bool = False
    is_ordered: bool = False
    bounds: tuple[str | None, str | None] = (None, None)
    inherited: Element | None = None  # of a slice in an overlay: what the base says of it
    children: dict[str, Element] = field(default_factory=dict)
    slices: dict[str, Element] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Profile:
    """A compiled StructureDefinition."""

    url: str
    version: str
    type: str
    kind: str
    base: str | None
    root: Element
    by_id: dict[str, Element]
    contexts: tuple[tuple[str, str], ...] = ()
    is_overlay: bool = False


def compiled(item: Json) -> Profile | None:
    """The profile of a StructureDefinition, None where it has no snapshot."""
    listed = item.get("snapshot", {}).get("element", [])
    if not listed:
        return None
    by_id: dict[str, Element] = {}
    root: Element | None = None
    for raw in listed:
        element = element_of(raw)
        by_id[element.id] = element
        if root is None:
            root = element
        else:
            hang(by_id, element)
    assert root is not None
    contexts = tuple((c.get("type", ""), c.get("expression", "")) for c in item.get("context", []))
    return Profile(
        item["url"], str(item.get("version", "")), item.get("type", root.name),
        item.get("kind", ""), item.get("baseDefinition"), root, by_id, contexts,
    )  # fmt: skip


def hang(by_id: dict[str, Element], element: Element) -> None:
    """Put an element below its parent, or among the slices of the element it is a slice of."""
    above, _, last = element.id.rpartition(".")
    if ":" in last:
        unsliced = by_id.get(f"{above}.{last.partition(':')[0]}")
        if unsliced is not None:
            unsliced.slices[last.partition(":")[2]] = element
            return
    parent = by_id.get(above)
    if parent is not None:
        parent.children[element.name] = element


def element_of(raw: Json) -> Element:
    """One element definition by itself."""
    most = raw.get("max", "*")
    slicing = raw.get("slicing") or {}
    path = raw.get("path", "")
    return Element(
        id=str(raw.get("id", path)),
        name=path.rpartition(".")[2],
        least=int(raw.get("min", 0)),
        most=MOST if most == "*" else int(most),
        types=tuple(
            Type(t.get("code", ""), tuple(t.get("profile", ())), tuple(t.get("targetProfile", ())))
            for t in raw.get("type", [])
        ),
        fixed=next((v for k, v in raw.items() if k.startswith("fixed")), None),
        pattern=next((v for k, v in raw.items() if k.startswith("pattern")), None),
        max_length=raw.get("maxLength"),
        value_set=raw.get("binding", {}).get("valueSet"),
        rules=tuple(
            Rule(c["key"], c.get("severity") == "error", c.get("human", ""), c["expression"])
            for c in raw.get("constraint", [])
            if c.get("expression") and c["key"] not in ("ele-1", "ext-1")
        ),
        discriminators=tuple((d["type"], d["path"]) for d in slicing.get("discriminator", [])),
        is_closed=slicing.get("rules") == "closed",
        is_sliced=bool(slicing),
        is_ordered=bool(slicing.get("ordered")),
        bounds=(_bound(raw, "minValue"), _bound(raw, "maxValue")),
        slice_name=raw.get("sliceName"),
        reference=raw.get("contentReference"),
        is_modifier=bool(raw.get("isModifier")),
    )


def _bound(raw: Json, word: str) -> str | None:
    found = next((v for k, v in raw.items() if k.startswith(word)), None)
    return None if found is None or isinstance(found, dict | list) else str(found)
