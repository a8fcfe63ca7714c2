"""Tells a practice or a device that something arrived: the highest number, nothing else."""

import asyncio
import contextlib

from starlette.responses import Response
from starlette.types import Receive

from relay.answers import SECURITY_HEADERS, NotHere, Refusal, header
from relay.desk import Visit, queue_name
from relay.hub import Waiter
from relay.settings import PING_SECONDS
from relay.store import Place
from wire.relay_api import LONG_POLL_SECONDS

_EVENT_STREAM = "text/event-stream"
# Now and then the number is read without being woken, in case a notification was lost.
_PINGS_PER_LOOK = 5


def _event(number: int) -> bytes:
    return f"id: {number}\ndata: {number}\n\n".encode()


async def wait_inbox(visit: Visit) -> Response:
    """Long poll for a practice."""
    return await _wait(visit, visit.inbox())


async def wait_queue(visit: Visit) -> Response:
    """Long poll for a device on its own queue."""
    return await _wait(visit, visit.own_queue())


async def _wait(visit: Visit, place: Place) -> Response:
    after, _ = visit.page()
    hub, queue = visit.parts.hub, queue_name(place)
    waiter = hub.join(queue)
    watch = asyncio.create_task(_watch(visit.receive, waiter))
    number = 0
    try:
        async with asyncio.timeout(LONG_POLL_SECONDS):
            while not waiter.closed:
                waiter.event.clear()
                number = await visit.parts.store.highest(place)
                if number > after:
                    break
                await waiter.event.wait()
    except TimeoutError:
        number = 0
    finally:
        watch.cancel()
        hub.leave(queue, waiter)
    if waiter.closed:
        raise NotHere
    if number <= after:
        return Response(status_code=204)
    return Response(_event(number), media_type=_EVENT_STREAM)


async def stream_inbox(visit: Visit) -> None:
    """Server-sent events for a practice, resumable by Last-Event-ID.

    The stream ends after ten minutes: the practice comes back with a new signature, and one that
    was removed meanwhile does not. A removal ends it at once.
    """
    place = visit.inbox()
    text = header(visit.scope, b"last-event-id") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise Refusal(400, "last-event-id")
    hub, queue = visit.parts.hub, queue_name(place)
    waiter = hub.join(queue)
    watch = asyncio.create_task(_watch(visit.receive, waiter))
    try:
        await _stream(visit, place, waiter, int(text))
    finally:
        watch.cancel()
        hub.leave(queue, waiter)


async def _stream(visit: Visit, place: Place, waiter: Waiter, last: int) -> None:
    headers = {**SECURITY_HEADERS, "Content-Type": _EVENT_STREAM, "X-Accel-Buffering": "no"}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await visit.send({"type": "http.response.start", "status": 200, "headers": raw})
    await _say(visit, b": open\n\n")
    clock = asyncio.get_running_loop().time
    end = clock() + visit.parts.settings.stream_seconds
    pings = 0
    while not waiter.closed:
        if waiter.event.is_set() or pings % _PINGS_PER_LOOK == 0:
            waiter.event.clear()
            number = await visit.parts.store.highest(place)
            if number > last:
                last = number
                await _say(visit, _event(number))
        left = end - clock()
        if left <= 0:
            break
        try:
            async with asyncio.timeout(min(PING_SECONDS, left)):
                await waiter.event.wait()
        except TimeoutError:
            pings += 1
            await _say(visit, b": still here\n\n")
    with contextlib.suppress(OSError):
        await visit.send({"type": "http.response.body", "body": b"", "more_body": False})


async def _say(visit: Visit, text: bytes) -> None:
    await visit.send({"type": "http.response.body", "body": text, "more_body": True})


async def _watch(receive: Receive, waiter: Waiter) -> None:
    """End the wait when the caller hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass
    waiter.wake(close=True)
