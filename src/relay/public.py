"""What a practice publishes, its anchors, and the list of letters that expired unread."""

from datetime import timedelta

from starlette.responses import Response

from relay import records
from relay.answers import NotHere, Refusal, content, done, header
from relay.desk import Visit
from wire.anchors import open_anchor, parse_record
from wire.bundle import bundle_hash, open_bundle
from wire.cbor import encode
from wire.errors import WireError
from wire.orders import Listing, parse_publishing
from wire.relay_api import ANCHOR_LIFE_SECONDS
from wire.shape import pack

_ANCHORS_PER_PAGE = 10


async def publish(visit: Visit) -> Response:
    """The page verifies bundle and document; here only their shape is checked."""
    visit.caller.only_practice()
    body = await visit.whole_body()
    try:
        bundle = parse_publishing(body).bundle
        anchor_key = open_bundle(bundle, bundle_hash(bundle)).anchor_key
    except WireError as error:
        raise Refusal(400, error.category) from None
    thing = records.Published(body, visit.body.digest, anchor_key)
    await records.publish(visit.parts.store, visit.caller.practice, thing)
    return done()


async def published(visit: Visit) -> Response:
    """For the practice and each of its devices; the same bytes until the next PUT."""
    found = await records.published(visit.parts.store, visit.caller.practice)
    if found is None:
        raise NotHere
    tag = f'"{found.digest.hex()}"'
    cached = {"ETag": tag, "Cache-Control": "private, max-age=300"}
    if header(visit.scope, b"if-none-match") == tag:
        return Response(status_code=304, headers=cached)
    return content(found.body, **cached)


async def add_anchor(visit: Visit) -> Response:
    """Append a signed head of the audit chain; nothing takes it away for ten years."""
    visit.caller.only_practice()
    body = await visit.whole_body()
    known = await records.published(visit.parts.store, visit.caller.practice)
    if known is None:
        raise Refusal(409, "publish-first")
    try:
        anchor = open_anchor(parse_record(body).anchor, known.anchor_key)
    except WireError as error:
        raise Refusal(400, error.category) from None
    keep_until = visit.now + timedelta(seconds=ANCHOR_LIFE_SECONDS)
    store, practice = visit.parts.store, visit.caller.practice
    if not await records.add_anchor(store, practice, anchor.counter, body, keep_until):
        raise Refusal(409, "counter")
    return done(201)


async def anchors(visit: Visit) -> Response:
    """A CBOR array of the records as they were POSTed, after a counter, oldest first."""
    visit.caller.only_practice()
    after, limit = visit.page()
    found = await records.anchors(
        visit.parts.store, visit.caller.practice, after, min(limit, _ANCHORS_PER_PAGE)
    )
    return content(encode(found))


async def expired(visit: Visit) -> Response:
    """Envelopes that nobody fetched in time, so that the practice can call the person."""
    visit.caller.only_practice()
    after, limit = visit.page()
    found = await records.expired(visit.parts.store, visit.caller.practice, after, limit)
    return content(pack(Listing(1, found)))
