"""A locked version with a known weakness is named, and a check that did not happen is no pass."""

import importlib.util
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts/advisories.py"
_spec = importlib.util.spec_from_file_location("advisories", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
advisories = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(advisories)
NOW = datetime.now(UTC)
DJANGO = next(version for _, name, version in advisories.locked() if name == "django")
ESBUILD = next(version for _, name, version in advisories.locked() if name == "esbuild")


def about(name: str, world: str = "PyPI", **said: Any) -> dict[str, Any]:
    """One entry of an advisory."""
    return {"package": {"ecosystem": world, "name": name}, **said}


def spans(*events: dict[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


def listed(folder: Path, *entries: dict[str, Any], age: timedelta = timedelta(0)) -> Path:
    """A list with these entries, each an advisory, and one of each world about something else."""
    always = [about("no-such-thing", **spans({"introduced": "0"}))]
    always.append(about("no-such-thing", "npm", **spans({"introduced": "0"})))
    for number, entry in enumerate([*always, *entries]):
        told = {"id": f"X-{number}", "modified": (NOW - age).isoformat(), "affected": [entry]}
        file = folder / entry["package"]["ecosystem"] / f"X-{number}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(told))
    return folder


def checked(folder: Path | str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, SCRIPT, folder], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_n03_nothing_known_is_a_pass_and_says_how_much_was_looked_at(tmp_path: Path) -> None:
    code, said = checked(listed(tmp_path))
    assert (code, said) == (0, f"{len(advisories.locked())} packages, 0 known weaknesses\n")


@pytest.mark.parametrize(
    "entry",
    [
        about("Django", versions=["1.0", DJANGO]),
        about("django", **spans({"introduced": "0"})),
        about("django", **spans({"introduced": "0"}, {"fixed": "1"}, {"introduced": DJANGO})),
        about("django", **spans({"introduced": "0"}, {"last_affected": DJANGO})),
        about("django", **spans({"introduced": "1"}, {"fixed": f"{DJANGO}.post1"})),
        about("django", **spans({"introduced": "neither number nor dot"})),
        about("django"),
        about("esbuild", "npm", ranges=[{"type": "SEMVER", "events": [{"introduced": ESBUILD}]}]),
    ],
)
def test_n03_a_known_weak_version_fails(tmp_path: Path, entry: dict[str, Any]) -> None:
    code, said = checked(listed(tmp_path, entry))
    assert code == 1
    assert f"X-2: {entry['package']['name']} " in said


@pytest.mark.parametrize(
    "entry",
    [
        about("django", versions=["1.0"]),
        about("django", **spans({"introduced": "0"}, {"fixed": DJANGO})),
        about("django", **spans({"introduced": "0"}, {"last_affected": "1.0"})),
        about("django", **spans({"introduced": "999"})),
        about("django", "npm", **spans({"introduced": "0"})),
    ],
)
def test_n03_another_version_or_world_is_not_meant(tmp_path: Path, entry: dict[str, Any]) -> None:
    assert checked(listed(tmp_path, entry))[0] == 0


def test_n03_a_withdrawn_advisory_names_nothing(tmp_path: Path) -> None:
    file = listed(tmp_path, about("django")) / "PyPI/X-2.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "withdrawn": NOW.isoformat()}))
    assert checked(tmp_path)[0] == 0


def test_n03_what_was_not_checked_has_not_passed(tmp_path: Path) -> None:
    old, half, broken = (tmp_path / name for name in ("old", "half", "broken"))
    listed(old, age=timedelta(days=31))
    (listed(half) / "npm/X-1.json").unlink()
    (listed(broken) / "PyPI/X-0.json").write_text("{")
    for folder in (tmp_path / "absent", "", old, half, broken):
        code, said = checked(folder)
        assert code == 1, folder
        assert "NOT CHECKED" in said


# As OSV publishes them: an advisory of GitHub, one of PyPA, a malicious package, a withdrawn one.
OSV: Final = [
    {
        "schema_version": "1.6.0", "id": "GHSA-xxxx-0000-aaaa", "aliases": ["CVE-2026-0001"],
        "modified": "2026-11-20T10:11:12.123456789Z", "published": "2026-11-19T09:00:00Z",
        "summary": "esbuild serves files", "details": "…", "severity":
        [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
        "affected": [{
            "package": {"name": "esbuild", "ecosystem": "npm", "purl": "pkg:npm/esbuild"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0.0.0-0"}, {"fixed": "99.0.0"}]
            }], "database_specific": {"source": "https://github.com/advisories"},
        }],
        "references": [{"type": "WEB", "url": "https://github.com/evanw/esbuild"}],
    },
    {
        "id": "PYSEC-2026-1", "modified": "2026-11-21T00:00:00Z",
        "affected": [{
            "package": {"name": "django", "ecosystem": "PyPI", "purl": "pkg:pypi/django"},
            "ranges": [
                {"type": "GIT", "repo": "https://github.com/django/django",
                 "events": [{"introduced": "0"}, {"fixed": "0123456789abcdef"}]},
                {"type": "ECOSYSTEM", "events": [{"fixed": "1.4.2"}, {"introduced": "0"}]},
            ],
            "versions": ["1.0", "1.4"],
        }],
    },
    {
        "id": "MAL-2026-1", "modified": "2026-11-22T00:00:00Z",
        "affected": [{"package": {"name": "esbuiId", "ecosystem": "npm"}, "versions": ["1.0.0"]}],
    },
    {
        "id": "GHSA-xxxx-0000-bbbb", "modified": "2026-11-22T00:00:00Z",
        "withdrawn": "2026-11-22T00:00:00Z",
        "affected": [{"package": {"name": "Django", "ecosystem": "PyPI"},
                      "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}],
    },
]  # fmt: skip


def test_n03_the_archives_that_osv_publishes_are_read_as_they_are(tmp_path: Path) -> None:
    for world, picked in (("npm", (0, 2)), ("PyPI", (1, 3))):
        (tmp_path / world).mkdir()
        with zipfile.ZipFile(tmp_path / world / "all.zip", "w") as archive:
            for at in picked:
                recent = OSV[at] | {"modified": f"{NOW:%Y-%m-%dT%H:%M:%S}.123456789Z"}
                archive.writestr(f"{OSV[at]['id']}.json", json.dumps(recent))
    code, said = checked(tmp_path)
    count = len(advisories.locked())
    assert said == f"{count} packages, 1 known weaknesses\nGHSA-xxxx-0000-aaaa: esbuild {ESBUILD}\n"
    assert code == 1
    (tmp_path / "npm/all.zip").write_bytes(b"PK\x03\x04 cut off")
    code, said = checked(tmp_path)
    assert (code, "NOT CHECKED" in said) == (1, True)


@pytest.mark.parametrize(
    ("version", "events", "weak"),
    [
        ("1.0.0", [{"introduced": "1.0.0-0"}], True),
        ("1.0.0", [{"introduced": "0"}, {"fixed": "1.0.0-0"}], False),
        ("1.0.0-beta.2", [{"introduced": "1.0.0-beta.11"}], False),
        ("1.0.0-beta.11", [{"introduced": "1.0.0-beta.2"}], True),
        ("1.0.0-canary.3", [{"introduced": "1.0.0-canary.2"}, {"fixed": "1.0.0"}], True),
        ("1.0.0", [{"introduced": "1.0.0-canary.2"}, {"fixed": "1.0.0"}], False),
        ("2.0.0", [{"fixed": "2.1.0"}, {"introduced": "2.0.0"}, {"fixed": "1.5.0"},
                   {"introduced": "0"}], True),
        ("1.7.0", [{"fixed": "2.1.0"}, {"introduced": "2.0.0"}, {"fixed": "1.5.0"},
                   {"introduced": "0"}], False),
        ("1.7.0", [{"introduced": "0"}, {"last_affected": "1.7.0"}], True),
        ("1.7.1", [{"introduced": "0"}, {"last_affected": "1.7.0"}], False),
        ("1.7.1", [{"fixed": "1.8.0"}], True),
        ("1.7.1", [{"introduced": "latest"}], True),
    ],
)  # fmt: skip
def test_n03_versions_of_npm_are_ordered_as_npm_orders_them(
    version: str, events: list[dict[str, str]], weak: bool
) -> None:
    told = {"id": "X", "affected": [about("left", "npm", **spans(*events))]}
    assert bool(advisories.weak({("npm", "left", version)}, [told])) is weak


def test_n03_run_has_a_word_for_it() -> None:
    """The interpreter and the packages it needs are the house's own."""
    run = (ROOT / "run").read_text("utf-8")
    assert 'advisories) prepare; exec "$venv/bin/python" scripts/advisories.py "$@" ;;' in run
    assert "| advisories" in run.splitlines()[1]


def test_n03_everything_locked_is_looked_at() -> None:
    worlds = [world for world, _name, _version in advisories.locked()]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert worlds.count("PyPI") == lock.count("==") - lock.count("; python_version ==")
    assert worlds.count("npm") > 1
