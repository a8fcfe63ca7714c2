"""Random cookies known by hash; keyed hashes and sealed proofs under the login key."""

import base64
import binascii
import hashlib
import secrets
from typing import Final

from praxis.vault import PRACTICE, keys
from praxis.vault.errors import BrokenSeal, opening
from praxis.vault.keys import Domain
from seal.fields import Place, open_value, seal_value
from seal.keys import column_key, mac
from seal.padding import Pad

TOKEN_BYTES: Final = 32
# Frozen, like the labels of sealed columns.
_PROOF: Final = "login-proof"


def new_token() -> str:
    """256 random bits as 43 url-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What the database knows of a token; a token has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def keyed_hash(purpose: str, text: str, version: int | None = None) -> tuple[int, bytes]:
    """Version of the login key and HMAC of `text` under it; nobody can try values without it."""
    if version is None:
        version, key = keys.held().newest(Domain.LOGIN)
    else:
        key = keys.domain_key(Domain.LOGIN, version)
    return version, mac(key, purpose, text.encode("utf-8", "surrogatepass"))


def login_versions() -> list[int]:
    """The versions of the login key this process holds, the newest first."""
    return sorted(keys.held().domains.get(Domain.LOGIN, {}), reverse=True)


def seal_proof(what: str, value: bytes) -> str:
    """`<login key version>:<sealed>`: a hash that cannot even be guessed at without the key.

    Sealed and not keyed by HMAC, so that a new login key needs nobody to type anything again.
    """
    version, key = keys.held().newest(Domain.LOGIN)
    sealed = seal_value(column_key(key, _PROOF, what), version, _place(what), value, Pad.IDENTITY)
    return f"{version}:{base64.b64encode(sealed).decode('ascii')}"


def open_proof(what: str, stored: str) -> bytes:
    """What `seal_proof` sealed; UnknownKey, BrokenSeal."""
    version, _, text = stored.partition(":")
    try:
        sealed, number = base64.b64decode(text, validate=True), int(version)
    except (ValueError, binascii.Error):
        raise BrokenSeal(detail=what) from None
    with opening(what):
        key = column_key(keys.domain_key(Domain.LOGIN, number), _PROOF, what)
        return open_value({number: key}, _place(what), sealed) or b""


def _place(what: str) -> Place:
    return Place(_PROOF, what, bytes(16), PRACTICE.bytes)
