"""The closed list of what a letter can be, which way it may go and whether it carries files."""

from enum import StrEnum
from typing import Final

from wire.header import Direction


class Kind(StrEnum):
    """Fixed by the protocol version; anything else is dropped with an alarm."""

    PAIR = "pair"
    PAIRED = "paired"
    MESSAGE = "message"
    DOCUMENT = "document"
    QUESTIONNAIRE = "questionnaire"
    ANSWER = "answer"
    BOOKING_REQUEST = "booking-request"
    BOOKING_ANSWER = "booking-answer"
    ACCESS_LOG = "access-log"
    REVOKE = "revoke"
    KEY_CHANGE = "key-change"
    EPOCH_CHANGE = "epoch-change"
    RESEND_REQUEST = "resend-request"
    RECEIPT = "receipt"


_OUT: Final = frozenset({Direction.TO_PATIENT})
_IN: Final = frozenset({Direction.TO_PRACTICE})
_BOTH: Final = _OUT | _IN

DIRECTIONS: Final[dict[Kind, frozenset[Direction]]] = {
    Kind.PAIR: _IN,
    Kind.PAIRED: _OUT,
    Kind.MESSAGE: _BOTH,
    Kind.DOCUMENT: _OUT,
    Kind.QUESTIONNAIRE: _OUT,
    Kind.ANSWER: _IN,
    Kind.BOOKING_REQUEST: _IN,
    Kind.BOOKING_ANSWER: _OUT,
    Kind.ACCESS_LOG: _OUT,
    Kind.REVOKE: _BOTH,
    Kind.KEY_CHANGE: _OUT,
    Kind.EPOCH_CHANGE: _OUT,
    Kind.RESEND_REQUEST: _BOTH,
    Kind.RECEIPT: _BOTH,
}

WITH_FILES: Final = frozenset({Kind.MESSAGE, Kind.DOCUMENT, Kind.ANSWER})
