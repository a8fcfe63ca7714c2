"""The units for systemd: accepted by systemd itself, each as little as it needs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from house.rules import ROOT

DEPLOY = ROOT / "deploy"
NAMES = ("migrate", "keeper", "unseal", "search", "worker", "web", "post")
NO_NETWORK = ("migrate", "keeper", "unseal", "search", "worker")
SANDBOX = (
    "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateDevices=yes",
    "CapabilityBoundingSet=", "RestrictNamespaces=yes", "SystemCallFilter=@system-service",
    "LimitCORE=0", "MemorySwapMax=0", "UMask=0077",
)  # fmt: skip


def _unit(name: str) -> list[str]:
    return (DEPLOY / f"praxistresor-{name}.service").read_text("utf-8").splitlines()


def _value(name: str, key: str) -> str:
    (found,) = [line for line in _unit(name) if line.startswith(f"{key}=")]
    return found.partition("=")[2]


def _verified(folder: Path, name: str) -> str:
    done = subprocess.run(
        ["systemd-analyze", "verify", f"./{name}"], cwd=folder, capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{folder}:"}, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units as they would lie on a machine where our programs exist."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    folder = tmp_path_factory.mktemp("units")
    for path in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.target")]:
        text = re.sub(r"/opt/praxistresor/bin/[a-z-]+", "/bin/true", path.read_text("utf-8"))
        (folder / path.name).write_text(text)
    (folder / "postgresql.service").write_text("[Service]\nExecStart=/bin/true\n")
    return folder


@pytest.mark.parametrize("name", [f"praxistresor-{n}.service" for n in NAMES])
def test_systemd_accepts_the_unit(installed: Path, name: str) -> None:
    assert _verified(installed, name) == ""


def test_systemd_would_refuse_a_wrong_one(installed: Path, tmp_path: Path) -> None:
    text = (installed / "praxistresor-web.service").read_text()
    (tmp_path / "wrong.service").write_text(text.replace("ProtectHome=yes", "ProtectHome=oui"))
    assert "protect home" in _verified(tmp_path, "wrong.service")


@pytest.mark.parametrize("name", NAMES)
def test_every_unit_is_shut_in(name: str) -> None:
    assert [line for line in SANDBOX if line not in _unit(name)] == []
    assert _value(name, "User") not in {"root", ""}


@pytest.mark.parametrize("name", NO_NETWORK)
def test_only_web_and_post_have_a_network(name: str) -> None:
    assert _value(name, "PrivateNetwork") == "yes"
    assert _value(name, "RestrictAddressFamilies") == "AF_UNIX"


def test_the_root_key_and_the_post_have_users_of_their_own() -> None:
    users = {name: _value(name, "User") for name in NAMES}
    assert users["keeper"] not in {users[name] for name in NAMES if name != "keeper"}
    assert users["post"] not in {users[name] for name in NAMES if name != "post"}
    assert users["migrate"] not in {users[name] for name in NAMES if name != "migrate"}


@pytest.mark.parametrize("name", ["search", "worker", "web", "post"])
def test_g04_no_other_unit_reaches_the_files_of_the_vault(name: str) -> None:
    assert "/var/lib/praxistresor/vault" in _value(name, "InaccessiblePaths").split()


def test_g05_nothing_secret_stands_in_a_unit_or_an_environment() -> None:
    for path in [*DEPLOY.glob("praxistresor-*.service"), *DEPLOY.glob("*.env")]:
        assert not re.search(r"password|passwd|secret=", path.read_text("utf-8"), re.IGNORECASE)
    assert "LoadCredentialEncrypted" in "".join(_unit("unseal"))
