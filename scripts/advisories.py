"""Compares what is locked with a downloaded list of known weaknesses; not compared is not passed.

    advisories.py FOLDER

FOLDER holds advisories in the OSV format, one JSON file each, in any depth, for PyPI and npm. Looks
at requirements.lock and patient/package-lock.json. Ends with 1 if a locked version is named by an
advisory that was not withdrawn, and as well if the list is missing, unreadable, without one of the
two worlds or without news for 30 days: whoever did not look cannot say that there is nothing
(N-03). Needs `packaging`, nothing else; asks no network. See docs/operations/advisories.md.
"""

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

CLONE: Final = Path(__file__).parents[1]
WORLDS: Final = ("PyPI", "npm")
OLDEST: Final = timedelta(days=30)
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)
# The world of a package, its name, its version.
Locked = tuple[str, str, str]


class NotChecked(Exception):
    """The list says nothing, so nothing is known; ends the command with a sentence."""


def locked(clone: Path = CLONE) -> set[Locked]:
    """Every package that is installed for practice, relay, tests and the patient's page."""
    lock = (clone / "requirements.lock").read_text("utf-8")
    python = {("PyPI", canonicalize_name(m[1]), m[2]) for m in _PINNED.finditer(lock)}
    tree = json.loads((clone / "patient/package-lock.json").read_text("utf-8"))["packages"]
    page = {
        ("npm", path.rpartition("node_modules/")[2], entry["version"])
        for path, entry in tree.items()
        if path
    }
    return python | page


def advisories(folder: Path, now: datetime) -> list[dict[str, Any]]:
    """All of them; NotChecked unless both worlds are there and the newest is of the last days."""
    try:
        found = [json.loads(file.read_text("utf-8")) for file in sorted(folder.rglob("*.json"))]
        newest = max((datetime.fromisoformat(one["modified"]) for one in found), default=None)
        worlds = {each["package"]["ecosystem"] for one in found for each in _affected(one)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotChecked(f"the list cannot be read ({type(error).__name__})") from None
    if newest is None or not worlds.issuperset(WORLDS):
        raise NotChecked("the list does not hold both PyPI and npm")
    if now - newest > OLDEST:
        raise NotChecked(f"the newest advisory is of {newest:%Y-%m-%d}")
    return found


def weak(packages: set[Locked], found: list[dict[str, Any]]) -> list[str]:
    """`advisory: name version`, for every locked version that an advisory names."""
    versions: dict[tuple[str, str], set[str]] = {}
    for world, name, version in packages:
        versions.setdefault((world, name), set()).add(version)
    return sorted(
        {
            f"{one['id']}: {each['package']['name']} {version}"
            for one in found
            if not one.get("withdrawn")
            for each in _affected(one)
            for version in versions.get(_named(each["package"]), ())
            if _names(each, version)
        }
    )


def _affected(advisory: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in advisory.get("affected", []) if "package" in each]


def _named(package: dict[str, str]) -> tuple[str, str]:
    world, name = package["ecosystem"], package["name"]
    return world, canonicalize_name(name) if world == "PyPI" else name


def _names(affected: dict[str, Any], version: str) -> bool:
    """Whether the entry names this version; a range that cannot be read names every version."""
    if version in affected.get("versions", ()):
        return True
    ranges = [one for one in affected.get("ranges", ()) if one.get("type") != "GIT"]
    if not ranges:
        return not affected.get("versions")
    try:
        return any(first <= Version(version) < end for one in ranges for first, end in _spans(one))
    except (InvalidVersion, KeyError):
        return True


class _Above(Version):
    """Just above a version: `last_affected` is inside of its span."""

    def __gt__(self, other: Any) -> bool:
        return super().__ge__(other)


def _spans(one: dict[str, Any]) -> Iterator[tuple[Version, Version]]:
    first: Version | None = None
    for event in one["events"]:
        if "introduced" in event:
            first = Version(event["introduced"])
        elif first is not None and ("fixed" in event or "last_affected" in event):
            fixed = event.get("fixed")
            yield first, Version(fixed) if fixed else _Above(event["last_affected"])
            first = None
    if first is not None:
        yield first, Version("99999!0")


def main(arguments: list[str]) -> int:
    """Say what is weak, or that nothing could be said."""
    try:
        if len(arguments) != 1:
            raise NotChecked("name the folder with the advisories")
        packages = locked()
        found = weak(packages, advisories(Path(arguments[0]), datetime.now(UTC)))
    except NotChecked as error:
        sys.stderr.write(f"NOT CHECKED: {error}\n")
        return 1
    for line in found:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(f"{len(packages)} packages, {len(found)} known weaknesses\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
