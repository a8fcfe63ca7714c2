"""Wakes whoever waits for a queue, here and in other processes; carries no content."""

import asyncio
import contextlib
import logging

import psycopg
from psycopg import AsyncConnection

from relay.settings import STREAMS_PER_QUEUE

_CHANNEL = "relay"
_BATCH_SECONDS = 0.01
logger = logging.getLogger(__name__)


class Waiter:
    """One waiting request; `closed` ends it (revoked, hung up, or too many others)."""

    __slots__ = ("closed", "event")

    def __init__(self) -> None:
        self.event = asyncio.Event()
        self.closed = False

    def wake(self, *, close: bool = False) -> None:
        self.closed = self.closed or close
        self.event.set()


class Hub:
    """A queue is named by practice id, or practice id and mailbox id, in bytes."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._waiting: dict[bytes, list[Waiter]] = {}
        self._unsent: set[str] = set()
        self._send = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._notify())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for waiters in self._waiting.values():
            for waiter in waiters:
                waiter.wake(close=True)

    def join(self, queue: bytes) -> Waiter:
        """Start waiting; the oldest of too many waiters for one queue is ended."""
        waiters = self._waiting.setdefault(queue, [])
        if len(waiters) >= STREAMS_PER_QUEUE:
            waiters[0].wake(close=True)
        waiter = Waiter()
        waiters.append(waiter)
        return waiter

    def leave(self, queue: bytes, waiter: Waiter) -> None:
        waiters = self._waiting.get(queue, [])
        with contextlib.suppress(ValueError):
            waiters.remove(waiter)
        if not waiters:
            self._waiting.pop(queue, None)

    def arrived(self, queue: bytes) -> None:
        """Something was committed to a queue."""
        self._tell(f"+{queue.hex()}")

    def revoked(self, queue: bytes) -> None:
        """The key of a queue opens nothing any more."""
        self._tell(f"-{queue.hex()}")

    def _tell(self, word: str) -> None:
        self._heard(word)
        self._unsent.add(word)
        self._send.set()

    def _heard(self, word: str) -> None:
        queue = bytes.fromhex(word[1:])
        for waiter in self._waiting.get(queue, ()):
            waiter.wake(close=word[0] == "-")

    async def _listen(self) -> None:
        """Waking is all a notification does, so a lost one costs time and never a letter."""
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                async with await AsyncConnection.connect(self._dsn, autocommit=True) as connection:
                    await connection.execute("LISTEN relay")
                    for waiters in self._waiting.values():
                        for waiter in waiters:
                            waiter.wake()
                    async for heard in connection.notifies():
                        self._heard(heard.payload)
            await asyncio.sleep(1)

    async def _notify(self) -> None:
        # Sent in batches beside the commit of the letter: a NOTIFY inside that transaction would
        # make all commits of the whole database wait for each other's disk write.
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                async with await AsyncConnection.connect(self._dsn, autocommit=True) as connection:
                    while True:
                        await self._send.wait()
                        await asyncio.sleep(_BATCH_SECONDS)
                        self._send.clear()
                        words, self._unsent = list(self._unsent), set()
                        await connection.execute(
                            "SELECT pg_notify(%s, word) FROM unnest(%s::text[]) word",
                            (_CHANNEL, words),
                        )
            await asyncio.sleep(1)
