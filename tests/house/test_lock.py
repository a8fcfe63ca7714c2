"""What is installed is what was locked: every package by its hash, from one index (N-01)."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(?: ;[^\\]*)? \\$", re.MULTILINE)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def _named() -> set[str]:
    return {canonicalize_name(found[1]) for found in PINNED.finditer(LOCK)}


def test_n01_every_locked_package_is_pinned_and_has_a_hash() -> None:
    lines = [line for line in LOCK.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    for line, following in pairwise([*lines, ""]):
        if line.startswith(" "):
            assert HASH.match(line), line
        else:
            assert PINNED.match(line), line
            assert HASH.match(following), f"{line}: no hash"


def test_n01_every_package_we_ask_for_is_locked() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*asked["project"]["dependencies"], *asked["dependency-groups"]["dev"]]
    missing = {canonicalize_name(Requirement(line).name) for line in wanted} - _named()
    assert missing == set()


def test_n02_no_package_comes_from_an_address_or_another_index() -> None:
    assert not re.search(
        r"--(?:extra-)?index-url|--find-links|--trusted-host| @ |git\+|https?:", LOCK
    )


def test_n01_the_installer_insists_on_the_hashes() -> None:
    assert "pip sync -q --require-hashes requirements.lock" in (ROOT / "run").read_text("utf-8")
