"""Looks at the patient's page from outside, as anybody would, and compares every byte."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from praxis.exchange.post.addresses import CONNECT_SECONDS, connect_address
from praxis.exchange.post.until import EndingTransport, seconds_left, within
from wire.release import RELAY, ReleasedFile, ReleaseManifest

PLACE: Final = "/practice.json"
_PLACE_BYTES: Final = 4096
_LONGEST: Final = 120.0
"""Seconds for one look, all of it: a host that drips must not hold up the letters."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was different, file by file; empty means the page is as released."""

    release: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Where the page of this practice lives, and the one relay it may talk to."""

    origin: str
    relay: str


def look(
    manifests: Sequence[ReleaseManifest], page: Page, transport: EndingTransport | None = None
) -> Look:
    """Fetch every file of the newest manifest; a page equal to the previous one is fine too."""
    # As an outsider: no key, no signature, no cookie, a fresh connection.
    with httpx.Client(
        transport=transport or EndingTransport(), base_url=connect_address(page.origin),
        follow_redirects=False, trust_env=False,
        timeout=httpx.Timeout(20.0, connect=CONNECT_SECONDS),
        headers={"Host": urlsplit(page.origin).netloc, "Accept-Encoding": "identity"},
    ) as client, within(_LONGEST):  # fmt: skip
        found = [Look(one.release, tuple(_differences(one, page, client))) for one in manifests]
    return next((one for one in found if not one.differences), found[0])


def _differences(manifest: ReleaseManifest, page: Page, client: httpx.Client) -> list[str]:
    found: list[str] = []
    for file in manifest.files:
        if seconds_left() <= 0:
            return [*found, f"{file.path}: too slow"]
        try:
            with client.stream("GET", file.path) as answer:
                found += _compare(manifest, file, answer, page)
                found += _compare_content(file, answer)
        except httpx.HTTPError as error:
            found.append(f"{file.path}: {type(error).__name__}")
    try:
        with client.stream("GET", PLACE) as answer:
            found += _compare_place(answer, page)
    except httpx.HTTPError as error:
        found.append(f"{PLACE}: {type(error).__name__}")
    return found


def _compare(
    manifest: ReleaseManifest, file: ReleasedFile, answer: httpx.Response, page: Page
) -> list[str]:
    if answer.status_code != 200:
        return [f"{file.path}: status {answer.status_code}"]
    found = []
    if answer.headers.get("content-type") != file.type:
        found.append(f"{file.path}: content type")
    for wanted in manifest.headers:
        if answer.headers.get_list(wanted.name) != [wanted.value.replace(RELAY, page.relay)]:
            found.append(f"{file.path}: header {wanted.name}")
    return found


def _compare_content(file: ReleasedFile, answer: httpx.Response) -> list[str]:
    content = _bounded(answer, file.length)
    same = len(content) == file.length and hashlib.sha256(content).digest() == file.sha256
    return [] if same else [f"{file.path}: content"]


def _compare_place(answer: httpx.Response, page: Page) -> list[str]:
    """The one file that is this practice's own: it names the page and the relay, nothing else."""
    wanted = {"version": 1, "page": page.origin, "relay": page.relay}
    try:
        said = json.loads(_bounded(answer, _PLACE_BYTES))
    except (ValueError, RecursionError):
        said = None
    return [] if answer.status_code == 200 and said == wanted else [f"{PLACE}: content"]


def _bounded(answer: httpx.Response, most: int) -> bytes:
    """The body, or one piece more than allowed of it."""
    content = b""
    for piece in answer.iter_raw():
        content += piece
        if len(content) > most:
            break
    return content
