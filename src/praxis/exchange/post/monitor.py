"""Looks at the patient's page from outside and compares every byte with the signed release."""

import hashlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from praxis.config import config
from praxis.core import clock
from praxis.exchange.post.line import CONNECT_SECONDS, connect_address
from praxis.messages.models import PageCheck, PostState
from wire.release import ReleasedFile, ReleaseManifest

ALARM: Final = "Die Patientenseite ist verändert"


@dataclass(frozen=True, slots=True)
class Look:
    """What was different, file by file; empty means the page is as released."""

    release: str
    differences: tuple[str, ...]


def look(manifests: tuple[ReleaseManifest, ...] = (), origin: str = "") -> Look:
    """Fetch every file of the newest manifest; a page equal to the previous one is fine too."""
    wanted = manifests or known_manifests()
    if not wanted:
        return Look("", ("no release manifest is installed",))
    found = [Look(one.release, tuple(_differences(one, origin or config().page))) for one in wanted]
    return next((one for one in found if not one.differences), found[0])


def known_manifests() -> tuple[ReleaseManifest, ...]:
    """The manifests that lie in the data folder (current, previous), verified at installation."""
    from wire.release import ReleaseManifest as Manifest
    from wire.shape import unpack

    folder = config().data / "page"
    paths = [folder / "current.manifest", folder / "previous.manifest"]
    return tuple(unpack(Manifest, path.read_bytes()) for path in paths if path.is_file())


def check(manifests: tuple[ReleaseManifest, ...] = (), origin: str = "") -> PageCheck:
    """Look and write it down; the second difference in a row pauses sending (H-11)."""
    found = look(manifests, origin)
    before = PageCheck.objects.order_by("-id").first()
    row = PageCheck.objects.create(
        at=clock.now(),
        release=found.release,
        same=not found.differences,
        differences="\n".join(found.differences)[:4000],
    )
    if found.differences and before is not None and not before.same:
        PostState.objects.filter(one=1, paused_since__isnull=True).update(
            paused_since=clock.now(), paused_why=ALARM
        )
    return row


def _differences(manifest: ReleaseManifest, origin: str) -> list[str]:
    host, found = urlsplit(origin).netloc, []
    base = connect_address(origin)
    timeout = httpx.Timeout(20.0, connect=CONNECT_SECONDS)
    # As an outsider: no key, no signature, no cookie, a fresh connection.
    with httpx.Client(follow_redirects=False, trust_env=False, timeout=timeout) as client:
        for file in manifest.files:
            headers = {"Host": host, "Accept-Encoding": "identity"}
            try:
                with client.stream("GET", base + file.path, headers=headers) as answer:
                    found += _compare(manifest, file, answer)
            except httpx.HTTPError as error:
                found.append(f"{file.path}: {type(error).__name__}")
    return found


def _compare(manifest: ReleaseManifest, file: ReleasedFile, answer: httpx.Response) -> list[str]:
    if answer.status_code != 200:
        return [f"{file.path}: status {answer.status_code}"]
    found = []
    if answer.headers.get("content-type") != file.type:
        found.append(f"{file.path}: content type")
    for wanted in manifest.headers:
        if answer.headers.get_list(wanted.name) != [wanted.value]:
            found.append(f"{file.path}: header {wanted.name}")
    content = b""
    for piece in answer.iter_raw():
        content += piece
        if len(content) > file.length:
            break
    if len(content) != file.length or hashlib.sha256(content).digest() != file.sha256:
        found.append(f"{file.path}: content")
    return found
