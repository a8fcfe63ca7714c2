"""The signed manifest of a release of the patient's page: what every byte of it must be."""

from dataclasses import dataclass
from typing import Annotated, Final

from wire import signed
from wire.errors import Malformed
from wire.requests import Sign
from wire.shape import Like, Many, Range, Size, Text, pack, unpack
from wire.signatures import Purpose

RELAY: Final = "{relay}"
"""Stands in a header's value for the origin of the relay, which every practice has its own of."""


@dataclass(frozen=True, slots=True)
class ResponseHeader:
    """A response header the host must send with exactly this value; the name in lower case."""

    name: Annotated[str, Like(r"[a-z][a-z0-9-]{0,63}")]
    value: Annotated[str, Text(2048)]


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One file: path from the origin's root, SHA-256, length in bytes, content type."""

    path: Annotated[str, Like(r"/[A-Za-z0-9._/-]{0,199}")]
    sha256: Annotated[bytes, Size(32)]
    length: Annotated[int, Range(0)]
    type: Annotated[str, Like(r"[a-z]+/[a-z0-9.+-]+(; charset=utf-8)?")]

    def __post_init__(self) -> None:
        # "//host/x" would be another host, "/../x" another file than the one that is named.
        steps = self.path[1:].split("/")
        if self.path != "/" and any(step in ("", ".", "..") for step in steps):
            raise Malformed("ReleasedFile.path")


@dataclass(frozen=True, slots=True)
class ReleaseManifest:
    """A release: rising `number`, its name, every file (in order of path) and every header."""

    version: int
    number: Annotated[int, Range(1)]
    release: Annotated[str, Text(64)]
    issued: Annotated[int, Range(0)]
    files: Annotated[tuple[ReleasedFile, ...], Many(500, 1)]
    headers: Annotated[tuple[ResponseHeader, ...], Many(50)]

    def __post_init__(self) -> None:
        paths = [file.path for file in self.files]
        if paths != sorted(set(paths)):
            raise Malformed("ReleaseManifest.files: order or twice")


def sign_release(manifest: ReleaseManifest, signer: Sign) -> bytes:
    """Return the signed manifest."""
    return signed.sign(Purpose.RELEASE, pack(manifest), signer)


def pack_release(manifest: ReleaseManifest) -> bytes:
    """The manifest as it is to be signed, for the machine with the key."""
    return pack(manifest)


def parse_release(content: bytes) -> ReleaseManifest:
    """Parse what is to be signed; only for whoever holds the key and looks at it first."""
    return unpack(ReleaseManifest, content)


def open_release(data: bytes, public_key: bytes) -> ReleaseManifest:
    """Verify against the release key, then parse."""
    return unpack(ReleaseManifest, signed.open_signed(Purpose.RELEASE, data, public_key))
