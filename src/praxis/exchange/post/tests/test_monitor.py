"""The page monitor sees one changed byte; the second time in a row, sending stops."""

import dataclasses
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from house.cast import Cast
from praxis import gate
from praxis.config import config
from praxis.core.health import Level
from praxis.exchange.post import carrying, looking, monitor, released
from praxis.exchange.post.released import NoReleaseKey, NotReleased, OlderRelease
from praxis.exchange.post.tests.drops import dripping
from praxis.exchange.post.until import SwitchedOff
from praxis.exchange.post.watching import page as page_line
from praxis.messages.actions.switching import switch_on
from praxis.messages.models import PageCheck, PostState
from seal.signing import SigningKey
from wire.errors import Malformed
from wire.release import (
    RELAY,
    ReleasedFile,
    ReleaseManifest,
    ResponseHeader,
    sign_release,
)
from wire.signatures import Purpose

PAGE = b"<!doctype html><title>Post</title>"
CSP = "connect-src 'self' https://relay.example"
PUBLISHER, STRANGER = SigningKey.new(Purpose.RELEASE), SigningKey.new(Purpose.RELEASE)


class Host:
    """Serves one page; what it says can be changed."""

    def __init__(self) -> None:
        self.page, self.policy, self.status = PAGE, CSP, 200
        self.relay = "https://relay.example"
        self.told = config()
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(host.status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", host.policy)
                self.end_headers()
                self.wfile.write(host.place() if self.path == "/practice.json" else host.page)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"

    def place(self) -> bytes:
        """What the page is told about where it is."""
        return json.dumps({"version": 1, "page": self.origin, "relay": self.relay}).encode()


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Iterator[Host]:
    """The page's host, and a practice that goes by the publisher's releases."""
    served = Host()
    told = served.told = dataclasses.replace(
        config(), page=served.origin, relay="https://relay.example", data=tmp_path,
        page_key=PUBLISHER.public.hex(),
    )  # fmt: skip
    for place in (monitor, "praxis.exchange.post.watching"):
        name = place if isinstance(place, str) else place.__name__
        monkeypatch.setattr(f"{name}.config", lambda: told)
    yield served
    served.server.shutdown()
    served.server.server_close()


def release(
    number: int = 1, page: bytes = PAGE, by: SigningKey = PUBLISHER, issued: int = 1_790_000_000
) -> bytes:
    """A signed release of one page."""
    file = ReleasedFile("/", hashlib.sha256(page).digest(), len(page), "text/html; charset=utf-8")
    header = ResponseHeader("content-security-policy", f"connect-src 'self' {RELAY}")
    made = ReleaseManifest(1, number, f"1.{number}", issued, (file,), (header,))
    return sign_release(made, by.sign)


@pytest.fixture
def honest(host: Host) -> Host:
    """The page is as released."""
    monitor.install(release())
    return host


def check() -> PageCheck:
    found = monitor.check()
    assert found is not None
    return found


def test_the_released_page_is_found_the_same(honest: Host) -> None:
    assert check().same
    assert carrying.may_send()


@pytest.mark.parametrize("change", ["page", "policy", "status", "longer", "relay"])
def test_h11_two_differences_in_a_row_pause_sending(cast: Cast, honest: Host, change: str) -> None:
    changed: dict[str, Any] = {
        "page": ("page", PAGE.replace(b"Post", b"Pest")),
        "policy": ("policy", "default-src *"),
        "status": ("status", 203),
        "longer": ("page", PAGE + b"<script>"),
        "relay": ("relay", "https://elsewhere.example"),
    }
    setattr(honest, *changed[change])
    assert not check().same
    assert carrying.may_send()
    check()
    assert not carrying.may_send()
    assert PostState.objects.get().paused_why == monitor.ALARM
    with gate.visiting():
        switch_on(cast.ada.actor, "Der Webhost hat die Datei ersetzt, neu eingespielt.")
    assert carrying.may_send()


def test_an_honest_look_between_two_differences_is_no_alarm(honest: Host) -> None:
    for page in (b"x", PAGE, b"x", PAGE):
        honest.page = page
        check()
    assert carrying.may_send()


def test_the_page_of_the_release_before_is_good_while_the_new_one_is_put_up(honest: Host) -> None:
    monitor.install(release(2, b"new"))
    assert check().release == "1.1"
    honest.page = b"new"
    assert check().release == "1.2"
    monitor.install(release(3, b"newer"))
    honest.page = PAGE
    assert not check().same


def test_n06_what_the_publisher_did_not_sign_is_not_installed(honest: Host) -> None:
    good = release(2, b"new")
    for bad in (
        release(2, b"new", by=STRANGER),
        good[:-1] + bytes([good[-1] ^ 1]),
        good[:-1],
        b"",
        b"\xa0",
        PAGE,
    ):
        with pytest.raises(NotReleased):
            monitor.install(bad)
    assert [one.number for one in monitor.known_manifests()] == [1]


def test_h12_an_older_release_or_another_one_of_the_same_number_is_refused(honest: Host) -> None:
    monitor.install(release(5, b"five"))
    for back in (release(1), release(4, b"four"), release(5, b"other five")):
        with pytest.raises(OlderRelease):
            monitor.install(back)
    assert monitor.install(release(5, b"five")).number == 5
    assert [one.number for one in monitor.known_manifests()] == [5, 1]


@pytest.mark.parametrize("put", ["older", "stranger", "flipped"])
def test_h12_files_that_were_put_back_or_changed_are_an_alarm(honest: Host, put: str) -> None:
    monitor.install(release(2))
    folder = honest.told.page_releases
    bad = {"older": release(1), "stranger": release(9, by=STRANGER)}.get(put)
    stored = (folder / released.CURRENT).read_bytes()
    (folder / released.CURRENT).write_bytes(bad or stored[:-1] + bytes([stored[-1] ^ 1]))
    assert not check().same
    check()
    assert not carrying.may_send()


def test_h12_without_its_files_the_practice_still_knows_how_far_it_was(honest: Host) -> None:
    monitor.install(release(7))
    for name in (released.CURRENT, released.PREVIOUS):
        (honest.told.page_releases / name).unlink()
    with pytest.raises(OlderRelease):
        monitor.install(release(6))
    assert monitor.install(release(8)).number == 8


def test_without_a_key_nothing_is_installed_and_nothing_is_looked_at(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = dataclasses.replace(host.told, page_key="")
    monkeypatch.setattr(monitor, "config", lambda: without)
    with pytest.raises(NoReleaseKey):
        monitor.install(release())
    assert monitor.check() is None


def test_n06_the_health_page_says_whether_somebody_watches_and_how_old_the_release_is(
    host: Host,
) -> None:
    assert [line.level for line in page_line()] == [Level.WARN]
    monitor.install(release(issued=1_000_000_000))
    check()
    (old,) = page_line()
    assert (old.level, "älter als ein Jahr" in old.meaning) == (Level.WARN, True)
    monitor.install(release(2, issued=9_000_000_000))
    assert [line.level for line in page_line()] == [Level.GOOD]
    host.page = b"x"
    check()
    assert [line.level for line in page_line()] == [Level.BAD]


def test_a_publishers_new_key_and_a_damaged_file_are_repaired_by_the_next_release(
    honest: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor.install(release(2))
    folder = honest.told.page_releases
    (folder / released.CURRENT).write_bytes(b"damaged")
    with pytest.raises(OlderRelease):
        monitor.install(release(2, b"other two"))
    monitor.install(release(3))
    assert check().same
    renewed = dataclasses.replace(honest.told, page_key=STRANGER.public.hex())
    monkeypatch.setattr(monitor, "config", lambda: renewed)
    with pytest.raises(OlderRelease):
        monitor.install(release(3, by=STRANGER))
    monitor.install(release(4, by=STRANGER))
    assert [one.number for one in monitor.known_manifests()] == [4]
    assert check().same


def test_h12_files_that_were_taken_away_are_an_alarm(honest: Host) -> None:
    (honest.told.page_releases / released.CURRENT).unlink()
    assert not check().same
    check()
    assert not carrying.may_send()


def test_a_key_that_is_none_is_named(honest: Host) -> None:
    with pytest.raises(NoReleaseKey):
        released.opened(release(), "not hex")


def test_h11_a_hostile_page_neither_crashes_the_look_nor_holds_it_up(
    honest: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(honest, "place", lambda: b"[" * 4000)
    assert check().differences == "/practice.json: content"
    monkeypatch.setattr(looking, "_LONGEST", -1.0)
    assert check().differences.startswith("/: too slow")


@pytest.mark.parametrize("where", ["headers", "body"])
def test_h11_a_host_that_drips_holds_the_carrier_no_longer_than_one_look(
    honest: Host, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(looking, "_LONGEST", 1.0)
    with dripping(where) as origin:
        began = time.monotonic()
        found = looking.look(monitor.known_manifests(), looking.Page(origin, "https://x.example"))
        assert 0.9 < time.monotonic() - began < 3
    assert "/: ReadTimeout" in found.differences


def test_l11_a_look_that_is_cut_off_by_the_switch_is_no_difference(honest: Host) -> None:
    honest.page = b"changed"
    with pytest.raises(SwitchedOff):
        monitor.check(is_on=lambda: False)
    assert not PageCheck.objects.exists()


@pytest.mark.parametrize("path", ["//elsewhere.example/x", "/../x", "/a/./b", "/a//b", "/a/"])
def test_n06_a_release_names_no_other_host_and_no_other_folder(path: str) -> None:
    with pytest.raises(Malformed):
        ReleasedFile(path, bytes(32), 1, "text/html")
