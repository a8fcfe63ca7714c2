"""The recipient type of every letter: mlkem768x25519 (X-Wing through HPKE, RFC 9180).

The raw recipient is the ML-KEM-768 public key (1,184 bytes) followed by the X25519 public key
(32); the identity is a 32-byte seed, expanded with SHAKE256 as X-Wing has it. It stays safe as
long as one of the two does.
"""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from seal.age import bech32
from seal.age.header import FILE_KEY_BYTES, Stanza, decode64, encode64
from seal.errors import AgeHeader, BadRecipient
from seal.keys import SecretKey

TYPE: Final = "mlkem768x25519"
MLKEM_BYTES: Final = 1184
RECIPIENT_BYTES: Final = MLKEM_BYTES + 32
SHARE_BYTES: Final = 1088 + 32
_INFO: Final = b"age-encryption.org/mlkem768x25519"
_SUITE: Final = hpke.Suite(
    hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305
)


class HybridRecipient:
    """A public hybrid key, `age1pq1…`; `raw` is what bundles and transcripts carry."""

    def __init__(self, raw: bytes) -> None:
        """BadRecipient for a wrong length, ML-KEM values out of range or a low-order X25519."""
        if len(raw) != RECIPIENT_BYTES:
            raise BadRecipient("hybrid")
        self.raw = bytes(raw)
        try:
            point = X25519PublicKey.from_public_bytes(self.raw[MLKEM_BYTES:])
            X25519PrivateKey.generate().exchange(point)  # refuses the low-order points
            lattice = MLKEM768PublicKey.from_public_bytes(self.raw[:MLKEM_BYTES])
        except ValueError:
            raise BadRecipient("hybrid") from None
        self._key = hpke.MLKEM768X25519PublicKey(lattice, point)

    @classmethod
    def parse(cls, text: str) -> "HybridRecipient":
        """Read `age1pq1…`; BadRecipient."""
        return cls(_decode(text, "age1pq"))

    def __str__(self) -> str:
        return bech32.encode("age1pq", self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap a file key."""
        sealed = _SUITE.encrypt(file_key, self._key, info=_INFO)
        return Stanza((TYPE, encode64(sealed[:SHARE_BYTES])), sealed[SHARE_BYTES:])


class HybridIdentity:
    """A secret hybrid key, made from its 32-byte seed; its `repr` shows nothing."""

    def __init__(self, seed: SecretKey) -> None:
        self._seed = seed
        expanded = hashlib.shake_256(seed.reveal()).digest(96)
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        point = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._point = point
        self._key = hpke.MLKEM768X25519PrivateKey(lattice, point)
        self.recipient = HybridRecipient(
            lattice.public_key().public_bytes_raw() + point.public_key().public_bytes_raw()
        )

    @classmethod
    def new(cls) -> "HybridIdentity":
        """A fresh identity."""
        return cls(SecretKey.new())

    @classmethod
    def parse(cls, text: str) -> "HybridIdentity":
        """Read `AGE-SECRET-KEY-PQ-1…`; BadRecipient."""
        raw = _decode(text, "AGE-SECRET-KEY-PQ-")
        if len(raw) != 32:
            raise BadRecipient("hybrid")
        return cls(SecretKey(raw))

    def reveal(self) -> str:
        """`AGE-SECRET-KEY-PQ-1…`, for an offline recipient's own paper."""
        return bech32.encode("AGE-SECRET-KEY-PQ-", self._seed.reveal())

    @property
    def seed(self) -> SecretKey:
        """The seed, to be stored wrapped."""
        return self._seed

    def __repr__(self) -> str:
        return "<HybridIdentity ‹sealed›>"

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, None if the stanza is not for us; AgeHeader if it is badly made."""
        if stanza.arguments[0] != TYPE:
            return None
        if len(stanza.arguments) != 2 or len(stanza.body) != FILE_KEY_BYTES + 16:
            raise AgeHeader("hybrid stanza")
        share = decode64(stanza.arguments[1])
        if len(share) != SHARE_BYTES:
            raise AgeHeader("hybrid share")
        try:
            # The suite answers a low-order X25519 share like a foreign one; the format does not.
            self._point.exchange(X25519PublicKey.from_public_bytes(share[-32:]))
        except ValueError:
            raise AgeHeader("hybrid share") from None
        try:
            return _SUITE.decrypt(share + stanza.body, self._key, info=_INFO)
        except InvalidTag:
            return None


def _decode(text: str, prefix: str) -> bytes:
    try:
        found, raw = bech32.decode(text)
    except ValueError:
        raise BadRecipient("bech32") from None
    if found != prefix:
        raise BadRecipient("another type of key")
    return raw
