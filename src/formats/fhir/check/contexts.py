"""Where an extension may stand: the contexts of its definition against its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from formats.fhir.check.instance import Thing
from formats.fhir.check.path import Evaluation, TooFar
from formats.fhir.check.path_parse import NotFhirPath
from formats.fhir.definitions.known import Library
from formats.fhir.definitions.model import Profile

_EXTENSION: Final = "http://hl7.org/fhir/StructureDefinition/Extension"
_BASE: Final = "http://hl7.org/fhir/StructureDefinition/"


def is_at_home(thing: Thing, profile: Profile, library: Library, paths: Evaluation) -> bool:
    """Whether an extension stands where its definition allows; true where that cannot be told.

    Source: FHIR R4, StructureDefinition.context (element, extension, fhirpath). `context.invariant`
    is not looked at.
    """
    above = thing.parent
    if above is None or not profile.contexts:
        return True
    names = set(_names(above, library))
    return any(_fits(kind, text, above, names, paths) for kind, text in profile.contexts)


def _fits(kind: str, text: str, above: Thing, names: set[str], paths: Evaluation) -> bool:
    if kind == "extension":
        return above.type == "Extension" and text in (above.text("url"), _EXTENSION)
    if kind == "fhirpath":
        resource = above.resource
        if resource is None:
            return True
        try:
            found = paths.found(text, resource)
        except (NotFhirPath, TooFar):
            return True
        return text in names or any(one is above for one in found)
    bare = text.removeprefix(_BASE).replace("[x]", "").partition("#")
    if bare[2]:  # profile#path: a profile of the resource around, which has checks of its own
        return bare[2].replace("[x]", "") in names or "//" in bare[0]
    return bare[0] in names or "//" in bare[0]


def _names(thing: Thing, library: Library) -> Iterator[str]:
    """Every way to name an element: its types, and its paths below each element around it."""
    types = [thing.type, *_parents(thing.type, library)]
    yield from types
    steps: list[str] = []
    here: Thing | None = thing
    while here is not None and not here.is_resource:
        steps.insert(0, here.name)
        here = here.parent
        if here is not None:
            for kind in (here.type, *_parents(here.type, library)):
                yield f"{kind}.{'.'.join(steps)}"
                yield f"{kind}.{'.'.join(steps)}.ofType({thing.type})"
    if not thing.is_resource and "Element" not in types:
        yield "Element"


def _parents(name: str, library: Library) -> Iterator[str]:
    for _ in range(8):
        known = library.type(name)
        if known is None or not known.base:
            return
        name = known.base.rpartition("/")[2]
        yield name
