"""Whole age files: written and read as streams, in the memory of two chunks."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final, Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from seal.age.header import (
    FILE_KEY_BYTES,
    Header,
    Stanza,
    check_mac,
    read_header,
    write_header,
)
from seal.chunks import SEALED_CHUNK_BYTES, ChunkOpener, ChunkSealer
from seal.errors import AgeHeader, NoMatch

NONCE_BYTES: Final = 16


class Recipient(Protocol):
    """Somebody a file can be sealed to."""

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key for this recipient."""


class Identity(Protocol):
    """Somebody who may open a file."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key if this stanza is for us."""


def seal_age(plaintext: Iterable[bytes], recipients: Sequence[Recipient]) -> Iterator[bytes]:
    """Yield an age file piece by piece; a fresh file key and nonce for every file."""
    if not recipients:
        raise ValueError("a file needs a recipient")
    file_key = secrets.token_bytes(FILE_KEY_BYTES)
    stanzas = [recipient.wrap(file_key) for recipient in recipients]
    return write_age(plaintext, stanzas, file_key, secrets.token_bytes(NONCE_BYTES))


def write_age(
    plaintext: Iterable[bytes], stanzas: Sequence[Stanza], file_key: bytes, nonce: bytes
) -> Iterator[bytes]:
    """Yield a file of given randomness. Only `seal_age` and the maker of test vectors call this:
    a file key and nonce used twice would reveal both plaintexts."""
    yield write_header(stanzas, file_key) + nonce
    sealer = ChunkSealer(_payload_key(file_key, nonce))
    for piece in plaintext:
        sealed = sealer.update(piece)
        if sealed:
            yield sealed
    yield sealer.finish()


def unlock(header: Header, identities: Sequence[Identity]) -> bytes:
    """The file key; AgeHeader, NoMatch or HeaderMac."""
    # age allows a passphrase only alone; beside another stanza the whole header is wrong.
    if len(header.stanzas) > 1 and any(s.arguments[0] == "scrypt" for s in header.stanzas):
        raise AgeHeader("scrypt beside another stanza")
    for stanza in header.stanzas:
        for identity in identities:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                check_mac(header, file_key)
                return file_key
    raise NoMatch("no stanza for these identities")


def open_payload(source: BinaryIO, file_key: bytes) -> Iterator[bytes]:
    """Yield the plaintext behind the header; every piece is authenticated before it comes out.

    AgeHeader if even the nonce is missing. NotOpened may come after pieces were yielded (a cut
    file): the caller keeps them back until the end, unless a beginning alone can do no harm.
    """
    nonce = source.read(NONCE_BYTES)
    if len(nonce) != NONCE_BYTES:
        raise AgeHeader("nonce")
    opener = ChunkOpener(_payload_key(file_key, nonce))
    while piece := source.read(SEALED_CHUNK_BYTES):
        opened = opener.update(piece)
        if opened:
            yield opened
    yield opener.finish()


def open_age(source: BinaryIO, identities: Sequence[Identity]) -> Iterator[bytes]:
    """Yield the plaintext of an age file for any of `identities` (backups, exports)."""
    return open_payload(source, unlock(read_header(source), identities))


def _payload_key(file_key: bytes, nonce: bytes) -> bytes:
    return HKDF(SHA256(), 32, nonce, b"payload").derive(file_key)
