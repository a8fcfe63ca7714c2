"""The page host serves one release byte for byte, under strict headers, and nothing else."""

import asyncio
import hashlib
import json
from pathlib import Path

import httpx
import pytest

from relay.page import PageFault, PageHost, describe
from wire.release import parse_release

ORIGIN, RELAY = "https://k3x9.example", "https://relay.example"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    files = {
        "/index.html": b"<!doctype html>",
        "/page.js": b"1",
        "/page-abcdef12.js": b"2",
    }
    for name, body in files.items():
        (tmp_path / name[1:]).write_bytes(body)
    listed = [
        {"path": name, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}
        for name, body in files.items()
    ]
    (tmp_path / "release.json").write_text(json.dumps({"version": "1", "files": listed}))
    (tmp_path / "secret.txt").write_text("not in the release")
    return tmp_path


class _Browser:
    """Asks the page host in process."""

    def __init__(self, release: Path) -> None:
        self._door = httpx.ASGITransport(PageHost(release, origin=ORIGIN, relay=RELAY))

    def ask(self, method: str, path: str, **headers: str) -> httpx.Response:
        async def once() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._door, base_url=ORIGIN) as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(once())

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, **headers)


def _client(release: Path) -> _Browser:
    return _Browser(release)


def test_every_file_of_the_release_is_served_under_strict_headers(release: Path) -> None:
    client = _client(release)
    for path in ("/", "/index.html", "/page.js", "/page-abcdef12.js", "/release.json"):
        answer = client.get(path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert f"connect-src 'self' {RELAY};" in policy
        assert "trusted-types 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert "set-cookie" not in answer.headers
    assert client.get("/").content == b"<!doctype html>"
    assert client.get("/").headers["cache-control"] == "no-store"
    assert client.get("/page.js").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/page-abcdef12.js").headers["cache-control"]


def test_the_page_is_told_its_relay(release: Path) -> None:
    told = _client(release).get("/practice.json").json()
    assert told == {"version": 1, "page": ORIGIN, "relay": RELAY}


@pytest.mark.parametrize(
    "path",
    ["/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/index.html?x=1", "/x"],
)
def test_f_nothing_else_is_served(release: Path, path: str) -> None:
    answer = _client(release).get(path)
    assert (answer.status_code, answer.content) == (404, b"not-found\n")


def test_another_host_and_another_method_are_refused(release: Path) -> None:
    client = _client(release)
    assert client.get("/", Host="evil.example").status_code == 404
    assert client.ask("POST", "/").status_code == 405
    assert client.ask("HEAD", "/").status_code == 200


def test_h11_a_changed_file_stops_the_start(release: Path) -> None:
    (release / "page.js").write_bytes(b"evil")
    with pytest.raises(PageFault, match="differs"):
        _client(release)


def test_a_manifest_that_names_a_file_outside_stops_the_start(release: Path) -> None:
    outside = {"path": "/../outside", "sha256": "0" * 64, "size": 1}
    (release / "release.json").write_text(json.dumps({"files": [outside]}))
    with pytest.raises(PageFault):
        _client(release)


def test_a_release_names_every_file_that_is_served_and_no_practice(release: Path) -> None:
    found = parse_release(describe(release, number=3, issued=7))
    assert [file.path for file in found.files] == [
        "/", "/index.html", "/page-abcdef12.js", "/page.js", "/release.json",
    ]  # fmt: skip
    client = _client(release)
    for file in found.files:
        answer = client.get(file.path)
        assert hashlib.sha256(answer.content).digest() == file.sha256
        assert (len(answer.content), answer.headers["content-type"]) == (file.length, file.type)
        for header in found.headers:
            wanted = header.value.replace("{relay}", RELAY)
            assert answer.headers.get_list(header.name) == [wanted]
    (release / "page.js").write_bytes(b"other")
    with pytest.raises(PageFault):
        describe(release, number=4, issued=7)
