"""Random cookies, known to the database only by hash, and keyed hashes under the login key."""

import hashlib
import secrets
from typing import Final

from praxis.vault import keys
from praxis.vault.keys import Domain
from seal.keys import mac

TOKEN_BYTES: Final = 32


def new_token() -> str:
    """256 random bits as 43 url-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What the database knows of a token; a token has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def keyed_hash(purpose: str, text: str, version: int | None = None) -> tuple[int, bytes]:
    """Version of the login key and HMAC of `text` under it; nobody can try values without it."""
    held = keys.held()
    if version is None:
        version, key = held.newest(Domain.LOGIN)
    else:
        key = held.domain(Domain.LOGIN, version)
    return version, mac(key, purpose, text.encode("utf-8", "surrogatepass"))
