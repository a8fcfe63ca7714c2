"""From the built page to the monitor: described, signed offline, installed, compared."""

import dataclasses
import shutil
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from house.cast import Cast
from house.patience import until
from house.rules import ROOT
from praxis.config import BadConfig, Config, config
from praxis.exchange.post import monitor
from praxis.running import releases
from praxis.running.cli import main
from relay import cli as relay_cli
from relay import serving
from relay.page import PageHost

RELAY = "https://relay.example"
SCRIPT = ROOT / "scripts" / "release.py"


class Served:
    """The page's real host on a real port, from a copy of the built bundle."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.page = PageHost(root, origin=self.origin, relay=RELAY)
        self.server = uvicorn.Server(serving.config(self.page, host="127.0.0.1", port=0))
        run = lambda: self.server.run([self.socket])  # noqa: E731 - the body of one thread
        threading.Thread(target=run, daemon=True).start()
        until(lambda: self.server.started, "the page's host")


def script(*given: object) -> subprocess.CompletedProcess[str]:
    """The script as it is typed on the machine with the key."""
    command = [sys.executable, str(SCRIPT), *map(str, given)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "patient" / "dist", tmp_path / "dist"))


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A release key in a file, and its public half as the script prints it."""
    file = tmp_path / "release.key"
    done = script("key", file)
    assert done.returncode == 0
    return file, done.stdout.strip().removeprefix("PRAXISTRESOR_PAGE_KEY=")


def release(bundle: Path, key: tuple[Path, str], number: int = 1) -> Path:
    """Described where it was built, signed where the key is."""
    draft, out = bundle.parent / f"{number}.draft", bundle.parent / f"{number}.manifest"
    command = ["manifest", str(draft), "--root", str(bundle), "--number", str(number), "--http"]
    assert relay_cli.main(command) == 0
    assert script("sign", key[0], draft, out).returncode == 0
    return out


@pytest.fixture
def served(bundle: Path) -> Iterator[Served]:
    found = Served(bundle)
    yield found
    found.server.should_exit = True


def checked(served: Served, key: str, *manifests: Path) -> int:
    """`praxistresor page-check` from anywhere."""
    given = [part for one in manifests for part in ("--manifest", str(one))]
    return main(["page-check", *given, "--key", key, "--page", served.origin, "--relay", RELAY])


def test_h11_the_page_as_built_and_served_is_the_page_as_signed_and_one_byte_is_seen(
    served: Served, bundle: Path, key: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    signed = release(bundle, key)
    assert checked(served, key[1], signed) == 0
    changed = (bundle / "index.html").read_bytes() + b" "
    served.page._files["/"] = served.page._made("/", changed)
    assert checked(served, key[1], signed) == 1
    assert "/: content" in capsys.readouterr().out


def test_n06_page_check_believes_only_the_key_it_was_given(
    served: Served, bundle: Path, key: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    signed = release(bundle, key)
    assert checked(served, "00" * 31 + "09", signed) == 1
    assert "keine Freigabe" in capsys.readouterr().err
    assert checked(served, key[1]) == 1
    assert "page-install" in capsys.readouterr().err


def test_n06_the_release_key_is_never_made_inside_the_project_and_never_overwritten(
    key: tuple[Path, str],
) -> None:
    assert stat.S_IMODE(key[0].stat().st_mode) == 0o600
    before = key[0].read_bytes()
    for place in (ROOT / "release.key", ROOT / "scripts" / "my.key", key[0]):
        done = script("key", place)
        assert (done.returncode, done.stdout) == (1, "")
    assert key[0].read_bytes() == before
    assert not (ROOT / "release.key").exists()
    assert script("sign", key[0], key[0], key[0].with_suffix(".out")).returncode == 1


def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page_key: str) -> Config:
    made = dataclasses.replace(config(), data=tmp_path / "data", page_key=page_key)
    for place in (monitor, releases):
        monkeypatch.setattr(place, "config", lambda: made)
    return made


def test_h12_the_command_installs_a_release_and_none_before_it(
    cast: Cast,
    bundle: Path,
    key: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told(tmp_path, monkeypatch, key[1])
    first, second = release(bundle, key, 1), release(bundle, key, 2)
    assert main(["page-install", str(second)]) == 0
    assert "Freigabe 2" in capsys.readouterr().out
    assert main(["page-install", str(first)]) == 1
    assert "Zurück geht es nicht" in capsys.readouterr().err
    assert main(["page-install", str(key[0])]) == 1
    assert [one.number for one in monitor.known_manifests()] == [2]


def test_the_demo_signs_its_page_with_a_key_of_its_own_and_again_only_if_it_changed(
    cast: Cast, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "relay"
    told(tmp_path, monkeypatch, releases.demo_key(root).public.hex())
    for _ in range(2):
        releases.release_demo_page(root, bundle)
    assert [one.number for one in monitor.known_manifests()] == [1]
    shutil.rmtree(bundle)
    with pytest.raises(BadConfig):
        releases.release_demo_page(root, bundle)


def test_the_setting_is_a_public_key_or_nothing() -> None:
    known: dict[str, Any] = {"PRAXISTRESOR_PAGE_KEY": "ab" * 32}
    assert Config.read(known).page_key == "ab" * 32
    for wrong in ("ab", "AB" * 32, "zz" * 32):
        with pytest.raises(BadConfig):
            Config.read({"PRAXISTRESOR_PAGE_KEY": wrong})
