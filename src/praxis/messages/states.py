"""How a letter, an invite and a row of the outbox move on: tables, no ladders."""

from enum import StrEnum
from typing import Final


class Way(StrEnum):
    """Where one letter to one device is; *read* and *fetched* only by the device's receipt."""

    DRAFT = "draft"
    SEALED = "sealed"
    HANDED_OVER = "handed_over"
    FETCHED = "fetched"
    READ = "read"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to a letter on its way."""

    SEAL = "seal"
    HAND_OVER = "hand_over"
    FETCH = "fetch"
    READ = "read"
    EXPIRE = "expire"


MOVES: Final = {
    (Way.DRAFT, Move.SEAL): Way.SEALED,
    (Way.SEALED, Move.HAND_OVER): Way.HANDED_OVER,
    (Way.HANDED_OVER, Move.FETCH): Way.FETCHED,
    (Way.HANDED_OVER, Move.READ): Way.READ,
    (Way.HANDED_OVER, Move.EXPIRE): Way.EXPIRED,
    (Way.FETCHED, Move.READ): Way.READ,
    # The receipt may overtake the note that the relay took the letter over.
    (Way.SEALED, Move.FETCH): Way.FETCHED,
    (Way.SEALED, Move.READ): Way.READ,
    # Sent again on the patient's request after it had expired.
    (Way.EXPIRED, Move.HAND_OVER): Way.HANDED_OVER,
    (Way.EXPIRED, Move.FETCH): Way.FETCHED,
    (Way.EXPIRED, Move.READ): Way.READ,
}
"""A move that is not in the table changes nothing: a late or repeated notice is harmless."""

REACHED: Final = tuple(Way)[:5]
"""The steps in their order, for "how far is this message"."""


def after(state: str, move: Move) -> Way | None:
    """Where the move leads; None if it changes nothing here."""
    return MOVES.get((Way(state), move))


class InviteState(StrEnum):
    """An invite works once, in time, and only with an identity check."""

    OPEN = "open"
    USED = "used"
    BURNT = "burnt"
    EXPIRED = "expired"
    REVOKED = "revoked"


class OutboxState(StrEnum):
    """A row of the outbox; `noted` once the letter's own state followed."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class InboxState(StrEnum):
    """A raw envelope: waiting, held behind a gap, without its letter yet, done, or dead."""

    RAW = "raw"
    HELD = "held"
    ORPHAN = "orphan"
    DONE = "done"
    DEAD = "dead"


# What still holds its bytes and waits for something.
OPEN: Final = (InboxState.RAW, InboxState.HELD, InboxState.ORPHAN)
