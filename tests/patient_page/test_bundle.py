"""The committed bundle is what the sources say, small, and passes its own tests in Node."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess

import pytest

from house.offline import without_network
from patient_page.page_host import DIST

PATIENT = DIST.parent
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (PATIENT / "node_modules").exists(),
    reason="Node or its packages are not installed (npm ci in patient/)",
)


def run(*command: str) -> str:
    """Run one command in patient/ and return what it said; it must succeed."""
    done = subprocess.run(
        command, cwd=PATIENT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_release_manifest_names_every_file_with_its_hash() -> None:
    listed = json.loads((DIST / "release.json").read_text("utf-8"))["files"]
    assert [file["path"] for file in listed] == sorted(file["path"] for file in listed)
    for file in listed:
        body = (DIST / file["path"].removeprefix("/")).read_bytes()
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (file["sha256"], file["length"])
    names = {file["path"].removeprefix("/") for file in listed} | {"release.json"}
    assert {path.name for path in DIST.iterdir()} == names


def test_the_page_stays_small() -> None:
    total = sum(len(gzip.compress(path.read_bytes())) for path in DIST.iterdir())
    assert total < 150_000


def test_script_and_style_are_bound_to_the_page_by_hash() -> None:
    page = (DIST / "index.html").read_text("utf-8")
    assert len(re.findall(r'integrity="sha384-[A-Za-z0-9+/]{64}"', page)) == 2
    assert "<script>" not in page
    assert "style=" not in page


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (PATIENT / "package-lock.json").read_text("utf-8")


@needs_node
def test_n07_building_again_gives_the_same_bytes() -> None:
    """Without any network where the kernel lets us (N-04)."""
    assert "dist is what src says" in run(*without_network(), "./check-build.sh")


@needs_node
def test_units_and_shared_vectors_pass_in_node() -> None:
    assert "# fail 0" in run("node", "--test", "--test-reporter=tap", "test/")


@needs_node
def test_the_types_hold() -> None:
    run("node_modules/.bin/tsc", "-p", "tsconfig.json")
