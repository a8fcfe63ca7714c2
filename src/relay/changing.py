"""A practice goes over to its next keys, and what it published before is still there for sheets."""

import re
from typing import Final

from psycopg.errors import UniqueViolation
from starlette.responses import Response

from relay import records
from relay.answers import NotHere, Refusal, content, done
from relay.desk import Visit
from wire.bundle import bundle_hash, open_bundle, open_change
from wire.errors import WireError
from wire.ids import key_id
from wire.notices import KeyChange
from wire.orders import Publishing, parse_publishing
from wire.relay_api import DAY, PAIRING_LIFE_SECONDS
from wire.requests import body_digest
from wire.shape import pack, unpack

MOST_FORMER: Final = 8
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


async def change_key(visit: Visit) -> Response:
    """The request is signed by the key it had, the change in it by both statement keys.

    From then on the old key gets the 404 of a stranger. The same change again is done already: a
    practice that never heard the answer asks once more, with the new key.
    """
    visit.caller.only_practice()
    body = await visit.whole_body()
    store, practice = visit.parts.store, visit.caller.practice
    known = await records.published(store, practice)
    if known is None:
        raise Refusal(409, "publish-first")
    before = parse_publishing(known.body).bundle
    try:
        change = unpack(KeyChange, body)
        pinned = bundle_hash(before)
        if key_id(open_bundle(before, pinned).relay_key) != visit.caller.signed.key:
            raise Refusal(409, "other-key")
        if change.bundle == before:
            return done()
        after = open_change(change, before)
    except WireError as error:
        raise Refusal(400, error.category) from None
    # Publishings of before stand outside of the quota, so there are only so many of them.
    if await records.count_former(store, practice, visit.now) >= MOST_FORMER:
        raise Refusal(429, "too-many-changes")
    # The document was signed by the old document key: it is published anew.
    published = pack(Publishing(1, change.bundle, None))
    new = records.Published(published, body_digest(published), after.anchor_key)
    until = visit.later(PAIRING_LIFE_SECONDS + DAY)
    try:
        moved = await records.change_key(
            store, practice, visit.caller.signed.key, after.relay_key, known, pinned, new, until
        )
    except UniqueViolation:
        raise Refusal(409, "taken") from None
    if not moved:
        raise Refusal(409, "changed-meanwhile")
    visit.parts.hub.revoked(practice)
    return done()


async def published_before(visit: Visit) -> Response:
    """The publishing with one bundle, by its hash: a sheet pairs with the keys printed on it."""
    if not _HASH.fullmatch(visit.ids[0]):
        raise NotHere
    found = await records.former(
        visit.parts.store, visit.caller.practice, bytes.fromhex(visit.ids[0]), visit.now
    )
    if found is None:
        raise NotHere
    return content(found, **{"Cache-Control": "private, max-age=300"})
