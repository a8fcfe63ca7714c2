"""The practice's public keys as one bundle, its hash on paper, its yearly change, and the number
that both sides can compare."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Final

from wire.errors import BadKey, Mismatch
from wire.notices import KeyChange
from wire.requests import Sign
from wire.shape import Range, Size, pack, unpack
from wire.signatures import Purpose, check_public_key, signing_base, verify

RECIPIENT_BYTES: Final = 1184 + 32
"""A raw mlkem768x25519 recipient: ML-KEM-768 public key, then X25519 public key."""
BUNDLE_MAX: Final = 4096


@dataclass(frozen=True, slots=True)
class KeyBundle:
    """One age recipient and one Ed25519 key for each purpose; `previous` is the bundle before."""

    version: int
    recipient: Annotated[bytes, Size(RECIPIENT_BYTES)]
    statement_key: Annotated[bytes, Size(32)]
    relay_key: Annotated[bytes, Size(32)]
    anchor_key: Annotated[bytes, Size(32)]
    document_key: Annotated[bytes, Size(32)]
    created: Annotated[int, Range(0)]
    previous: Annotated[bytes, Size(32)] | None

    def __post_init__(self) -> None:
        keys = (self.statement_key, self.relay_key, self.anchor_key, self.document_key)
        for key in keys:
            check_public_key(key)
        if len(set(keys)) != len(keys):
            raise BadKey("one key for two purposes")


@dataclass(frozen=True, slots=True)
class _Change:
    old: Annotated[bytes, Size(32)]
    new: Annotated[bytes, Size(32)]


def pack_bundle(bundle: KeyBundle) -> bytes:
    """The bytes whose hash stands on the sheet."""
    return pack(bundle)


def bundle_hash(data: bytes) -> bytes:
    """SHA-256 of a packed bundle."""
    return hashlib.sha256(data).digest()


def open_bundle(data: bytes, pinned: bytes) -> KeyBundle:
    """Parse a bundle only if it is the pinned one (Mismatch); BadKey for unusable keys."""
    if bundle_hash(data) != pinned:
        raise Mismatch("bundle")
    return unpack(KeyBundle, data, limit=BUNDLE_MAX)


def change_keys(old: bytes, new: bytes, old_signer: Sign, new_signer: Sign) -> KeyChange:
    """The body that announces packed bundle `new` in place of `old`."""
    base = signing_base(Purpose.KEY_CHANGE, pack(_Change(bundle_hash(old), bundle_hash(new))))
    return KeyChange(new, old_signer(base), new_signer(base))


def open_change(change: KeyChange, old: bytes) -> KeyBundle:
    """The new bundle, after both keys signed the change from packed bundle `old`.

    BadSignature, Mismatch if the new bundle does not name `old` as its predecessor, BadKey if it
    keeps one of its keys: then one stolen key would still speak after the change (X-07).
    """
    before = unpack(KeyBundle, old, limit=BUNDLE_MAX)
    after = unpack(KeyBundle, change.bundle, limit=BUNDLE_MAX)
    message = pack(_Change(bundle_hash(old), bundle_hash(change.bundle)))
    verify(before.statement_key, Purpose.KEY_CHANGE, message, change.old_signature)
    verify(after.statement_key, Purpose.KEY_CHANGE, message, change.new_signature)
    if after.previous != bundle_hash(old):
        raise Mismatch("previous bundle")
    if _keys(before) & _keys(after):
        raise BadKey("a key of the bundle before")
    return after


def _keys(found: KeyBundle) -> set[bytes]:
    signing = (found.statement_key, found.relay_key, found.anchor_key, found.document_key)
    return {found.recipient, *signing}


def safety_number(bundle: bytes, recipient: bytes, statement_key: bytes, relay_key: bytes) -> str:
    """Eight groups of five digits over the bundle's hash and the device's three public keys.

    SHA-512 of ASCII "praxistresor/1/safety-number" ‖ 0 ‖ CBOR; each group is five bytes of it,
    big-endian, modulo 100,000 (about 132 bits in all).
    """
    shown = pack(_Shown(bundle, recipient, statement_key, relay_key))
    digest = hashlib.sha512(b"praxistresor/1/safety-number\x00" + shown).digest()
    groups = (int.from_bytes(digest[5 * i : 5 * i + 5], "big") % 100_000 for i in range(8))
    return " ".join(f"{group:05d}" for group in groups)


@dataclass(frozen=True, slots=True)
class _Shown:
    bundle: Annotated[bytes, Size(32)]
    recipient: Annotated[bytes, Size(RECIPIENT_BYTES)]
    statement_key: Annotated[bytes, Size(32)]
    relay_key: Annotated[bytes, Size(32)]
