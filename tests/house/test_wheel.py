"""What we hand out can be built again byte by byte, and holds all that the code reads."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from house.offline import without_network

ROOT = Path(__file__).parents[2]
_BUILD = "import sys, setuptools.build_meta as b; b.build_wheel(sys.argv[1])"


def _built(place: Path, touched: float, *, within: Sequence[str] = ()) -> Path:
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
        [*within, sys.executable, "-c", _BUILD, str(out)],
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


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built again from older files; without any network where the kernel lets us."""
    return _built(tmp_path_factory.mktemp("two"), 1_650_000_000, within=without_network())


def test_n07_a_wheel_built_twice_has_the_same_bytes(wheel: Path, other: Path) -> None:
    assert wheel.name == other.name
    assert wheel.read_bytes() == other.read_bytes()


def test_n04_the_wheel_is_built_without_a_network(other: Path) -> None:
    if not without_network():
        pytest.skip("this kernel gives us no network namespace of our own")
    assert other.exists()
    line = "import socket; socket.create_connection(('127.0.0.1', 9))"
    command = [*without_network(), sys.executable, "-c", line]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert "unreachable" in said, "there was a network after all"


def test_the_wheel_holds_every_file_of_the_sources_but_the_tests(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "src"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    wanted = {name.removeprefix("src/") for name in listed.stdout.splitlines()}
    wanted = {name for name in wanted if "/tests/" not in name and "/." not in name}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == wanted
