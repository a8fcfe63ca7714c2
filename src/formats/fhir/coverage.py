"""The coverage tables of the FHIR families, from the bindings themselves."""

from __future__ import annotations

from collections.abc import Iterator

from formats.fhir import eau, eeb, erezept, evdga
from formats.fhir.bind import Codec, places
from formats.fhir.document import Composition, Frame
from formats.fhir.people import (
    Coverage,
    Organization,
    Patient,
    Practitioner,
    PractitionerRole,
)

SHARED: dict[str, type] = {
    "Bundle": Frame,
    "Composition": Composition,
    "Patient": Patient,
    "Practitioner": Practitioner,
    "PractitionerRole": PractitionerRole,
    "Organization": Organization,
    "Coverage": Coverage,
}
OWN: dict[str, dict[str, type]] = {
    name: {
        slot.element: slot.kind
        for family in families
        for slot in family.slots
        if slot.kind not in SHARED.values()
    }
    for name, families in {
        "erezept": (erezept.FAMILY,),
        "eau": (eau.FAMILY, eau.CANCELLATION),
        "evdga": (evdga.FAMILY,),
        "eeb": (eeb.FAMILY,),
    }.items()
}


def rows(kind: type, path: str = "", names: str = "") -> Iterator[tuple[str, str, str]]:
    """Path below the element, dotted Python name and content of every primitive of a class."""
    for known, place in places(kind):
        steps = "/".join(_short(step) for step in place.path if step != "@")
        here = "/".join(filter(None, (path, steps))) + ("[*]" if place.is_many else "")
        name = f"{names}.{known.name}" if names else known.name
        if isinstance(place.what, Codec):
            yield here, name, place.what.name
        else:
            yield from rows(place.what, here, name)


def _short(step: str) -> str:
    kind, bar, url = step.partition("|")
    return f"{kind}({url.rsplit('/', 1)[-1]})" if bar else step


def table(kinds: dict[str, type]) -> str:
    """One Markdown table an element: every line is read, written and checked for its form."""
    parts = []
    for element, kind in kinds.items():
        lines = "\n".join(f"| {path} | {name} | {what} |" for path, name, what in rows(kind))
        parts.append(f"#### {element}\n\n| Path | Name | Content |\n|---|---|---|\n{lines}")
    count = sum(len(list(rows(kind))) for kind in kinds.values())
    return f"### Fields ({count})\n\n" + "\n\n".join(parts)
