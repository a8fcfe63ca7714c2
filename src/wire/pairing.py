"""Pairing: a sheet of paper and a spoken code vouch for the keys of a new device."""

import hmac
import re
from dataclasses import dataclass, field
from typing import Annotated, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wire.bundle import RECIPIENT_BYTES
from wire.errors import Malformed, Mismatch, WrongCode, WrongInvite
from wire.ids import InviteId
from wire.invite import ORIGIN_PATTERN
from wire.notices import Pair
from wire.requests import Sign
from wire.shape import Like, Range, Size, pack, unpack
from wire.signatures import Purpose, check_public_key, signing_base, verify

SECRET_BYTES: Final = 16
CODE_PATTERN: Final = re.compile(r"[0-9]{8}", re.ASCII)
TRANSCRIPT_MAX: Final = 4096
ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that a pairing is about: which invite, which practice, which keys, when."""

    version: int
    invite: Annotated[InviteId, Size(16)]
    relay: Annotated[str, Like(ORIGIN_PATTERN)]
    bundle: Annotated[bytes, Size(32)]
    recipient: Annotated[bytes, Size(RECIPIENT_BYTES)]
    statement_key: Annotated[bytes, Size(32)]
    relay_key: Annotated[bytes, Size(32)]
    time: Annotated[int, Range(0)]

    def __post_init__(self) -> None:
        check_public_key(self.statement_key)
        check_public_key(self.relay_key)


@dataclass(frozen=True, slots=True)
class PairingKeys:
    """Made with the sheet, kept sealed until it is used, burnt or expired; never shown."""

    sheet: bytes = field(repr=False)
    code: bytes = field(repr=False)


def pairing_keys(secret: bytes, invite: bytes, code: str) -> PairingKeys:
    """K1 = HKDF(secret, salt = invite id, "praxistresor/1 pair") and
    K2 = HKDF(secret ‖ eight ASCII digits, same salt, "praxistresor/1 code"), 32 bytes each.

    Both are made when the invite is made: afterwards the secret is gone.
    """
    if len(secret) != SECRET_BYTES or not CODE_PATTERN.fullmatch(code):
        raise Malformed("invite secret or code")
    return PairingKeys(
        _hkdf(secret, invite, b"praxistresor/1 pair"),
        _hkdf(secret + code.encode("ascii"), invite, b"praxistresor/1 code"),
    )


def pairing_mailbox_seed(secret: bytes, invite: bytes) -> bytes:
    """Seed of the Ed25519 key that may use the pairing mailbox; that mailbox's id is the invite's.

    HKDF(secret, salt = invite id, "praxistresor/1 relay-pair"), 32 bytes.
    """
    return _hkdf(secret, invite, b"praxistresor/1 relay-pair")


def make_pair(transcript: Transcript, keys: PairingKeys, signer: Sign) -> Pair:
    """The device's side; `signer` is its statement key."""
    raw = pack(transcript)
    return Pair(
        raw,
        hmac.digest(keys.sheet, raw, "sha256"),
        hmac.digest(keys.code, raw, "sha256"),
        signer(signing_base(Purpose.PAIR, raw)),
    )


def check_pair(pair: Pair, keys: PairingKeys, *, invite: bytes, relay: str, bundle: bytes) -> None:
    """The practice's side: WrongInvite (noise), else WrongCode (one attempt), else the content.

    After both MACs: BadSignature, Mismatch for another invite, relay or bundle, Malformed.
    MACs are compared in constant time and over the transcript as received.
    """
    if not hmac.compare_digest(hmac.digest(keys.sheet, pair.transcript, "sha256"), pair.sheet_mac):
        raise WrongInvite("first MAC")
    if not hmac.compare_digest(hmac.digest(keys.code, pair.transcript, "sha256"), pair.code_mac):
        raise WrongCode("second MAC")
    found = open_transcript(pair)
    if (found.invite, found.relay, found.bundle) != (invite, relay, bundle):
        raise Mismatch("transcript")


def open_transcript(pair: Pair) -> Transcript:
    """The transcript, signed by the statement key it brings; true only after `check_pair`."""
    found = unpack(Transcript, pair.transcript, limit=TRANSCRIPT_MAX)
    verify(found.statement_key, Purpose.PAIR, pair.transcript, pair.signature)
    return found


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)
