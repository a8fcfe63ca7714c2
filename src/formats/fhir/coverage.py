"""The coverage tables of the FHIR families, from the bindings themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from formats.fhir import eau, eeb, erezept, evdga
from formats.fhir.bind import Codec, places
from formats.fhir.checked import WORDS, keep, known, told
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
    for bound, place in places(kind):
        steps = "/".join(_short(step) for step in place.path if step != "@")
        here = "/".join(filter(None, (path, steps))) + ("[*]" if place.is_many else "")
        name = f"{names}.{bound.name}" if names else bound.name
        if isinstance(place.what, Codec):
            yield here, name, place.what.name
        else:
            yield from rows(place.what, here, name)


def fields() -> dict[str, set[str]]:
    """The paths of all fields by kind of resource."""
    found: dict[str, set[str]] = {}
    for kinds in (SHARED, *OWN.values()):
        for element, kind in kinds.items():
            if not _has_packages(kind):
                continue
            paths = found.setdefault(element, set())
            paths.update(path.replace("[*]", "") for path, _, _ in rows(kind))
    return found


def _short(step: str) -> str:
    kind, bar, url = step.partition("|")
    return f"{kind}({url.rsplit('/', 1)[-1]})" if bar else step


def table(kinds: dict[str, type]) -> str:
    """One Markdown table an element.

    Every line is read and written. Checked for every line: its form, and that R4 allows it there;
    the column says what the publishers' packages add, as `checked.json` has it from them.
    """
    parts = []
    for element, kind in kinds.items():
        said = known().get(element, {}) if _has_packages(kind) else {}
        lines = "\n".join(
            f"| {path} | {name} | {what} | yes | {_checked(said, path)} | yes |"
            for path, name, what in rows(kind)
        )
        head = "| Path | Name | Content | Read | Checked | Written |\n|---|---|---|---|---|---|"
        parts.append(f"#### {element}\n\n{head}\n{lines}")
    count = sum(len(list(rows(kind))) for kind in kinds.values())
    return f"### Fields ({count})\n\n" + "\n\n".join(parts)


def _has_packages(kind: type) -> bool:
    return not kind.__module__.startswith(eeb.__name__)  # no definition of EEB is at hand


def _checked(said: dict[str, str], path: str) -> str:
    letters = said.get(path.replace("[*]", ""), "")
    return ", ".join(["form", *(WORDS[letter] for letter in WORDS if letter in letters)])


if __name__ == "__main__":
    keep(told(Path(sys.argv[1]), fields()))
