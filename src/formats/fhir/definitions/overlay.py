"""Profiles that come without a snapshot: what they say themselves, laid over what they rest on.

No snapshot is made. An overlay holds only what its differential states, and a document is held
against it and against its base; all constraints of FHIR add up, so nothing else is needed, but for
slices, whose discriminators and fixed values may stand in the base alone (`Element.inherited`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from formats.fhir.definitions.model import Element, Profile, element_of, hang

Json = dict[str, Any]


def overlaid(item: Json) -> Profile | None:
    """The overlay of a StructureDefinition without snapshot, None where it states nothing."""
    listed = item.get("differential", {}).get("element", [])
    name = item.get("type")
    if not listed or not name:
        return None
    root = element_of({"id": name, "path": name})
    by_id = {name: root}
    for raw in listed:
        if str(raw.get("id", raw.get("path"))) == name:
            root = by_id[name] = _merged(root, element_of(raw))
            continue
        element = element_of(raw)
        above, _, last = element.id.rpartition(".")
        _known(by_id, above)
        if ":" in last:
            _known(by_id, f"{above}.{last.partition(':')[0]}")
        held = by_id.get(element.id)
        if held is not None:  # made on the way to one below it
            element = _merged(held, element)
        by_id[element.id] = element
        hang(by_id, element)
    return Profile(
        item["url"], str(item.get("version", "")), name, item.get("kind", ""),
        item.get("baseDefinition"), root, by_id,
        tuple((c.get("type", ""), c.get("expression", "")) for c in item.get("context", [])),
        is_overlay=True,
    )  # fmt: skip


def _merged(held: Element, said: Element) -> Element:
    said.children, said.slices = held.children, held.slices
    return said


def _known(by_id: dict[str, Element], name: str) -> None:
    """Make the elements above one, which a differential may leave out."""
    if not name or name in by_id:
        return
    above, _, last = name.rpartition(".")
    _known(by_id, above)
    if ":" in last:
        _known(by_id, f"{above}.{last.partition(':')[0]}")
    plain = ".".join(step.partition(":")[0] for step in name.split("."))
    raw = {"id": name, "path": plain}
    if ":" in last:
        raw["sliceName"] = last.partition(":")[2]
    by_id[name] = element_of(raw)
    hang(by_id, by_id[name])


def inherit(profile: Profile, lookup: Callable[[str], Profile | None]) -> None:
    """Give slices the discriminators and the definitions of what the profile rests on."""
    for name, element in profile.by_id.items():
        if not element.slices and not element.slice_name:
            continue
        for held in _held(profile, name, lookup):
            if element.slices and not element.discriminators:
                element.discriminators = held.discriminators
            if element.slice_name and element.inherited is None:
                element.inherited = held
        if element.slices and not element.discriminators and element.name.endswith("xtension"):
            element.discriminators = (("value", "url"),)


def _held(
    profile: Profile, name: str, lookup: Callable[[str], Profile | None]
) -> Iterator[Element]:
    """An element in the profiles below, and in those named for the elements around it."""
    here = lookup(profile.base) if profile.base else None
    if here is not None and name in here.by_id:
        yield here.by_id[name]
    above = name
    while "." in above:
        above = above.rpartition(".")[0]
        around = profile.by_id.get(above)
        for canonical in (p for t in around.types for p in t.profiles) if around else ():
            inner = lookup(canonical)
            found = inner.by_id.get(f"{inner.type}{name[len(above) :]}") if inner else None
            if found is not None:
                yield found
    if here is not None and here.is_overlay:
        yield from _held(here, name, lookup)
