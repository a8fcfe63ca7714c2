"""All sample files; `python -m formats.fhir.samples.write` writes them anew."""

from __future__ import annotations

from typing import Any, Final

from formats.fhir import eau, eeb, erezept, evdga
from formats.fhir.document import Family, Single
from formats.fhir.samples import others, path, prescriptions, proofs

FAMILIES: Final[dict[str, Family[Any] | Single[Any]]] = {
    "erezept": erezept.FAMILY,
    "eau": eau.FAMILY,
    "storno": eau.CANCELLATION,
    "evdga": evdga.FAMILY,
    "eeb": eeb.FAMILY,
    "eeb_request": eeb.REQUEST,
    "eeb_refusal": eeb.REFUSAL,
}


def documents() -> dict[str, object]:
    """Every invented document by file name; the name begins with its family."""
    return {**prescriptions.all_of_them(), **others.all_of_them(), **proofs.all_of_them()}


def family_of(name: str) -> Family[Any] | Single[Any]:
    """The family of a sample by its file name: the longest that fits."""
    return FAMILIES[max((f for f in FAMILIES if name.startswith(f)), key=len)]


def files() -> dict[str, bytes]:
    """Every sample file by name."""
    made = {}
    for name, thing in documents().items():
        family = family_of(name)
        made[name] = (family.write_json if name.endswith(".json") else family.write)(thing)
    return made


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        path(name).write_bytes(data)


if __name__ == "__main__":
    main()
