"""Everything `seal` can refuse; each class carries the category that the shared vectors name."""

from typing import ClassVar


class SealError(Exception):
    """Something sealed was not opened, and nothing of it was handed out.

    The text is for logs: it names a rule, never a key, a value or which byte was wrong.
    """

    category: ClassVar[str] = "seal"


class NotOpened(SealError):
    """The one answer for a wrong key, a changed byte, another place, a cut or a swapped piece."""

    category = "sealed"


class UnknownFormat(SealError):
    """The first bytes announce nothing that this version writes."""

    category = "format"


class UnknownKey(SealError):
    """The value names a key that was not lent; no other key is tried."""

    category = "key-id"


class BadPadding(SealError):
    """Padding that is not zero, or a length that does not fit its padding."""

    category = "padding"


class AgeHeader(SealError):
    """The header is not the one spelling of an age v1 header, or not one our letters have."""

    category = "age"


class NoMatch(NotOpened):
    """No stanza was made for any of the identities."""


class HeaderMac(NotOpened):
    """The header was changed after it was made."""


class BadRecipient(SealError):
    """A public recipient of wrong length or type, or with an unusable key in it."""

    category = "key"


class Stripped(SealError):
    """A sealed letter without a signed statement: nobody vouches for what it says."""

    category = "stripped"


class WrongContext(SealError):
    """A letter where an attachment belongs, an attachment where a letter belongs, or the like."""

    category = "context"
