"""Reads FHIR packages (`.tgz`, or the same files in a folder), within bounds, to small dicts."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from formats.xdt import FormatError

Json = dict[str, Any]
MOST_FILES: Final = 5_000
MOST_BYTES: Final = 256 << 20  # unpacked, all files together
MOST_FILE: Final = 32 << 20
_KINDS: Final = frozenset({"StructureDefinition", "ValueSet", "CodeSystem"})
_ELEMENT: Final = frozenset({
    "id", "path", "min", "max", "sliceName", "slicing", "contentReference", "maxLength",
    "isModifier",
})  # fmt: skip


class NotAPackage(FormatError):
    """The file is no FHIR package, or larger than any."""

    message: str = "Das ist kein lesbares FHIR-Paket."


@dataclass(frozen=True, slots=True)
class Package:
    """What one package brings: its name, its version, and its definitions, made small."""

    name: str
    version: str
    resources: tuple[Json, ...]
    dependencies: tuple[tuple[str, str], ...] = ()


def read_package(path: Path) -> Package:
    """A package from a `.tgz` or a folder.

    Guarantees: nothing is unpacked to disk, names inside are only labels; at most 5,000 files,
    32 MiB each, 256 MiB together. Raises `NotAPackage`. Source: FHIR package specification 2.x.
    """
    manifest: Json = {}
    found: list[Json] = []
    try:
        for name, data in _files(path):
            item = json.loads(data)
            if not isinstance(item, dict):
                continue
            if name == "package.json":
                manifest = item
            elif item.get("resourceType") in _KINDS and "url" in item:
                found.append(compact(item))
    except (OSError, EOFError, ValueError, tarfile.TarError, RecursionError) as error:
        raise NotAPackage(detail=f"{path.name}: {type(error).__name__}") from None
    if not isinstance(manifest.get("name"), str):
        raise NotAPackage(detail=f"{path.name}: no package.json")
    needed = manifest.get("dependencies")
    named = needed.items() if isinstance(needed, dict) else ()
    return Package(
        manifest["name"],
        str(manifest.get("version", "")),
        tuple(found),
        tuple((str(name), str(version)) for name, version in named),
    )


def read_loose(folder: Path) -> Package | None:
    """Definitions that lie openly in a folder, as a generator leaves them; None without any.

    Files that are no definitions are passed over. Raises `NotAPackage` for more than a package may
    hold.
    """
    found, total = [], 0
    for number, path in enumerate(sorted(folder.glob("*.json"))):
        total += path.stat().st_size
        if number > MOST_FILES or path.stat().st_size > MOST_FILE or total > MOST_BYTES:
            raise NotAPackage(detail=f"{folder.name}: too large")
        try:
            item = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            continue
        if isinstance(item, dict) and item.get("resourceType") in _KINDS and "url" in item:
            found.append(compact(item))
    return Package(folder.name, "", tuple(found)) if found else None


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name (without folder) and bytes of every JSON file directly in `package/`."""
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield file.name, file.read_bytes()
        return
    total = 0
    with gzip.open(path) as unzipped, tarfile.open(fileobj=unzipped, mode="r|") as archive:
        for number, member in enumerate(archive):
            total += member.size
            if number > MOST_FILES or member.size > MOST_FILE or total > MOST_BYTES:
                raise NotAPackage(detail=f"{path.name}: too large")
            parts = Path(member.name).parts
            if len(parts) != 2 or parts[0] != "package" or not member.name.endswith(".json"):
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                yield parts[1], stream.read()


def compact(item: Json) -> Json:
    """The part of a definition that checking needs; the form of the file stays FHIR's."""
    kept: Json = {
        k: item[k] for k in ("resourceType", "url", "version", "name", "type") if k in item
    }
    if item["resourceType"] == "StructureDefinition":
        kept |= {k: item[k] for k in ("kind", "abstract", "baseDefinition", "context") if k in item}
        for part in ("snapshot", "differential"):
            if part in item and part not in kept and "snapshot" not in kept:
                kept[part] = {"element": [_element(e) for e in item[part].get("element", [])]}
    elif item["resourceType"] == "ValueSet":
        kept |= {k: _lean(item[k]) for k in ("compose", "expansion") if k in item}
    else:
        kept |= {k: item[k] for k in ("content", "caseSensitive") if k in item}
        kept["concept"] = _lean(item.get("concept", []))
    return kept


def _element(element: Json) -> Json:
    kept: Json = {}
    for key, value in element.items():
        if key in _ELEMENT or key.startswith(("fixed", "pattern", "minValue", "maxValue")):
            kept[key] = value
        elif key == "type":
            kept[key] = [_type(one) for one in value]
        elif key == "binding" and value.get("strength") == "required":
            kept[key] = {k: value[k] for k in ("strength", "valueSet") if k in value}
        elif key == "constraint":
            names = ("key", "severity", "human", "expression")
            kept[key] = [{k: one[k] for k in names if k in one} for one in value]
    return kept


def _type(one: Json) -> Json:
    kept: Json = {k: one[k] for k in ("code", "profile", "targetProfile") if k in one}
    for extension in one.get("extension", []):
        if extension.get("url", "").endswith("structuredefinition-fhir-type"):
            kept["code"] = extension.get("valueUrl") or extension.get("valueUri")
    return kept


def _lean(value: Any) -> Any:
    """Codes without their displays, definitions and translations."""
    if isinstance(value, list):
        return [_lean(one) for one in value]
    if not isinstance(value, dict):
        return value
    dropped = ("display", "definition", "designation", "extension", "property", "parameter")
    return {k: _lean(v) for k, v in value.items() if k not in dropped}
