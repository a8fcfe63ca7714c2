"""All sample files; `python -m formats.fhir.samples.write` writes them anew."""

from __future__ import annotations

from typing import Any, Final

from formats.fhir import eau, eeb, erezept, evdga
from formats.fhir.document import Family
from formats.fhir.samples import others, path, prescriptions

FAMILIES: Final[dict[str, Family[Any]]] = {
    "erezept": erezept.FAMILY,
    "eau": eau.FAMILY,
    "storno": eau.CANCELLATION,
    "evdga": evdga.FAMILY,
    "eeb": eeb.FAMILY,
}


def documents() -> dict[str, object]:
    """Every invented document by file name; the name begins with its family."""
    return {**prescriptions.all_of_them(), **others.all_of_them()}


def family_of(name: str) -> Family[Any]:
    """The family of a sample by its file name."""
    return FAMILIES[name.partition(".")[0].partition("_")[0]]


def files() -> dict[str, bytes]:
    """Every sample file by name."""
    return {name: family_of(name).write(thing) for name, thing in documents().items()}


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        path(name).write_bytes(data)


if __name__ == "__main__":
    main()
