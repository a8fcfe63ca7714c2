"""The relay's front door: limits, then who, then what; one answer for everything forbidden."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import psycopg
from psycopg_pool import PoolTimeout
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from relay import changing, envelopes, events, mailboxes, public, reporting
from relay.answers import HSTS, SECURITY_HEADERS, ClientGone, NotHere, Refusal, header, refused
from relay.bodies import Body
from relay.caller import authenticate
from relay.desk import Parts, Visit
from relay.hub import Hub
from relay.limiter import Limiter
from relay.settings import RelaySettings
from relay.store import Store
from relay.sweep import Sweeper
from wire import relay_api as api
from wire.frame import FRAME_MAX
from wire.requests import HEADER

logger = logging.getLogger(__name__)
Handler = Callable[[Visit], Awaitable[Response | None]]


@dataclass(frozen=True)
class _Route:
    path: re.Pattern[str]
    method: str
    handler: Handler
    cap: int


def _route(method: str, path: str, handler: Handler, cap: int = 0) -> _Route:
    return _Route(re.compile(path.replace("*", "([^/]+)"), re.ASCII), method, handler, cap)


_QUEUE = f"{api.MAILBOXES}/*/envelopes"
_ROUTES = (
    _route("PUT", f"{_QUEUE}/*", envelopes.put_envelope, FRAME_MAX),
    _route("GET", f"{_QUEUE}/*", envelopes.get_from_queue),
    _route("DELETE", f"{_QUEUE}/*", envelopes.ack_in_queue),
    _route("GET", _QUEUE, envelopes.list_queue),
    _route("GET", f"{api.MAILBOXES}/*/wait", events.wait_queue),
    _route("POST", api.MAILBOXES, mailboxes.open_mailbox, api.ORDER_BYTES),
    _route("DELETE", f"{api.MAILBOXES}/*", mailboxes.close_mailbox),
    _route("GET", api.INBOX, envelopes.list_inbox),
    _route("GET", api.EVENTS, events.stream_inbox),
    _route("GET", api.WAIT, events.wait_inbox),
    _route("GET", f"{api.INBOX}/*", envelopes.get_from_inbox),
    _route("DELETE", f"{api.INBOX}/*", envelopes.ack_in_inbox),
    _route("PUT", api.PRACTICE, public.publish, api.PRACTICE_DOCUMENT_BYTES),
    _route("GET", api.PRACTICE, public.published),
    _route("PUT", api.PRACTICE_KEY, changing.change_key, api.ORDER_BYTES * 8),
    _route("GET", f"{api.PRACTICE}/*", changing.published_before),
    _route("POST", api.ANCHORS, public.add_anchor, api.ANCHOR_BYTES),
    _route("GET", api.ANCHORS, public.anchors),
    _route("GET", api.DEAD_LETTERS, public.expired),
)


class Relay:
    """The ASGI application; opens database, hub and sweeper in its lifespan."""

    def __init__(self, settings: RelaySettings) -> None:
        self._settings = settings
        self._limiter = Limiter(settings.requests_per_minute, settings.refusals_per_minute)
        store = Store(settings.dsn, size=settings.pool_size)
        self.parts = Parts(settings, store, Hub(settings.dsn))
        self._sweeper = Sweeper(store, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def open(self) -> None:
        await self.parts.store.open()
        await self.parts.hub.open()
        self._sweeper.open()

    async def close(self) -> None:
        await self._sweeper.close()
        await self.parts.hub.close()
        await self.parts.store.close()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            kind = (await receive())["type"]
            await (self.open() if kind == "lifespan.startup" else self.close())
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = scope["client"][0] if scope["client"] else ""
        try:
            if not self._limiter.admits(address):
                raise Refusal(429, "too-many", **{"Retry-After": "60", "Connection": "close"})
            if scope["method"] == "OPTIONS":
                answer: Response | None = _preflight(scope)
            elif reporting.asked(scope, self._settings):
                answer = reporting.security_txt(self._settings)
            else:
                answer = await self._handle(scope, receive, send)
            if answer is not None:
                await self._send(answer, scope, receive, send)
        except ClientGone:
            return
        except Refusal as refusal:
            if refusal.status == 404:
                self._limiter.refused(address)
            await self._send(refused(refusal), scope, receive, send)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """Size cap, key, signature, freshness, nonce; the handler goes on with quota and body."""
        route, ids = _find(scope)
        cap, idle = route.cap if route else 0, self._settings.idle_body_seconds
        body = Body(scope, receive, cap=cap, idle_seconds=idle)
        known = False
        try:
            caller = await authenticate(scope, self._settings, self.parts.store)
            known = True
            if route is None:
                raise NotHere
            visit = Visit(self.parts, caller, scope, receive, send, body, ids)
            return await route.handler(visit)
        except (psycopg.Error, PoolTimeout) as error:
            # The text of a database error may quote a row; its name never does.
            logger.warning("database: %s", type(error).__name__)
            refusal = Refusal(503, "try-later", **{"Retry-After": "10"})
        except Refusal as raised:
            refusal = raised
        # Read what is left, so that the caller hears the refusal; or hang up if it is too much.
        if not (body.ended or await body.drain(known=known)):
            refusal.headers["Connection"] = "close"
        raise refusal

    async def _send(self, answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
        for name, value in SECURITY_HEADERS.items():
            answer.headers.setdefault(name, value)
        if self._settings.tls:
            answer.headers["Strict-Transport-Security"] = HSTS
        await self._allow_origin(answer, scope)
        await answer(scope, receive, send)

    async def _allow_origin(self, answer: Response, scope: Scope) -> None:
        """Exactly the page origins we know; a key of another practice got a 404 before this."""
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        if len(origins) != 1:
            return
        origin = origins[0].decode("latin-1")
        answer.headers["Vary"] = "Origin"
        if answer.status_code == 429 or len(origin) > 255:
            return  # who asks too often costs no database question
        try:
            known = await self.parts.store.knows_origin(origin)
        except (psycopg.Error, PoolTimeout):
            known = False
        if known:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Expose-Headers"] = "ETag, Date"


def _preflight(scope: Scope) -> Response:
    if header(scope, b"origin") is None:
        raise NotHere
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": "GET, PUT, DELETE",
            "Access-Control-Allow-Headers": f"{HEADER}, Content-Type, If-None-Match",
            "Access-Control-Max-Age": "600",
        },
    )


def _find(scope: Scope) -> tuple[_Route | None, tuple[str, ...]]:
    try:
        path = scope["raw_path"].decode("ascii")
    except UnicodeDecodeError:
        return None, ()
    for route in _ROUTES:
        found = route.path.fullmatch(path)
        if found and route.method == scope["method"]:
            return route, found.groups()
    return None, ()
