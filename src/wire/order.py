"""Where a verified letter stands in the order of its direction, device and epoch."""

from dataclasses import dataclass
from enum import StrEnum

from wire.ids import Epoch
from wire.statement import FIRST, Statement


class Turn(StrEnum):
    """What to do with a letter; nothing is ever put right silently."""

    NEXT = "next"
    """It follows the last one: process it."""
    DUPLICATE = "duplicate"
    """The same letter again: silent, counted."""
    CONFLICT = "conflict"
    """Another letter in a taken place, or one that denies its predecessor: alarm, stop."""
    GAP = "gap"
    """Letters before it are missing: hold it, ask for them."""
    NEW_EPOCH = "new-epoch"
    """The first letter of an epoch not seen before: the other side was restored."""
    OLD = "old"
    """From an epoch that has ended: refuse."""


@dataclass(frozen=True, slots=True)
class Position:
    """The last letter processed in order; sequence 0 with hash FIRST before there was one."""

    epoch: Epoch
    sequence: int = 0
    hash: bytes = FIRST


def judge(
    statement: Statement,
    signed_hash: bytes,
    at: Position,
    *,
    known: bytes | None = None,
    ended: frozenset[bytes] = frozenset(),
) -> Turn:
    """Place one verified letter.

    `known` is the hash already stored for this epoch and sequence, if there is one (held letters
    included); `ended` are the epochs of this direction and device that are over.
    """
    if statement.epoch in ended:
        return Turn.DUPLICATE if known == signed_hash else Turn.OLD
    if statement.epoch != at.epoch:
        return Turn.NEW_EPOCH
    if known is not None:
        return Turn.DUPLICATE if known == signed_hash else Turn.CONFLICT
    if statement.sequence <= at.sequence:
        return Turn.CONFLICT
    if statement.sequence > at.sequence + 1:
        return Turn.GAP
    return Turn.NEXT if statement.previous == at.hash else Turn.CONFLICT
