"""Opening and closing mailboxes: practices only, and only their own."""

from datetime import UTC, datetime

from starlette.responses import Response

from relay import records
from relay.answers import NotHere, Refusal, done
from relay.desk import Visit
from wire.errors import WireError
from wire.ids import key_id
from wire.orders import MailboxOrder, Use, parse_mailbox_order
from wire.relay_api import DAY, PAIRING_ENVELOPES, PAIRING_LIFE_SECONDS
from wire.signatures import check_public_key

_YEAR_9999 = 253_370_764_800


async def open_mailbox(visit: Visit) -> Response:
    """The same order again is done already; another under the same id is refused."""
    visit.caller.only_practice()
    raw = await visit.whole_body()
    try:
        order = parse_mailbox_order(raw)
        check_public_key(order.relay_key)
    except WireError as error:
        raise Refusal(400, error.category) from None
    _check_pairing(visit, order)
    expires = None
    if order.expires is not None:
        expires = datetime.fromtimestamp(min(order.expires, _YEAR_9999), UTC)
        if expires <= visit.now:
            raise Refusal(400, "expires")
    stored = await records.open_mailbox(
        visit.parts.store, visit.caller.practice, order, key_id(order.relay_key), expires
    )
    if not stored:
        raise Refusal(409, "taken")
    return done(201)


def _check_pairing(visit: Visit, order: MailboxOrder) -> None:
    if order.use is not Use.PAIRING:
        return
    latest = visit.later(PAIRING_LIFE_SECONDS + DAY).timestamp()
    if order.max_envelopes > PAIRING_ENVELOPES or not 0 < (order.expires or 0) <= latest:
        raise Refusal(400, "pairing")


async def close_mailbox(visit: Visit) -> Response:
    """Everything in it goes, and its key opens nothing from now on."""
    visit.caller.only_practice()
    mailbox = visit.id(0)
    if not await records.close_mailbox(visit.parts.store, visit.caller.practice, mailbox):
        raise NotHere
    visit.parts.hub.revoked(visit.caller.practice + mailbox)
    return done()
