"""A locked version with a known weakness is named, and a check that did not happen is no pass."""

import importlib.util
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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


def test_n03_everything_locked_is_looked_at() -> None:
    worlds = [world for world, _name, _version in advisories.locked()]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert worlds.count("PyPI") == lock.count("==") - lock.count("; python_version ==")
    assert worlds.count("npm") > 1
