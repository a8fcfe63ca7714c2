"""The age header: read strictly (one spelling), written once, authenticated by the file key."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from seal.errors import AgeHeader, HeaderMac

VERSION_LINE: Final = b"age-encryption.org/v1\n"
HEADER_MAX: Final = 64 * 1024
FILE_KEY_BYTES: Final = 16
_COLUMNS: Final = 64
_MAC_TEXT: Final = 43


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapped file key: arguments (the first is the type) and body."""

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header; `authenticated` are the bytes under the MAC, `length` all its bytes."""

    stanzas: tuple[Stanza, ...]
    authenticated: bytes
    mac: bytes
    length: int


def encode64(data: bytes) -> str:
    """Base64 without padding."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode64(text: str) -> bytes:
    """Read base64 in its one spelling: no padding, no stray bits; AgeHeader."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise AgeHeader("base64") from None
    if encode64(data) != text:
        raise AgeHeader("base64")
    return data


def write_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """The header of a new file."""
    out = bytearray(VERSION_LINE)
    for stanza in stanzas:
        out += ("-> " + " ".join(stanza.arguments) + "\n").encode("ascii")
        text = encode64(stanza.body)
        lines = [text[i : i + _COLUMNS] for i in range(0, len(text), _COLUMNS)]
        if len(text) % _COLUMNS == 0:
            lines.append("")  # the body ends with a short line, an empty one if need be
        out += "".join(line + "\n" for line in lines).encode("ascii")
    out += b"---"
    return bytes(out) + f" {encode64(_mac(file_key, bytes(out)))}\n".encode("ascii")


def read_header(source: BinaryIO) -> Header:
    """Read one header and leave `source` at the payload; AgeHeader for anything unusual."""
    lines = _Lines(source)
    if lines.next() != VERSION_LINE[:-1]:
        raise AgeHeader("version line")
    stanzas: list[Stanza] = []
    while True:
        line = lines.next()
        if line.startswith(b"---"):
            break
        stanzas.append(_read_stanza(line, lines))
    if not stanzas:
        raise AgeHeader("no stanza")
    if len(line) != len(b"--- ") + _MAC_TEXT or line[3:4] != b" ":
        raise AgeHeader("MAC line")
    authenticated = bytes(lines.taken[: -len(line) - 1]) + b"---"
    return Header(tuple(stanzas), authenticated, decode64(_ascii(line[4:])), len(lines.taken))


def check_mac(header: Header, file_key: bytes) -> None:
    """HeaderMac unless the header is as it was made by somebody who held the file key."""
    if not hmac.compare_digest(_mac(file_key, header.authenticated), header.mac):
        raise HeaderMac("header")


def _mac(file_key: bytes, authenticated: bytes) -> bytes:
    key = HKDF(SHA256(), 32, b"", b"header").derive(file_key)
    return hmac.digest(key, authenticated, "sha256")


class _Lines:
    """Lines of a header, each ended by one line feed, all together at most HEADER_MAX bytes."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.taken = bytearray()

    def next(self) -> bytes:
        line = self._source.readline(HEADER_MAX - len(self.taken))
        self.taken += line
        if not line.endswith(b"\n"):
            raise AgeHeader("the header ends early or is too long")
        return line[:-1]


def _read_stanza(line: bytes, lines: _Lines) -> Stanza:
    start, *arguments = _ascii(line).split(" ")
    if start != "->" or not arguments:
        raise AgeHeader("stanza")
    if not all(a and all("!" <= character <= "~" for character in a) for a in arguments):
        raise AgeHeader("stanza argument")
    body = ""
    while True:
        piece = _ascii(lines.next())
        if len(piece) > _COLUMNS:
            raise AgeHeader("stanza line")
        body += piece
        if len(piece) < _COLUMNS:
            return Stanza(tuple(arguments), decode64(body))


def _ascii(line: bytes) -> str:
    try:
        return line.decode("ascii")
    except UnicodeDecodeError:
        raise AgeHeader("not ASCII") from None
