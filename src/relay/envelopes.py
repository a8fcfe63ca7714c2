"""PUT, LIST, GET and ACK of envelopes."""

import secrets
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from relay.answers import ClientGone, NotHere, Refusal, content, done
from relay.desk import Visit, queue_name
from relay.settings import INLINE_BYTES, PART_BYTES, UNFINISHED_SECONDS
from relay.store import Incoming, Place
from wire.errors import WireError
from wire.frame import (
    PREAMBLE_MAX,
    SEALED_START,
    check_frame_length,
    check_sealed_start,
    read_preamble,
)
from wire.header import Direction
from wire.orders import Listing
from wire.relay_api import ENVELOPE_LIFE_SECONDS, MEDIA_TYPE, PAIRING_ENVELOPE_BYTES
from wire.shape import pack

_REFUSED = {"full": (507, "full"), "differs": (409, "other-content")}


async def put_envelope(visit: Visit) -> Response:
    """A practice writes to its mailboxes, a device to its practice; repeats are harmless."""
    mailbox, envelope, caller = visit.id(0), visit.id(1), visit.caller
    up = caller.mailbox is not None
    if up and caller.mailbox != mailbox:
        raise NotHere
    place = Place(caller.practice, mailbox, up)
    length = visit.body.length
    room = await visit.parts.store.room(place, length, visit.now)
    if room == "absent":
        raise NotHere
    if room == "pairing" and length > PAIRING_ENVELOPE_BYTES:
        raise Refusal(413, "too-large")
    whole = length <= INLINE_BYTES
    life = ENVELOPE_LIFE_SECONDS if whole else UNFINISHED_SECONDS
    new = Incoming(place, envelope, length, caller.signed.digest, visit.later(life))
    # A repeat is welcome even if the mailbox is full by now, perhaps of this very envelope.
    if room == "full" and not await visit.parts.store.repeats(new):
        raise Refusal(507, "full")
    said = await (_put_whole(visit, new) if whole else _put_parts(visit, new))
    if said == "absent":
        raise NotHere
    if said in _REFUSED:
        raise Refusal(*_REFUSED[said])
    if said == "stored":
        visit.parts.hub.arrived(queue_name(Place(place.practice, None if up else mailbox, up)))
    return done(201)


def _check_start(start: bytes, new: Incoming) -> None:
    """The outer header must say what the path says, the length be one of the list, and an age
    file begin."""
    try:
        found = read_preamble(start[:PREAMBLE_MAX])
        check_frame_length(found, new.length)
        check_sealed_start(found, start)
    except WireError as error:
        raise Refusal(400, error.category) from None
    header = found.header
    direction = Direction.TO_PRACTICE if new.place.up else Direction.TO_PATIENT
    if (header.mailbox, header.envelope, header.direction) != (
        new.place.mailbox,
        new.envelope,
        direction,
    ):
        raise Refusal(400, "shape")


async def _put_whole(visit: Visit, new: Incoming) -> str:
    frame = await visit.whole_body()
    _check_start(frame, new)
    return await visit.parts.store.put(new, visit.now, frame)


async def _put_parts(visit: Visit, new: Incoming) -> str:
    """Memory holds one part at a time; until the last is in, nobody sees the envelope."""
    store, upload = visit.parts.store, secrets.token_bytes(8)
    said, part, held = "", 0, bytearray()
    try:
        async for block in visit.body.blocks():
            held += block
            while len(held) >= PART_BYTES or (visit.body.ended and held):
                if part == 0:
                    _check_start(bytes(held[:SEALED_START]), new)
                    said = await store.put(new, visit.now, None, upload)
                    if said != "begun":
                        return said
                await store.put_part(new, upload, part, bytes(held[:PART_BYTES]))
                del held[:PART_BYTES]
                part += 1
        visit.check_body()
    except (Refusal, ClientGone):
        if said == "begun":
            await store.drop(new.place, new.envelope, upload)
        raise
    lasting = Incoming(
        new.place, new.envelope, new.length, new.digest, visit.later(ENVELOPE_LIFE_SECONDS)
    )
    return "stored" if await store.finish(lasting, upload) else "differs"


async def list_queue(visit: Visit) -> Response:
    """A device's own queue."""
    return await _list(visit, visit.own_queue())


async def list_inbox(visit: Visit) -> Response:
    """What waits for a practice."""
    return await _list(visit, visit.inbox())


async def _list(visit: Visit, place: Place) -> Response:
    after, limit = visit.page()
    return content(
        pack(Listing(1, await visit.parts.store.listing(place, after, limit, visit.now)))
    )


async def get_from_queue(visit: Visit) -> Response:
    """One envelope of a device's own queue."""
    return await _get(visit, visit.own_queue(), visit.id(1))


async def get_from_inbox(visit: Visit) -> Response:
    """One envelope of a practice's inbox."""
    return await _get(visit, visit.inbox(), visit.id(0))


async def _get(visit: Visit, place: Place, envelope: bytes) -> Response:
    store = visit.parts.store
    found = await store.found(place, envelope, visit.now)
    if found is None:
        raise NotHere
    length, body, upload = found
    if body is not None:
        return content(body)

    async def parts() -> AsyncIterator[bytes]:
        for part in range(-(-length // PART_BYTES)):
            block = await store.part(place.practice, envelope, upload or b"", part)
            if not block:  # acknowledged meanwhile: break off, never pretend it was whole
                raise ClientGone
            yield block

    return StreamingResponse(
        parts(), media_type=MEDIA_TYPE, headers={"Content-Length": str(length)}
    )


async def ack_in_queue(visit: Visit) -> Response:
    """A device has it safely; deleting twice is the same as once."""
    return await _ack(visit, visit.own_queue(), visit.id(1))


async def ack_in_inbox(visit: Visit) -> Response:
    """A practice has it safely."""
    return await _ack(visit, visit.inbox(), visit.id(0))


async def _ack(visit: Visit, place: Place, envelope: bytes) -> Response:
    await visit.parts.store.drop(place, envelope)
    return done()
