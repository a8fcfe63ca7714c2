"""Which fields the publishers' packages say something about, as the coverage tables show it.

`python -m formats.fhir.coverage FOLDER` reads the packages and writes `checked.json`: for our own
fields only what kind of thing is said, never what. A test compares the file with the packages where
they are at hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from formats.fhir.definitions.model import Element, Profile, compiled
from formats.fhir.definitions.packages import read_package

PACKAGES: Final = (
    "kbv.ita.erp-1.4.3", "kbv.ita.for-1.3.1", "kbv.ita.eau-1.2.1", "kbv.itv.evdga-1.2.2",
)  # fmt: skip
_PROFILES: Final = "/KBV_PR_"
_TARGET: Final = Path(__file__).parent / "checked.json"
WORDS: Final = {
    "n": "how often", "l": "length", "f": "fixed", "c": "list of codes", "r": "named rules",
}  # fmt: skip


def known() -> dict[str, dict[str, str]]:
    """By kind of resource and path of a field: letters of `WORDS`."""
    loaded: dict[str, dict[str, str]] = json.loads(_TARGET.read_text("utf-8"))
    return loaded


def told(folder: Path, fields: dict[str, set[str]]) -> dict[str, dict[str, str]]:
    """The same from the packages of a folder, for the fields of each kind of resource."""
    found: dict[str, dict[str, set[str]]] = {}
    for name in PACKAGES:
        package = read_package(folder / f"{name}.tgz")
        urls = _extensions(package.resources)
        for item in package.resources:
            profile = compiled(item) if _PROFILES in item["url"] and "snapshot" in item else None
            if profile is not None:
                kind = found.setdefault(profile.type, {})
                for path, letters in _facts(profile, urls):
                    if path in fields.get(profile.type, ()):
                        kind.setdefault(path, set()).update(letters)
    return {
        kind: {path: "".join(sorted(said)) for path, said in sorted(paths.items()) if said}
        for kind, paths in sorted(found.items())
    }


def _extensions(resources: tuple[dict[str, Any], ...]) -> dict[str, Profile]:
    made = (compiled(i) for i in resources if i.get("type") == "Extension" and "snapshot" in i)
    return {profile.url: profile for profile in made if profile is not None}


def _facts(profile: Profile, extensions: dict[str, Profile]) -> Iterator[tuple[str, str]]:
    for element in profile.by_id.values():
        if element is profile.root:
            continue
        path = _path(profile, element)
        if not path.endswith("/url"):
            yield path, _letters(element)
        for kind in element.types:
            for url in kind.profiles if kind.code == "Extension" else ():
                inner = extensions.get(url.partition("|")[0])
                for found, letters in _facts(inner, extensions) if inner else ():
                    yield f"{path}/{found}", letters


def _letters(element: Element) -> str:
    rules = any(rule.key.startswith("-") for rule in element.rules)
    said = {
        "n": element.least > 0 or element.most <= 1,
        "l": element.max_length is not None,
        "f": element.fixed is not None or element.pattern is not None,
        "c": element.value_set is not None,
        "r": rules,
    }
    return "".join(letter for letter, is_so in said.items() if is_so)


def _path(profile: Profile, element: Element) -> str:
    """The path of a coverage table: no slices but of extensions (by url) and of choices."""
    steps, so_far = [], profile.root.id
    for part in element.id.split(".")[1:]:
        so_far += f".{part}"
        name, _, piece = part.partition(":")
        if name == "extension" and piece:
            here = profile.by_id.get(so_far)
            named = [p for t in here.types for p in t.profiles] if here else []
            url = here.children["url"].fixed if here and "url" in here.children else None
            last = str(named[0] if named else url or piece).partition("|")[0]
            steps.append(f"extension({last.rsplit('/', 1)[-1]})")
        elif name.endswith("[x]"):
            kinds = profile.by_id[so_far].types if so_far in profile.by_id else ()
            kind = kinds[0].code if len(kinds) == 1 else ""
            steps.append(piece or name[:-3] + kind[:1].upper() + kind[1:])
        else:
            steps.append(name)
    return "/".join(steps)


def keep(said: dict[str, dict[str, str]]) -> None:
    """Write the file anew."""
    text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    _TARGET.write_text(text + "\n", "utf-8")
