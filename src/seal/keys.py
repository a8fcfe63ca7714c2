"""Secret keys that never print themselves, and what is made from them: subkeys, wraps, MACs."""

import hashlib
import hmac
import secrets
from functools import lru_cache
from typing import Final, NoReturn, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from seal.errors import NotOpened, UnknownFormat
from wire import cbor

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
WRAP_FORMAT: Final = 1
WRAPPED_BYTES: Final = 1 + NONCE_BYTES + KEY_BYTES + 16
LABEL: Final = "praxistresor/1"


class SecretKey:
    """Thirty-two secret bytes. Compares in constant time; has no text form and is not picklable.

    Limit: Python cannot wipe memory; the bytes live until the object is collected.
    """

    __slots__ = ("_cipher", "_raw")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a key is 32 bytes")
        self._raw = bytes(raw)
        self._cipher: AESGCMSIV | None = None

    @classmethod
    def new(cls) -> Self:
        """A fresh key from the operating system's randomness."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def reveal(self) -> bytes:
        """The raw bytes; a call worth finding in a review."""
        return self._raw

    def cipher(self) -> AESGCMSIV:
        """AES-256-GCM-SIV under this key, for several values: made once, as secret as the key."""
        if self._cipher is None:
            self._cipher = AESGCMSIV(self._raw)
        return self._cipher

    def __repr__(self) -> str:
        return f"<{type(self).__name__} ‹sealed›>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretKey):
            return NotImplemented
        return hmac.compare_digest(self._raw, other._raw)

    def __hash__(self) -> int:
        return hash(hashlib.sha256(self._raw).digest())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret key is not serialised")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret key is not copied")


def derive(key: SecretKey, *info: cbor.Value, salt: bytes | None = None) -> SecretKey:
    """HKDF-SHA256(key, salt, info = CBOR["praxistresor/1", *info]) as a key of its own."""
    return _derived(key, cbor.encode([LABEL, *info]), salt)


def _derived(key: SecretKey, context: bytes, salt: bytes | None = None) -> SecretKey:
    return SecretKey(HKDF(SHA256(), KEY_BYTES, salt, context).derive(key.reveal()))


@lru_cache(maxsize=1024)
def _named(*words: str) -> bytes:
    """The context of labels in our code, which come again with every value."""
    return cbor.encode([LABEL, *words])


def column_key(key: SecretKey, table: str, column: str) -> SecretKey:
    """The key of one column of one owner: info = CBOR["praxistresor/1", table, column]."""
    return _derived(key, _named(table, column))


def mac_key(key: SecretKey, purpose: str) -> SecretKey:
    """The subkey `mac` uses: info = CBOR["praxistresor/1", "mac", purpose]."""
    return _derived(key, _named("mac", purpose))


def mac(key: SecretKey, purpose: str, message: bytes) -> bytes:
    """HMAC-SHA256 of `message` under the subkey ["mac", purpose]: row MACs, addresses, chain."""
    return mac_with(mac_key(key, purpose), message)


def mac_with(subkey: SecretKey, message: bytes) -> bytes:
    """`mac` for many messages of one purpose, whose subkey is derived once."""
    return hmac.digest(subkey.reveal(), message, "sha256")


def running_mac(key: SecretKey, purpose: str) -> hmac.HMAC:
    """The same MAC for content that streams by: `update` and `digest`."""
    return hmac.new(mac_key(key, purpose).reveal(), digestmod="sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compare secrets or MACs in constant time."""
    return hmac.compare_digest(one, other)


def wrap(wrapping: SecretKey, key: SecretKey, *, purpose: str, owner: bytes, key_id: int) -> bytes:
    """Seal one key under another, bound to what it is for, whose it is and its number.

    u8 format (1) ‖ 12 random bytes ‖ AES-256-GCM-SIV of the 32 key bytes, 61 bytes in all; the
    associated data are CBOR["praxistresor/1", "wrap", purpose, owner, key id].
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCMSIV(wrapping.reveal()).encrypt(
        nonce, key.reveal(), _wrap_context(purpose, owner, key_id)
    )
    return bytes([WRAP_FORMAT]) + nonce + sealed


def unwrap(
    wrapping: SecretKey, wrapped: bytes, *, purpose: str, owner: bytes, key_id: int
) -> SecretKey:
    """Open a wrapped key; NotOpened under any other wrapping key, purpose, owner or number."""
    if len(wrapped) != WRAPPED_BYTES or wrapped[0] != WRAP_FORMAT:
        raise UnknownFormat("wrapped key")
    nonce, sealed = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
    try:
        raw = AESGCMSIV(wrapping.reveal()).decrypt(
            nonce, sealed, _wrap_context(purpose, owner, key_id)
        )
    except InvalidTag:
        raise NotOpened("wrapped key") from None
    return SecretKey(raw)


def _wrap_context(purpose: str, owner: bytes, key_id: int) -> bytes:
    return cbor.encode([LABEL, "wrap", purpose, owner, key_id])
