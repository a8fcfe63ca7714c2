"""Fixed Ed25519 keys for tests; the same words as in vectors/."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def signing_key(name: str) -> Ed25519PrivateKey:
    """A key that everybody can make from its name, so worth nothing outside tests."""
    seed = hashlib.sha256(b"praxistresor test key " + name.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public(key: Ed25519PrivateKey) -> bytes:
    """Its 32 raw public bytes."""
    return key.public_key().public_bytes_raw()
