"""What every handler gets: the request as far as it is trusted, and the relay's parts."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from relay.answers import NotHere, Refusal
from relay.bodies import Body
from relay.caller import Caller
from relay.hub import Hub
from relay.settings import RelaySettings
from relay.store import Place, Store
from wire import requests
from wire.errors import Malformed, WireError
from wire.ids import parse_id
from wire.relay_api import LIST_LIMIT

_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


@dataclass(frozen=True)
class Parts:
    """The one relay of this process."""

    settings: RelaySettings
    store: Store
    hub: Hub


@dataclass(frozen=True)
class Visit:
    """One authenticated request."""

    parts: Parts
    caller: Caller
    scope: Scope
    receive: Receive
    send: Send
    body: Body
    ids: tuple[str, ...]

    @property
    def now(self) -> datetime:
        return self.parts.settings.clock()

    def later(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)

    def id(self, at: int) -> bytes:
        """An id from the path; any other spelling is NotHere."""
        try:
            return parse_id(self.ids[at])
        except Malformed:
            raise NotHere from None

    def own_queue(self) -> Place:
        """The mailbox in the path, if it is the caller's own device's; else NotHere."""
        mailbox = self.id(0)
        if self.caller.mailbox != mailbox:
            raise NotHere
        return Place(self.caller.practice, mailbox, up=False)

    def inbox(self) -> Place:
        """The practice's inbox, if the caller is a practice; else NotHere."""
        self.caller.only_practice()
        return Place(self.caller.practice, None, up=True)

    def page(self) -> tuple[int, int]:
        """`after` and `limit` from the query; whatever else stands there is refused."""
        found = {"after": 0, "limit": LIST_LIMIT}
        pairs = parse_qsl(self.scope["query_string"].decode("ascii"), keep_blank_values=True)
        for name, text in pairs:
            if name not in found or not _NUMBER.fullmatch(text):
                raise Refusal(400, "query")
            found[name] = int(text)
        if len(dict(pairs)) != len(pairs) or not 1 <= found["limit"] <= LIST_LIMIT:
            raise Refusal(400, "query")
        return min(found["after"], 2**53), found["limit"]

    async def whole_body(self) -> bytes:
        """The whole body, once it is proven to be the one that was signed."""
        data = await self.body.whole()
        self.check_body()
        return data

    def check_body(self) -> None:
        try:
            requests.check_body(self.caller.signed, self.body.digest)
        except WireError as error:
            raise Refusal(400, error.category) from None


def queue_name(place: Place) -> bytes:
    """How the hub calls a queue."""
    return place.practice + (place.mailbox or b"")
