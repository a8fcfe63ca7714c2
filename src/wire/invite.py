"""The link on the sheet: everything after `#`, which no server ever sees."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from wire.errors import Malformed, UnsupportedVersion, WrongLength
from wire.ids import InviteId

_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
ORIGIN_PATTERN: Final = (
    rf"(https://({_LABEL}\.)*{_LABEL}|http://({_LABEL}\.)*localhost)(:[1-9][0-9]{{0,4}})?"
)
"""An origin: https, or http only for names under `localhost` (demo). Never a path."""

_FIXED: Final = 16 + 32 + 16 + 4
_CHECK: Final = 4
_ORIGIN_MAX: Final = 120
_LABELLED: Final = b"praxistresor/1/invite\x00"


@dataclass(frozen=True, slots=True)
class Invite:
    """Invite id, hash of the practice's key bundle, secret, expiry (Unix seconds), relay origin."""

    invite: InviteId
    bundle: bytes
    secret: bytes = field(repr=False)
    expires: int
    relay: str

    def __post_init__(self) -> None:
        if (len(self.invite), len(self.bundle), len(self.secret)) != (16, 32, 16):
            raise Malformed("invite")
        if not 0 <= self.expires < 2**32 or len(self.relay) > _ORIGIN_MAX:
            raise Malformed("invite")
        if not re.fullmatch(ORIGIN_PATTERN, self.relay, re.ASCII):
            raise Malformed("relay origin")


def write_fragment(invite: Invite) -> str:
    """`1.` and base64url of id ‖ bundle hash ‖ secret ‖ u32 expiry ‖ origin ‖ 4 check bytes."""
    content = (
        invite.invite
        + invite.bundle
        + invite.secret
        + invite.expires.to_bytes(4, "big")
        + invite.relay.encode("ascii")
    )
    packed = base64.urlsafe_b64encode(content + _check(content)).decode("ascii")
    return "1." + packed.rstrip("=")


def read_fragment(fragment: str) -> Invite:
    """Read what stood after `#`.

    UnsupportedVersion; WrongLength; Malformed for a spelling other than the one `write_fragment`
    gives, including a link that was cut or mistyped. Whether it expired is the caller's to say.
    """
    version, dot, text = fragment.partition(".")
    if not dot or not re.fullmatch(r"[0-9]{1,3}", version, re.ASCII):
        raise Malformed("fragment")
    if version != "1":
        raise UnsupportedVersion("fragment")
    content, check = _split(text)
    if _check(content) != check:
        raise Malformed("fragment check")
    try:
        relay = content[_FIXED:].decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("relay origin") from None
    return Invite(
        InviteId(content[:16]),
        content[16:48],
        content[48:64],
        int.from_bytes(content[64:_FIXED], "big"),
        relay,
    )


def _split(text: str) -> tuple[bytes, bytes]:
    if not _FIXED + _CHECK < len(text) * 3 // 4 <= _FIXED + _CHECK + _ORIGIN_MAX:
        raise WrongLength("fragment")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("fragment") from None
    if base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=") != text:
        raise Malformed("fragment")
    return raw[:-_CHECK], raw[-_CHECK:]


def _check(content: bytes) -> bytes:
    return hashlib.sha256(_LABELLED + content).digest()[:_CHECK]
