"""What web and search process say to each other: length-prefixed CBOR over a Unix socket.

One request, one answer. Ids travel as runs of 16 bytes, so a day list of 500 costs one value.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from praxis.core.folding import LONGEST_TEXT, clean
from praxis.patients.search.index import MOST_HITS, MOST_TODAY
from praxis.patients.search.records import ActorScope, Hit, Kind
from wire import cbor
from wire.errors import NotCanonical

HEAD: Final = struct.Struct(">I")
MOST_BYTES: Final = 32_768
_MOST_SITES: Final = 256
_ID_BYTES, _HIT_BYTES = 16, 18


class Fault(StrEnum):
    """Why there are no hits; never with a word of what was asked."""

    BAD = "bad"  # not a request
    BUSY = "busy"  # waited too long in the queue
    LATE = "late"  # took too long
    BEHIND = "behind"  # the counter asked for could not be reached


class BadMessage(ValueError):
    """The other side sent something that is not a message."""


@dataclass(frozen=True, slots=True)
class Search:
    """Whom does `text` mean, as `scope` may see it, at change `counter` or later."""

    text: str
    scope: ActorScope
    counter: int
    today: tuple[UUID, ...] = ()
    limit: int = 20


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Read changes up to `counter` now, so that the next search need not."""

    counter: int


@dataclass(frozen=True, slots=True)
class Status:
    """How are you."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Write the sealed snapshot."""


Request = Search | CatchUp | Status | Snapshot


def frame(value: cbor.Value) -> bytes:
    """Return one message with its length before it."""
    body = cbor.encode(value)
    return HEAD.pack(len(body)) + body


def request_bytes(request: Request) -> bytes:
    """Return a request as one frame; text is cut and cleaned here already."""
    match request:
        case Search():
            return frame(
                {
                    "ask": "search",
                    "text": clean(request.text),
                    "staff": request.scope.staff.bytes,
                    "sites": _run(sorted(request.scope.sites)[:_MOST_SITES]),
                    "counter": request.counter,
                    "today": _run(request.today[:MOST_TODAY]),
                    "limit": max(1, min(request.limit, MOST_HITS)),
                }
            )
        case CatchUp():
            return frame({"ask": "catch-up", "counter": request.counter})
        case Status():
            return frame({"ask": "status"})
        case Snapshot():
            return frame({"ask": "snapshot"})


def parse_request(body: bytes) -> Request:
    """Return the request in `body`; BadMessage for anything else."""
    fields = _fields(body)
    match fields:
        case {
            "ask": "search",
            "text": str(text),
            "staff": bytes(staff),
            "sites": bytes(sites),
            "counter": int(counter),
            "today": bytes(today),
            "limit": int(limit),
        } if len(fields) == 7:
            if len(staff) != _ID_BYTES or len(text) > LONGEST_TEXT or counter < 0:
                raise BadMessage("search")
            scope = ActorScope(UUID(bytes=staff), frozenset(_ids(sites, _MOST_SITES)))
            return Search(text, scope, counter, _ids(today, MOST_TODAY), limit)
        case {"ask": "catch-up", "counter": int(counter)} if len(fields) == 2 and counter >= 0:
            return CatchUp(counter)
        case {"ask": "status"} if len(fields) == 1:
            return Status()
        case {"ask": "snapshot"} if len(fields) == 1:
            return Snapshot()
    raise BadMessage("unknown request")


def hits_bytes(hits: Iterable[Hit]) -> bytes:
    """Return hits as 18 bytes each: id, kind, today."""
    return b"".join(hit.patient_id.bytes + bytes((hit.kind, hit.today)) for hit in hits)


def parse_answer(body: bytes) -> dict[str, cbor.Value]:
    """Return the fields of an answer."""
    return _fields(body)


def parse_hits(run: bytes) -> list[Hit]:
    """Return the hits of an answer; BadMessage if they are none."""
    if len(run) % _HIT_BYTES or len(run) > _HIT_BYTES * MOST_HITS:
        raise BadMessage("hits")
    try:
        return [
            Hit(UUID(bytes=run[at : at + 16]), Kind(run[at + 16]), bool(run[at + 17]))
            for at in range(0, len(run), _HIT_BYTES)
        ]
    except ValueError:
        raise BadMessage("hits") from None


def _run(ids: Iterable[UUID]) -> bytes:
    return b"".join(uid.bytes for uid in ids)


def _ids(run: bytes, most: int) -> tuple[UUID, ...]:
    if len(run) % _ID_BYTES or len(run) > _ID_BYTES * most:
        raise BadMessage("ids")
    return tuple(UUID(bytes=run[at : at + 16]) for at in range(0, len(run), _ID_BYTES))


def _fields(body: bytes) -> dict[str, cbor.Value]:
    try:
        value = cbor.decode(body, limit=MOST_BYTES)
    except NotCanonical:
        raise BadMessage("not CBOR") from None
    if not isinstance(value, dict):
        raise BadMessage("not a map")
    return value
