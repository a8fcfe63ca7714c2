"""The host of the patient's page: the files of one release, strict headers, nothing else."""

import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from relay.answers import HSTS
from wire.release import RELAY, ReleasedFile, ReleaseManifest, ResponseHeader, pack_release

_HASHED = re.compile(r"[.-][0-9A-Za-z_-]{8,}\.(js|css|woff2|wasm|svg|png)$")
MANIFEST: Final = "release.json"
PRACTICE: Final = "/practice.json"


class PageFault(Exception):
    """The folder does not hold the release it claims to hold."""


@dataclass(frozen=True)
class _File:
    body: bytes
    headers: dict[str, str]


def policy(relay: str) -> str:
    """The content security policy of the page, with the one relay it may talk to."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob:; "
        f"connect-src 'self' {relay}; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


class PageHost:
    """Everything is read and checked once at start; a request can only name what is in memory."""

    def __init__(self, root: Path, *, origin: str, relay: str) -> None:
        self._host = origin.partition("://")[2]
        self._common = {
            "Content-Security-Policy": policy(relay),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        if origin.startswith("https://"):
            self._common["Strict-Transport-Security"] = HSTS
        self._files = {path: self._made(path, body) for path, body in _released(root).items()}
        if "/index.html" in self._files:
            self._files["/"] = self._files["/index.html"]
        facts = {"version": 1, "page": origin, "relay": relay}
        self._files[PRACTICE] = self._made(PRACTICE, json.dumps(facts, sort_keys=True).encode())

    def release(self, number: int, name: str, issued: int) -> ReleaseManifest:
        """What a host of these files must answer: to be signed by whoever releases the page.

        The file that names the practice's own page and relay is not part of it.
        """
        files = tuple(
            ReleasedFile(
                path, hashlib.sha256(file.body).digest(), len(file.body),
                file.headers["Content-Type"],
            )
            for path, file in sorted(self._files.items())
            if path != PRACTICE
        )  # fmt: skip
        headers = tuple(
            ResponseHeader(header.lower(), value) for header, value in sorted(self._common.items())
        )
        return ReleaseManifest(1, number, name, issued, files, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while (kind := (await receive())["type"]) == "lifespan.startup":
                await send({"type": f"{kind}.complete"})
            await send({"type": f"{kind}.complete"})
        elif scope["type"] == "http":
            await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        found = self._files.get(scope["raw_path"].decode("latin-1"))
        if hosts != [self._host] or found is None or scope["query_string"]:
            headers = {**self._common, "Cache-Control": "no-store"}
            return Response("not-found\n", 404, headers, media_type="text/plain")
        if scope["method"] not in ("GET", "HEAD"):
            headers = {**self._common, "Cache-Control": "no-store", "Allow": "GET, HEAD"}
            return Response("method\n", 405, headers, media_type="text/plain")
        return Response(found.body, headers=found.headers)

    def _made(self, path: str, body: bytes) -> _File:
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind == "application/json":
            kind += "; charset=utf-8"
        # A name that carries its hash never changes its bytes; everything else is asked anew.
        kept = "public, max-age=31536000, immutable" if _HASHED.search(path) else "no-store"
        return _File(body, {**self._common, "Content-Type": kind, "Cache-Control": kept})


def describe(root: Path, *, number: int, issued: int, tls: bool = True) -> bytes:
    """The unsigned manifest of the release in this folder, for any practice; PageFault."""
    origin = "https://page.invalid" if tls else "http://page.invalid"
    host = PageHost(root, origin=origin, relay=RELAY)
    name = str(json.loads((root / MANIFEST).read_text("utf-8"))["version"])
    return pack_release(host.release(number, name, issued))


def _released(root: Path) -> dict[str, bytes]:
    """The files of the manifest, byte for byte; PageFault if one differs or is missing."""
    try:
        listed = json.loads((root / MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PageFault(f"{MANIFEST}: {type(error).__name__}") from error
    files = {f"/{MANIFEST}": (root / MANIFEST).read_bytes()}
    for name, expected in _entries(listed):
        path = (root / name.removeprefix("/")).resolve()
        if not path.is_relative_to(root.resolve()) or not path.is_file():
            raise PageFault(f"{name}: missing")
        body = path.read_bytes()
        if hashlib.sha256(body).hexdigest() != expected:
            raise PageFault(f"{name}: differs from the manifest")
        files[name] = body
    return files


def _entries(listed: object) -> list[tuple[str, str]]:
    """Path and SHA-256 of each file; PageFault for any other shape."""
    found = []
    for item in listed if isinstance(listed, list) else [None]:
        match item:
            case {"path": str(name), "sha256": str(digest)} if name.startswith("/"):
                found.append((name, digest))
            case _:
                raise PageFault(f"{MANIFEST}: a file needs path and sha256")
    return found
