"""A folder of packages, and the choice among them for a kind and version of document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from formats.fhir.check.families import Family
from formats.fhir.definitions.known import Library, newest
from formats.fhir.definitions.packages import Package, read_loose, read_package

_DEEPEST = 6
_BASE = "de.basisprofil.r4-"


@dataclass(slots=True)
class Shelf:
    """A folder of packages as their publishers give them; each is read when first needed.

    Definitions that lie openly in the folder count for every document. Without a folder (or with
    an empty one) only R4 itself is checked, and that is said.
    """

    folder: Path | None = None
    _held: dict[tuple[str, ...], Library] = field(default_factory=dict)
    _read: dict[Path, Package] = field(default_factory=dict)

    def of(self, family: Family | None, version: str = "") -> Library:
        """The definitions for a version of a family; raises `NotAPackage` for a broken file.

        The package of the version and those it depends on, else the ones the family names.
        """
        paths = sorted(self.folder.iterdir()) if self.folder and self.folder.is_dir() else []
        chosen = self._named(family, version, paths)
        key = (family.name if family else "", *(path.name for path in chosen))
        if key not in self._held:
            packages = [self._package(path) for path in chosen]
            loose = read_loose(self.folder) if paths and self.folder else None
            self._held[key] = Library([*([loose] if loose else []), *packages])
        return self._held[key]

    def _named(self, family: Family | None, version: str, paths: list[Path]) -> list[Path]:
        if family is None:
            base = newest(paths, _BASE)
            return [base] if base is not None else []
        main = (
            newest(paths, f"{family.main}-{_short(version)}") if family.main and version else None
        )
        if main is None:
            prefixes = [newest(paths, prefix) for prefix in family.packages]
            return [path for path in prefixes if path is not None]
        chosen = [main]
        self._add_needed(main, paths, chosen, 0)
        tables = newest(paths, family.tables)
        return [*chosen, *([tables] if tables is not None else [])]

    def _add_needed(self, path: Path, paths: list[Path], chosen: list[Path], depth: int) -> None:
        if depth > _DEEPEST:
            return
        for name, version in self._package(path).dependencies:
            found = newest(paths, f"{name}-{_short(version)}")
            if found is not None and found not in chosen:
                chosen.append(found)
                self._add_needed(found, paths, chosen, depth + 1)

    def _package(self, path: Path) -> Package:
        if path not in self._read:
            self._read[path] = read_package(path)
        return self._read[path]


def _short(version: str) -> str:
    """The first two numbers: corrections of a package answer for the version they correct."""
    found = re.match(r"\d+\.\d+", version)
    return f"{found.group()}." if found else version
