"""Compares what is locked with a downloaded list of known weaknesses; not compared is not passed.

    ./run advisories FOLDER

FOLDER holds advisories in the OSV format for PyPI and npm, in any depth: JSON files of one advisory
each, or the archives of such files as OSV publishes them (`all.zip`). Looks at requirements.lock
and patient/package-lock.json. Ends with 1 if a locked version is named by an advisory that was not
withdrawn, and as well if the list is missing, unreadable, without one of the two worlds or without
news for 30 days: whoever did not look cannot say that there is nothing (N-03). Needs `packaging`,
nothing else; asks no network. See docs/operations/advisories.md.
"""

import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

CLONE: Final = Path(__file__).parents[1]
WORLDS: Final = ("PyPI", "npm")
OLDEST: Final = timedelta(days=30)
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)
_SEMVER: Final = re.compile(
    r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
)
# The world of a package, its name, its version.
Locked = tuple[str, str, str]
# A version as its world orders it.
Place = Any


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


def advisories(folder: Path, now: datetime, packages: set[Locked]) -> list[dict[str, Any]]:
    """Those that name one of these packages; NotChecked unless both worlds are there and the newest
    of all is of the last days. A whole list has hundreds of thousands: one at a time is in memory.
    """
    wanted = {(world, name) for world, name, _version in packages}
    found, worlds, newest = list[dict[str, Any]](), set[str](), None
    try:
        for text in _files(folder):
            one = json.loads(text)
            at = datetime.fromisoformat(one["modified"])
            newest = at if newest is None else max(newest, at)
            named = {_named(each["package"]) for each in _affected(one)}
            worlds |= {world for world, _name in named}
            found += [one] if named & wanted else []
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise NotChecked(f"the list cannot be read ({type(error).__name__})") from None
    if newest is None or not worlds.issuperset(WORLDS):
        raise NotChecked("the list does not hold both PyPI and npm")
    if now - newest > OLDEST:
        raise NotChecked(f"the newest advisory is of {newest:%Y-%m-%d}")
    return found


def _files(folder: Path) -> Iterator[bytes]:
    """What every JSON file holds, those inside of archives included."""
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".json":
            yield file.read_bytes()
        elif file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    if name.endswith(".json"):
                        yield archive.read(name)


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
    place = _semver if affected["package"]["ecosystem"] == "npm" else Version
    try:
        return any(_lies_in(one["events"], place(version), place) for one in ranges)
    except (InvalidVersion, KeyError, TypeError):
        return True


def _semver(text: str) -> Place:
    """The order of npm: a version with a suffix comes before the one without, numbers before words.

    PEP 440 would take `1.0.0-0`, the first of all before 1.0.0, for something after it.
    """
    found = _SEMVER.fullmatch(text)
    if found is None:
        raise InvalidVersion(text)
    core = tuple(int(part or 0) for part in found.groups()[:3])
    parts = found[4].split(".") if found[4] else []
    suffix = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]
    return (core, not suffix, suffix)


def _lies_in(events: list[dict[str, str]], version: Place, place: Callable[[str], Place]) -> bool:
    """The last event at or before the version decides, in whatever order they are listed."""
    found = [(place(text), kind) for event in events for kind, text in event.items()]
    if "introduced" not in {kind for _place, kind in found}:
        raise KeyError("introduced")
    inside = False
    for here, kind in sorted(found, key=lambda one: one[0]):
        if kind == "introduced" and version >= here:
            inside = True
        elif (kind == "fixed" and version >= here) or (kind == "last_affected" and version > here):
            inside = False
    return inside


def main(arguments: list[str]) -> int:
    """Say what is weak, or that nothing could be said."""
    try:
        if len(arguments) != 1:
            raise NotChecked("name the folder with the advisories")
        packages = locked()
        found = weak(packages, advisories(Path(arguments[0]), datetime.now(UTC), packages))
    except NotChecked as error:
        sys.stderr.write(f"NOT CHECKED: {error}\n")
        return 1
    for line in found:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(f"{len(packages)} packages, {len(found)} known weaknesses\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
