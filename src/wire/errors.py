"""Everything `wire` can refuse; each class carries the category that the shared vectors name."""

from typing import ClassVar


class WireError(Exception):
    """Received bytes are not what version 1 of the protocol allows.

    `category` is the same short word in Python, in JavaScript and in `vectors/`. The text is for
    logs: it names a rule or a field, never a value.
    """

    category: ClassVar[str] = "wire"


class NotCanonical(WireError):
    """The bytes are not the one deterministic CBOR encoding of a value of our profile."""

    category = "encoding"


class Malformed(WireError):
    """Well-formed CBOR whose fields are missing, unknown, of a wrong type or out of range."""

    category = "shape"


class UnsupportedVersion(WireError):
    """A version other than 1; there is no negotiation and no fall-back."""

    category = "version"


class WrongLength(WireError):
    """A length that version 1 never produces, or one above a limit."""

    category = "length"


class BadKey(WireError):
    """A public key of wrong length, not canonical, not on the curve, or of small order."""

    category = "key"


class BadSignature(WireError):
    """A signature that does not hold for this key, purpose and these exact bytes."""

    category = "signature"


class Stale(WireError):
    """A signed request made more than 120 s before or after now."""

    category = "stale"


class WrongDigest(WireError):
    """A body whose SHA-256 is not the one that was signed."""

    category = "digest"


class UnknownKind(WireError):
    """A kind outside the closed list: counted, dropped with an alarm, reaching no other code."""

    category = "kind"


class Mismatch(WireError):
    """Two true-looking things that do not belong together: header, statement, recipient, body."""

    category = "mismatch"


class WrongInvite(WireError):
    """The first pairing MAC does not hold: noise, which burns no attempt."""

    category = "invite"


class WrongCode(WireError):
    """The first pairing MAC holds and the second does not: one attempt."""

    category = "code"


class MistypedSecret(WireError):
    """A paper secret whose check character does not fit, or of another length or alphabet."""

    category = "paper"
