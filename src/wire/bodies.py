"""One body class per kind, one parser for all of them."""

from typing import Final

from wire.buckets import BODY_MAX
from wire.errors import Mismatch
from wire.findings import Document
from wire.kinds import Kind
from wire.letters import Answer, BookingAnswer, BookingRequest, Message, Questionnaire
from wire.notices import (
    AccessLog,
    EpochChange,
    KeyChange,
    Pair,
    Paired,
    Receipt,
    ResendRequest,
    Revoke,
)
from wire.shape import pack, unpack
from wire.statement import Statement

Body = (
    Pair
    | Paired
    | Message
    | Document
    | Questionnaire
    | Answer
    | BookingRequest
    | BookingAnswer
    | AccessLog
    | Revoke
    | KeyChange
    | EpochChange
    | ResendRequest
    | Receipt
)

BODIES: Final[dict[Kind, type[Body]]] = {
    Kind.PAIR: Pair,
    Kind.PAIRED: Paired,
    Kind.MESSAGE: Message,
    Kind.DOCUMENT: Document,
    Kind.QUESTIONNAIRE: Questionnaire,
    Kind.ANSWER: Answer,
    Kind.BOOKING_REQUEST: BookingRequest,
    Kind.BOOKING_ANSWER: BookingAnswer,
    Kind.ACCESS_LOG: AccessLog,
    Kind.REVOKE: Revoke,
    Kind.KEY_CHANGE: KeyChange,
    Kind.EPOCH_CHANGE: EpochChange,
    Kind.RESEND_REQUEST: ResendRequest,
    Kind.RECEIPT: Receipt,
}


def kind_of(body: Body) -> Kind:
    """The kind under which this body is sent."""
    return next(kind for kind, cls in BODIES.items() if cls is type(body))


def pack_body(body: Body) -> bytes:
    """The bytes of a body; Malformed if a value breaks a rule of its field."""
    return pack(body)


def parse_body(kind: Kind, data: bytes) -> Body:
    """Read the body of a letter whose statement was verified; NotCanonical or Malformed."""
    return unpack(BODIES[kind], data, limit=BODY_MAX)


def check_files(statement: Statement, body: Body) -> None:
    """Mismatch unless the body labels exactly the statement's attachments, in its order."""
    labels = getattr(body, "files", ())
    if [label.hash for label in labels] != [ref.hash for ref in statement.attachments]:
        raise Mismatch("attachments")
