"""The classic recipient type of age: X25519. Kept for backups and for the oracle `pyrage`."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from seal.age import bech32
from seal.age.header import FILE_KEY_BYTES, Stanza, decode64, encode64
from seal.errors import AgeHeader, BadRecipient
from seal.keys import SecretKey

TYPE: Final = "X25519"
_INFO: Final = b"age-encryption.org/v1/X25519"


class X25519Recipient:
    """A public X25519 key, `age1…`."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != 32:
            raise BadRecipient("X25519")
        self.raw = bytes(raw)

    @classmethod
    def parse(cls, text: str) -> "X25519Recipient":
        """Read `age1…`; BadRecipient."""
        return cls(_decode(text, "age"))

    def __str__(self) -> str:
        return bech32.encode("age", self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap a file key; BadRecipient for a low-order key."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        try:
            shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.raw))
        except ValueError:  # all-zero shared secret
            raise BadRecipient("X25519") from None
        key = HKDF(SHA256(), 32, share + self.raw, _INFO).derive(shared)
        body = ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
        return Stanza((TYPE, encode64(share)), body)


class X25519Identity:
    """A secret X25519 key, `AGE-SECRET-KEY-1…`; its `repr` shows nothing."""

    def __init__(self, secret: SecretKey) -> None:
        self._secret = secret
        self._key = X25519PrivateKey.from_private_bytes(secret.reveal())
        self.recipient = X25519Recipient(self._key.public_key().public_bytes_raw())

    @classmethod
    def new(cls) -> "X25519Identity":
        """A fresh identity."""
        return cls(SecretKey.new())

    @classmethod
    def parse(cls, text: str) -> "X25519Identity":
        """Read `AGE-SECRET-KEY-1…`; BadRecipient."""
        return cls(SecretKey(_decode(text, "AGE-SECRET-KEY-")))

    def reveal(self) -> str:
        """`AGE-SECRET-KEY-1…`, for an offline recipient's own paper."""
        return bech32.encode("AGE-SECRET-KEY-", self._secret.reveal())

    def __repr__(self) -> str:
        return "<X25519Identity ‹sealed›>"

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, None if the stanza is not for us; AgeHeader if it is badly made."""
        if stanza.arguments[0] != TYPE:
            return None
        if len(stanza.arguments) != 2 or len(stanza.body) != FILE_KEY_BYTES + 16:
            raise AgeHeader("X25519 stanza")
        share = decode64(stanza.arguments[1])
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:  # wrong length, or an all-zero shared secret
            raise AgeHeader("X25519 share") from None
        key = HKDF(SHA256(), 32, share + self.recipient.raw, _INFO).derive(shared)
        try:
            return ChaCha20Poly1305(key).decrypt(bytes(12), stanza.body, None)
        except InvalidTag:
            return None


def _decode(text: str, prefix: str) -> bytes:
    try:
        found, raw = bech32.decode(text)
    except ValueError:
        raise BadRecipient("bech32") from None
    if found != prefix or len(raw) != 32:
        raise BadRecipient("another type of key")
    return raw
