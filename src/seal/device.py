"""How a device keeps its seed: the reference for the patient's page, used by the shared vectors.

AES-256-GCM under a key from the passkey's PRF output or from the paper secret; associated data
are mailbox id ‖ ASCII purpose ‖ u8 version. The page runs the same steps in the browser.
"""

import hashlib
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from seal.errors import NotOpened, UnknownFormat
from seal.keys import SecretKey, derive
from wire.paper import read_paper_secret

VERSION: Final = 1
NONCE_BYTES: Final = 12
WRAPPED_BYTES: Final = 1 + NONCE_BYTES + 32 + 16
# Fixed by the version: nobody can ask for a cheaper derivation.
SCRYPT_N: Final = 2**15
SCRYPT_R: Final = 8
SCRYPT_P: Final = 1


def paper_key(typed: str, mailbox: bytes) -> SecretKey:
    """scrypt(the twenty characters as ASCII, salt = mailbox id, N = 2^15, r = 8, p = 1)."""
    secret = read_paper_secret(typed).encode("ascii")
    raw = hashlib.scrypt(
        secret, salt=mailbox, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, maxmem=64 << 20, dklen=32
    )
    return SecretKey(raw)


def passkey_key(prf_output: SecretKey, mailbox: bytes) -> SecretKey:
    """HKDF of the 32-byte PRF output, salt = mailbox id, info = CBOR["praxistresor/1", "prf"]."""
    return derive(prf_output, "prf", salt=mailbox)


def wrap_seed(key: SecretKey, seed: SecretKey, mailbox: bytes, purpose: str) -> bytes:
    """u8 version ‖ 12 random bytes ‖ AES-256-GCM of the seed, 61 bytes."""
    return seed_wrapped_with(secrets.token_bytes(NONCE_BYTES), key, seed, mailbox, purpose)


def seed_wrapped_with(
    nonce: bytes, key: SecretKey, seed: SecretKey, mailbox: bytes, purpose: str
) -> bytes:
    """The same with a given nonce; only for `wrap_seed` and the maker of test vectors."""
    context = mailbox + purpose.encode("ascii") + bytes([VERSION])
    return bytes([VERSION]) + nonce + AESGCM(key.reveal()).encrypt(nonce, seed.reveal(), context)


def unwrap_seed(key: SecretKey, wrapped: bytes, mailbox: bytes, purpose: str) -> SecretKey:
    """Open a wrapped seed; NotOpened under another key, mailbox or purpose; UnknownFormat."""
    if len(wrapped) != WRAPPED_BYTES or wrapped[0] != VERSION:
        raise UnknownFormat("wrapped seed")
    context = mailbox + purpose.encode("ascii") + bytes([VERSION])
    nonce, sealed = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
    try:
        return SecretKey(AESGCM(key.reveal()).decrypt(nonce, sealed, context))
    except InvalidTag:
        raise NotOpened("wrapped seed") from None
