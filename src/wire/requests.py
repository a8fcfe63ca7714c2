"""Signed relay requests: one header, built and verified by pure functions.

Header `Praxistresor-Request: 1.<key>.<created>.<nonce>.<digest>.<signature>` with key = SHA-256
of the public relay key (hex), created = Unix seconds (decimal), nonce = 16 bytes (hex), digest =
SHA-256 of the body (hex, of zero bytes if there is none), signature = 64 bytes (hex). The signed
message is the CBOR map {method, authority, target, digest, key, created, nonce}.

The digest travels in the header so that the relay can check key, signature and quota before it
reads a byte of the body. That a nonce is used once is the relay's shared database's to check.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wire import cbor
from wire.errors import Malformed, Stale, UnsupportedVersion, WrongDigest
from wire.ids import KeyId, key_id
from wire.signatures import Purpose, signing_base, verify

HEADER: Final = "Praxistresor-Request"
METHODS: Final = frozenset({"GET", "PUT", "POST", "DELETE"})
TOLERANCE_SECONDS: Final = 120
NONCE_BYTES: Final = 16
NONCE_MEMORY_SECONDS: Final = 300
NO_BODY: Final = hashlib.sha256(b"").digest()
# A request with an unknown key is verified against this public point (RFC 8032, test 1024) and
# refused whatever comes out, so that it costs the same time as one with a known key.
DUMMY_KEY: Final = bytes.fromhex("278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e")

_SHAPE: Final = re.compile(
    r"([0-9]{1,3})\.([0-9a-f]{64})\.(0|[1-9][0-9]{0,14})\.([0-9a-f]{32})\.([0-9a-f]{64})\.([0-9a-f]{128})",
    re.ASCII,
)
_AUTHORITY: Final = re.compile(
    r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9][0-9]{0,4})?", re.ASCII
)
_TARGET: Final = re.compile(r"/[!-~]*", re.ASCII)

Sign = Callable[[bytes], bytes]
"""Signs a finished base; the private key stays with whoever made the callable."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is aimed at: method, authority (lower case, port if any), path and query."""

    method: str
    authority: str
    target: str

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise Malformed("method")
        if len(self.authority) > 255 or not _AUTHORITY.fullmatch(self.authority):
            raise Malformed("authority")
        if len(self.target) > 1024 or not _TARGET.fullmatch(self.target) or "#" in self.target:
            raise Malformed("target")


@dataclass(frozen=True, slots=True)
class RequestSignature:
    """The parsed header; nothing in it is true before `check_signature` returned."""

    key: KeyId
    created: int
    nonce: bytes
    digest: bytes
    signature: bytes


def body_digest(body: bytes) -> bytes:
    """SHA-256 of the body bytes as sent."""
    return hashlib.sha256(body).digest()


def build(
    target: Target,
    *,
    digest: bytes = NO_BODY,
    public_key: bytes,
    sign: Sign,
    now: datetime,
    nonce: bytes,
) -> str:
    """Return the header value for one request; `nonce` must be fresh for every call."""
    if len(nonce) != NONCE_BYTES or len(digest) != 32:
        raise Malformed("nonce or digest")
    draft = RequestSignature(key_id(public_key), _seconds(now), nonce, digest, b"")
    signature = sign(signing_base(Purpose.REQUEST, _message(draft, target)))
    return ".".join(
        (
            "1",
            draft.key.hex(),
            str(draft.created),
            nonce.hex(),
            digest.hex(),
            signature.hex(),
        )
    )


def parse(header: str) -> RequestSignature:
    """Read the header value; Malformed or UnsupportedVersion for anything not spelled exactly."""
    match = _SHAPE.fullmatch(header)
    if match is None:
        raise Malformed("request header")
    version, key, created, nonce, digest, signature = match.groups()
    if version != "1":
        raise UnsupportedVersion("request header")
    return RequestSignature(
        KeyId(bytes.fromhex(key)),
        int(created),
        bytes.fromhex(nonce),
        bytes.fromhex(digest),
        bytes.fromhex(signature),
    )


def check_signature(signed: RequestSignature, target: Target, public_key: bytes) -> None:
    """BadSignature unless `public_key` signed exactly this request (the key id included)."""
    message = _message(signed, target)
    verify(public_key, Purpose.REQUEST, message, signed.signature)


def check_fresh(signed: RequestSignature, now: datetime) -> None:
    """Stale if the request was made more than 120 s away from `now`, in either direction."""
    if abs(_seconds(now) - signed.created) > TOLERANCE_SECONDS:
        raise Stale("created outside 120 s")


def check_body(signed: RequestSignature, digest: bytes) -> None:
    """WrongDigest unless the body that arrived is the body that was signed."""
    if signed.digest != digest:  # public values on both sides: no secret to time
        raise WrongDigest("body")


def _message(signed: RequestSignature, target: Target) -> bytes:
    return cbor.encode(
        {
            "method": target.method,
            "authority": target.authority,
            "target": target.target,
            "digest": signed.digest,
            "key": signed.key,
            "created": signed.created,
            "nonce": signed.nonce,
        }
    )


def _seconds(now: datetime) -> int:
    if now.tzinfo is None:
        raise Malformed("a time without zone")
    return int(now.timestamp())
