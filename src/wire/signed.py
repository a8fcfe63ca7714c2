"""A signed thing on the wire: the signed bytes as they are, and the signature beside them."""

from dataclasses import dataclass
from typing import Annotated

from wire.requests import Sign
from wire.shape import Size, pack, unpack
from wire.signatures import SIGNATURE_BYTES, Purpose, signing_base, verify

MAX_CONTENT = 1 << 20


@dataclass(frozen=True, slots=True)
class Signed:
    """The content is kept as bytes: it is verified as received and only then parsed."""

    content: Annotated[bytes, Size(MAX_CONTENT, 1)]
    signature: Annotated[bytes, Size(SIGNATURE_BYTES)]


def sign(purpose: Purpose, content: bytes, signer: Sign) -> bytes:
    """Return the CBOR of `Signed` for `content`."""
    return pack(Signed(content, signer(signing_base(purpose, content))))


def open_signed(purpose: Purpose, data: bytes, public_key: bytes) -> bytes:
    """Return the content after its signature held; NotCanonical, Malformed or BadSignature."""
    signed = unpack(Signed, data, limit=MAX_CONTENT + 128)
    verify(public_key, purpose, signed.content, signed.signature)
    return signed.content
