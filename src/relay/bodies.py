"""Reads a request body with a cap and a time limit, hashing it on the way."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

from starlette.types import Receive, Scope

from relay.answers import ClientGone, Refusal, header

_SLOWEST_BYTES_PER_SECOND = 32 * 1024
_DRAIN_BYTES = 64 * 1024


class Body:
    """A body of declared length, at most `cap` bytes; 411, 413 and 408 are refusals."""

    def __init__(self, scope: Scope, receive: Receive, *, cap: int, idle_seconds: float) -> None:
        self._receive = receive
        self._idle = idle_seconds
        self._hash = hashlib.sha256()
        self._got = 0
        self.length = _declared(scope)
        self.ended = self.length == 0
        if self.length > cap:
            raise Refusal(413, "too-large", Connection="close")

    async def blocks(self) -> AsyncIterator[bytes]:
        """The bytes as they come; ends after exactly the declared length."""
        deadline = asyncio.timeout(self._idle * 2 + self.length / _SLOWEST_BYTES_PER_SECOND)
        try:
            async with deadline:
                while not self.ended:
                    async with asyncio.timeout(self._idle):
                        message = await self._receive()
                    if message["type"] != "http.request":
                        raise ClientGone
                    block = message.get("body", b"")
                    self._got += len(block)
                    self.ended = not message.get("more_body", False)
                    if self._got > self.length:
                        raise Refusal(413, "too-large")
                    self._hash.update(block)
                    if block:
                        yield block
        except TimeoutError:
            raise Refusal(408, "too-slow", Connection="close") from None
        if self._got != self.length:
            raise ClientGone

    async def whole(self) -> bytes:
        """All of it at once; only for small caps."""
        return b"".join([block async for block in self.blocks()])

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was read so far."""
        return self._hash.digest()

    async def drain(self, *, known: bool) -> bool:
        """Read the rest so that the refusal reaches the caller; False: hang up instead."""
        if not known and self.length > _DRAIN_BYTES:
            return False
        try:
            async for _ in self.blocks():
                pass
        except (Refusal, ClientGone):
            return False
        return True


def _declared(scope: Scope) -> int:
    if header(scope, b"transfer-encoding") is not None:
        raise Refusal(411, "length-required", Connection="close")
    text = header(scope, b"content-length") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise Refusal(400, "length", Connection="close")
    return int(text)
