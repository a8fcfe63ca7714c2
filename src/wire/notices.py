"""Bodies the two programs exchange about the exchange: receipts, log, revocation, order, keys."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from wire.errors import Malformed
from wire.ids import ConversationId, Epoch, MailboxId
from wire.letters import Day, Hash
from wire.shape import Many, Range, Size, Text

Time = Annotated[int, Range(0)]


class ReceiptState(StrEnum):
    """What the device says happened; receipts never get receipts."""

    FETCHED = "fetched"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Hashes of the signed statements fetched or read, and when."""

    state: ReceiptState
    letters: Annotated[tuple[Hash, ...], Many(100, 1)]
    time: Time


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One access to the patient's record: when, who, in which role, what, why."""

    time: Time
    who: Annotated[str, Text(200)]
    role: Annotated[str, Text(100)]
    what: Annotated[str, Text(200)]
    reason: Annotated[str, Text(400, 0)]


@dataclass(frozen=True, slots=True)
class AccessLog:
    """The accesses of a span of days, oldest first; `complete` is false if rows were left out."""

    first: Day
    last: Day
    rows: Annotated[tuple[AccessRow, ...], Many(2000)]
    complete: bool


class RevokeReason(StrEnum):
    """Why this device ends."""

    LOST = "lost"
    STOLEN = "stolen"
    REPLACED = "replaced"
    REPRESENTATION_ENDED = "representation-ended"
    PRACTICE = "practice"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Revoke:
    """The device of this mailbox ends: said by the practice, or asked for by the patient."""

    reason: RevokeReason
    text: Annotated[str, Text(1000, 0, True)]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A new bundle of the practice, signed by the old and by the new statement key."""

    bundle: Annotated[bytes, Size(4096, 1)]
    old_signature: Annotated[bytes, Size(64)]
    new_signature: Annotated[bytes, Size(64)]


@dataclass(frozen=True, slots=True)
class EpochChange:
    """The practice was restored: what it still knows of the epoch before (`sent`, `received`)."""

    previous: Annotated[Epoch, Size(16)]
    restored: Time
    sent: Annotated[int, Range(0)]
    received: Annotated[int, Range(0)]


@dataclass(frozen=True, slots=True)
class ResendRequest:
    """Send again: a span of an epoch (`last` None: to the newest), or, without epoch, everything
    that is released to this device."""

    epoch: Annotated[Epoch, Size(16)] | None
    first: Annotated[int, Range(1)]
    last: Annotated[int, Range(1)] | None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise Malformed("ResendRequest.last")


@dataclass(frozen=True, slots=True)
class Pair:
    """The device's keys, proven by sheet and code; `transcript` is kept as received."""

    transcript: Annotated[bytes, Size(4096, 1)]
    sheet_mac: Annotated[bytes, Size(32)]
    code_mac: Annotated[bytes, Size(32)]
    signature: Annotated[bytes, Size(64)]


class PairOutcome(StrEnum):
    """The practice's answer to a pairing."""

    OK = "ok"
    WRONG_CODE = "wrong-code"
    USED = "used"
    EXPIRED = "expired"


class HolderRole(StrEnum):
    """Who holds the device, in relation to the patient."""

    SELF = "self"
    PARENT = "parent"
    GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a paired device may use from now on, and until when."""

    mailbox: Annotated[MailboxId, Size(16)]
    conversation: Annotated[ConversationId, Size(16)]
    epoch: Annotated[Epoch, Size(16)]
    practice: Annotated[str, Text(200)]
    patient: Annotated[str, Text(200)]
    holder: HolderRole
    until: Day | None


@dataclass(frozen=True, slots=True)
class Paired:
    """Sealed to the recipient of the transcript; `left` counts attempts left after a wrong code."""

    outcome: PairOutcome
    left: Annotated[int, Range(0, 4)]
    grant: Grant | None

    def __post_init__(self) -> None:
        if (self.grant is not None) != (self.outcome is PairOutcome.OK):
            raise Malformed("Paired.grant")
        if self.left and self.outcome is not PairOutcome.WRONG_CODE:
            raise Malformed("Paired.left")
