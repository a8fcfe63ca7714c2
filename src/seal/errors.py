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
