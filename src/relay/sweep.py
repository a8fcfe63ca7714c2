"""Deletes what is dead: expired envelopes and mailboxes, unfinished uploads, old nonces."""

import asyncio
import logging
from datetime import timedelta

import psycopg
from psycopg import AsyncConnection

from relay.settings import EXPIRED_LIST_SECONDS, RelaySettings
from relay.store import Store

# Any number will do, as long as every process takes the same.
_ONE_AT_A_TIME = 0x52454C41
logger = logging.getLogger(__name__)


async def sweep(dsn: str, settings: RelaySettings) -> int:
    """One pass over all practices; returns the number of envelopes deleted."""
    now = settings.clock()
    report_until = now + timedelta(seconds=EXPIRED_LIST_SECONDS)
    gone = 0
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
        lock = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_ONE_AT_A_TIME,))
        if (await lock.fetchone()) != (True,):
            return 0
        await connection.execute("SELECT relay_forget_nonces(%s)", (now,))
        practices = await (await connection.execute("SELECT relay_practices()")).fetchall()
        for (practice,) in practices:
            await connection.execute("SELECT relay_forget_former(%b, %s)", (practice, now))
            # A thousand at a time keeps every transaction short.
            while True:
                cursor = await connection.execute(
                    "SELECT relay_expire(%b, %s, %s)", (practice, now, report_until)
                )
                row = await cursor.fetchone()
                gone += row[0] if row else 0
                if not row or row[0] < 1000:
                    break
    return gone


class Sweeper:
    """Sweeps at intervals for as long as the relay runs; several processes take turns."""

    def __init__(self, store: Store, settings: RelaySettings) -> None:
        self._dsn = store.dsn
        self._settings = settings
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await sweep(self._dsn, self._settings)
            except psycopg.Error as error:
                logger.warning("sweep failed: %s", type(error).__name__)
            await asyncio.sleep(self._settings.sweep_seconds)
