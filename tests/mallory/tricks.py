"""What Mallory can do to a reply; each is a `Trick` or makes one."""

import dataclasses
import itertools
import re
import secrets
import time
from collections.abc import Callable

from mallory.relay import MalloryRelay, Reply, Seen, Trick, slow
from wire import relay_api as api
from wire.cbor import Value, decode, encode
from wire.errors import WireError
from wire.ids import EnvelopeId, MailboxId
from wire.orders import Listing, Waiting, pack, parse_listing

_FRAME = re.compile(r"/v1/(inbox|mailboxes/[0-9a-f]{32}/envelopes)/[0-9a-f]{32}")


def _listings(change: Callable[[tuple[Waiting, ...]], tuple[Waiting, ...]]) -> Trick:
    def trick(_: Seen, reply: Reply) -> Reply:
        if reply.status != 200 or not isinstance(reply.body, bytes):
            return reply
        try:
            waiting = parse_listing(reply.body).waiting
        except WireError:
            return reply
        return dataclasses.replace(reply, body=pack(Listing(1, change(waiting))))

    return trick


def _frames(change: Callable[[bytes], bytes]) -> Trick:
    def trick(seen: Seen, reply: Reply) -> Reply:
        is_frame = seen.method == "GET" and _FRAME.fullmatch(seen.path)
        if not is_frame or reply.status != 200 or not isinstance(reply.body, bytes):
            return reply
        return dataclasses.replace(reply, body=change(reply.body))

    return trick


# -- listings: drop, reorder, duplicate, huge numbers ------------------------------------------

drop_all: Trick = _listings(lambda _: ())
"""Nothing ever arrived."""
drop_first: Trick = _listings(lambda waiting: waiting[1:])
"""The oldest letter is kept back."""
duplicate: Trick = _listings(lambda waiting: tuple(w for w in waiting for _ in "ab"))
"""Every letter is listed twice."""


def _reversed(waiting: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    numbers = [w.number for w in waiting]
    turned = reversed(waiting)
    return tuple(dataclasses.replace(w, number=n) for w, n in zip(turned, numbers, strict=True))


reorder: Trick = _listings(_reversed)
"""The newest letter comes first, under the oldest number."""
huge_numbers: Trick = _listings(
    lambda waiting: tuple(
        dataclasses.replace(w, number=2**53 - 1, length=2**53 - 1) for w in waiting
    )
)
"""Numbers and lengths at the end of what can be written."""
invent: Trick = _listings(
    lambda waiting: (
        *waiting[:99],
        Waiting(2**40, EnvelopeId(secrets.token_bytes(16)), MailboxId(bytes(16)), 4096),
    )
)
"""A letter that nobody sent."""


# -- frames: flipped, cut, lengthened, plain, old version --------------------------------------


def flip(at: int) -> Trick:
    """One bit of the byte at this place (negative: from the end) is turned."""

    def change(frame: bytes) -> bytes:
        spot = at % len(frame)
        return frame[:spot] + bytes([frame[spot] ^ 1]) + frame[spot + 1 :]

    return _frames(change)


def truncate(most: int) -> Trick:
    """Every frame ends after this many bytes."""
    return _frames(lambda frame: frame[:most])


extend: Trick = _frames(lambda frame: frame + bytes(4096))
"""Bytes after the end."""
old_version: Trick = _frames(lambda frame: b"\x00" + frame[1:])
"""A version before the first."""
new_version: Trick = _frames(lambda frame: b"\x02" + frame[1:])
"""A version that does not exist yet."""
plain_text: Trick = _frames(lambda _: b"Guten Tag, hier ist Ihr Befund.")
"""Unsealed."""
markup: Trick = _frames(lambda _: b"<script>alert(1)</script>")
"""Something a careless page would run."""
empty: Trick = _frames(lambda _: b"")
"""Nothing at all."""


def swap_frames(mallory: MalloryRelay) -> Trick:
    """Each GET brings another letter of Mallory's history than the one asked for."""

    def trick(seen: Seen, reply: Reply) -> Reply:
        others = [x.frame for x in mallory.history if x.frame != reply.body]
        return _frames(lambda frame: others[0] if others else frame)(seen, reply)

    return trick


def replay(mallory: MalloryRelay) -> Trick:
    """Letters that were acknowledged come back at every listing, under new numbers."""

    def trick(seen: Seen, reply: Reply) -> Reply:
        up = seen.path == api.INBOX
        if up or seen.path.endswith("/envelopes"):
            fresh = itertools.count(max((x.number for x in mallory.history), default=0) + 1)
            old = [dataclasses.replace(x.waiting(), number=next(fresh)) for x in mallory.history]
            return dataclasses.replace(reply, body=pack(Listing(1, tuple(old[:100]))))
        if reply.status == 404 and seen.method == "GET" and _FRAME.fullmatch(seen.path):
            name = bytes.fromhex(seen.path[-32:])
            for letter in mallory.history:
                if letter.envelope == name:
                    return Reply(200, letter.frame)
        return reply

    return trick


def roll_back(mallory: MalloryRelay) -> Trick:
    """Freeze what is stored now, and answer from that state whatever comes later."""
    inbox = tuple(mallory.inbox)
    queues = {mailbox: tuple(letters) for mailbox, letters in mallory.queues.items()}
    publishing = mallory.publishing

    def trick(_: Seen, reply: Reply) -> Reply:
        mallory.inbox[:] = inbox
        mallory.queues.update({mailbox: list(letters) for mailbox, letters in queues.items()})
        mallory.publishing = publishing
        return reply

    return trick


def mix_mailboxes(mallory: MalloryRelay, one: bytes, other: bytes) -> None:
    """Exchange what waits in two mailboxes, once."""
    left, right = mallory.queues.get(one, []), mallory.queues.get(other, [])
    mallory.queues[one], mallory.queues[other] = right, left


# -- every reply -------------------------------------------------------------------------------


def swap_keys(bundle: bytes) -> Trick:
    """The practice's published key bundle is replaced by another."""

    def trick(seen: Seen, reply: Reply) -> Reply:
        if seen.method != "GET" or seen.path != api.PRACTICE or not isinstance(reply.body, bytes):
            return reply
        published = decode(reply.body)
        if not isinstance(published, dict):
            return reply
        changed: dict[str, Value] = {**published, "bundle": bundle}
        return dataclasses.replace(reply, body=encode(changed))

    return trick


def redirect(to: str, status: int = 307) -> Trick:
    """Every request is sent elsewhere."""
    return lambda _seen, _reply: Reply(status, b"", {"Location": to})


def say(status: int, body: bytes = b"", **headers: str) -> Trick:
    """Every request gets this answer."""
    return lambda _seen, _reply: Reply(status, body, headers)


def delay(seconds: float) -> Trick:
    """Every answer comes late."""

    def trick(_: Seen, reply: Reply) -> Reply:
        time.sleep(seconds)
        return reply

    return trick


def endless(_: Seen, __: Reply) -> Reply:
    """A body that never ends; the reader has to stop by itself."""
    return Reply(200, itertools.repeat(bytes(65_536)))


def drip(_: Seen, __: Reply) -> Reply:
    """A body that comes one byte a second, for ever."""
    return Reply(200, slow(itertools.repeat(b"\xa0"), 1.0))


def commands(_: Seen, reply: Reply) -> Reply:
    """Headers and fields that ask the other side to do something (H-05, H-20, H-22)."""
    asked = {
        "X-Command": "shutdown",
        "X-Accel-Redirect": "/etc/passwd",
        "Refresh": "0;url=http://127.0.0.1/",
        "Content-Encoding": "identity",
        "X-Encrypt": "false",
        "Set-Cookie": "a=b",
    }
    return dataclasses.replace(reply, headers={**reply.headers, **asked})


def bombs(_: Seen, __: Reply) -> Reply:
    """Depth, numbers and lengths that a careless parser would believe (M-03)."""
    deep = b"\x81" * 100_000 + b"\x00"
    return Reply(200, secrets.choice([deep, b"\x9b" + b"\xff" * 8, b"\x5b" + b"\xff" * 8]))


EVERY: dict[str, Trick] = {
    "drop_all": drop_all,
    "drop_first": drop_first,
    "duplicate": duplicate,
    "reorder": reorder,
    "huge_numbers": huge_numbers,
    "invent": invent,
    "flip_first": flip(0),
    "flip_header": flip(20),
    "flip_last": flip(-1),
    "truncate": truncate(4000),
    "extend": extend,
    "old_version": old_version,
    "new_version": new_version,
    "plain_text": plain_text,
    "markup": markup,
    "empty": empty,
    "redirect": redirect("http://127.0.0.1:9/"),
    "error": say(500, b"x"),
    "html": say(200, b"<html>", **{"Content-Type": "text/html"}),
    "commands": commands,
    "bombs": bombs,
    "endless": endless,
}
"""All that need no argument, for parametrised tests: none may disclose, execute or lose."""
