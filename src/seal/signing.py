"""Ed25519 signing keys that sign only for the purposes they were made for."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from seal.errors import WrongContext
from seal.keys import SecretKey
from wire.ids import KeyId, key_id
from wire.signatures import Purpose, signing_base

STATEMENT_PURPOSES: Final = (
    Purpose.STATEMENT,
    Purpose.TRANSMISSION,
    Purpose.PAIR,
    Purpose.KEY_CHANGE,
)
"""What a statement key signs; every other key signs for one purpose."""


class SigningKey:
    """One Ed25519 key bound to its purposes; `repr` shows nothing. `sign` is a `wire` signer."""

    def __init__(self, seed: SecretKey, *purposes: Purpose) -> None:
        if not purposes:
            raise ValueError("a signing key needs a purpose")
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed.reveal())
        self._starts = tuple(signing_base(purpose, b"") for purpose in purposes)
        self.public = self._key.public_key().public_bytes_raw()

    @classmethod
    def new(cls, *purposes: Purpose) -> "SigningKey":
        """A fresh key."""
        return cls(SecretKey.new(), *purposes)

    @property
    def id(self) -> KeyId:
        """SHA-256 of the public key."""
        return key_id(self.public)

    @property
    def seed(self) -> SecretKey:
        """The seed, to be stored wrapped."""
        return self._seed

    def sign(self, base: bytes) -> bytes:
        """Sign a finished base (`wire.signatures.signing_base`); WrongContext for any other."""
        if not base.startswith(self._starts):
            raise WrongContext("this key does not sign for this purpose")
        return self._key.sign(base)

    def __repr__(self) -> str:
        return "<SigningKey ‹sealed›>"
