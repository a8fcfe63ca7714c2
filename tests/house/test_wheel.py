"""What we hand out can be built again byte by byte, and holds all that the code reads."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_BUILD = "import sys, setuptools.build_meta as b; b.build_wheel(sys.argv[1])"


def _built(place: Path, touched: float) -> Path:
    """The wheel from a copy of the sources whose files are as old as `touched` says."""
    copy, out = place / "copy", place / "out"
    ours = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "src", copy / "src", ignore=ours)
    out.mkdir()
    for name in ("pyproject.toml", "README.md"):
        shutil.copyfile(ROOT / name, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, (touched, touched))
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, str(out)],
        cwd=copy,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("one"), 1_600_000_000)


def test_n07_a_wheel_built_twice_has_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    other = _built(tmp_path, 1_650_000_000)
    assert wheel.name == other.name
    assert wheel.read_bytes() == other.read_bytes()


def test_the_wheel_holds_every_file_of_the_sources_but_the_tests(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "src"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    wanted = {name.removeprefix("src/") for name in listed.stdout.splitlines()}
    wanted = {name for name in wanted if "/tests/" not in name and "/." not in name}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == wanted
