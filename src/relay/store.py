"""The relay's questions to PostgreSQL; every one says for which practice it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg import AsyncConnection, errors
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from wire.ids import EnvelopeId, MailboxId
from wire.orders import Waiting


@dataclass(frozen=True)
class Principal:
    """Whom a key belongs to; `mailbox` is None for the practice itself."""

    practice: bytes
    mailbox: bytes | None
    public_key: bytes
    origin_ok: bool


@dataclass(frozen=True)
class Place:
    """Where an envelope lies: `up` is the practice's inbox, else a mailbox's own queue."""

    practice: bytes
    mailbox: bytes | None
    up: bool


@dataclass(frozen=True)
class Incoming:
    """An envelope about to be stored."""

    place: Place
    envelope: bytes
    length: int
    digest: bytes
    expires: datetime


class Store:
    """A pool of connections as the role `app`; open it before use."""

    def __init__(self, dsn: str, *, size: int) -> None:
        self.dsn = dsn
        self._pool = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=size,
            open=False,
            timeout=4,
            kwargs={"autocommit": True, "prepare_threshold": 1},
        )

    async def open(self) -> None:
        await self._pool.open(wait=True)

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def acting(self, practice: bytes) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """A transaction that sees this practice's rows and no others."""
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT relay_act_for(%b)", (practice,))
            yield connection

    async def _one(self, query: LiteralString, values: tuple[object, ...]) -> TupleRow | None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(query, values, binary=True)
            return await cursor.fetchone()

    async def verb(self, query: LiteralString, *values: object) -> object:
        row = await self._one(query, values)
        return row[0] if row else None

    # -- who --------------------------------------------------------------------------------

    async def identify(self, key: bytes, origin: str | None, now: datetime) -> Principal | None:
        """Whose key this is; None for an unknown key or an expired mailbox."""
        row = await self._one("SELECT * FROM relay_identify(%b, %s, %s)", (key, origin, now))
        return Principal(*row) if row else None

    async def first_use(self, practice: bytes, key: bytes, nonce: bytes, until: datetime) -> bool:
        """True exactly once per key and nonce."""
        return bool(
            await self.verb("SELECT relay_first_use(%b, %b, %b, %s)", practice, key, nonce, until)
        )

    async def knows_origin(self, origin: str) -> bool:
        """Whether some practice's page lives at this origin."""
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('relay.origin', %s, true)", (origin,))
            cursor = await connection.execute(
                "SELECT 1 FROM practice WHERE page_origin = %s", (origin,)
            )
            return await cursor.fetchone() is not None

    # -- envelopes --------------------------------------------------------------------------

    async def room(self, place: Place, length: int, now: datetime) -> str:
        """absent, full, pairing or room."""
        return str(
            await self.verb(
                "SELECT relay_room(%b, %b, %s, %s::int, %s)",
                *(place.practice, place.mailbox, place.up, length, now),
            )
        )

    async def put(
        self, new: Incoming, now: datetime, body: bytes | None, upload: bytes | None = None
    ) -> str:
        """stored, begun, same, differs, full or absent; without a body only room is made."""
        values = (
            *(new.place.practice, new.place.mailbox, new.place.up, new.envelope),
            *(new.length, new.digest, now, new.expires, body, upload),
        )
        try:
            return str(
                await self.verb(
                    "SELECT relay_put(%b, %b, %s, %b, %s::int, %b, %s, %s, %b, %b)", *values
                )
            )
        except errors.UniqueViolation:
            return "differs"  # the id was taken by another mailbox in this very moment

    async def repeats(self, new: Incoming) -> bool:
        """Whether these very bytes are here already, in full or in part."""
        async with self.acting(new.place.practice) as connection:
            cursor = await connection.execute(
                "SELECT 1 FROM envelope WHERE practice = %b AND envelope = %b AND digest = %b"
                " AND mailbox = %b AND up = %s",
                (new.place.practice, new.envelope, new.digest, new.place.mailbox, new.place.up),
            )
            return await cursor.fetchone() is not None

    async def put_part(self, new: Incoming, upload: bytes, part: int, body: bytes) -> None:
        """One part of a begun envelope; the final commit makes all of them durable."""
        async with self.acting(new.place.practice) as connection:
            await connection.execute("SET LOCAL synchronous_commit TO off")
            await connection.execute(
                "INSERT INTO part VALUES (%b, %b, %b, %s, %b)",
                (new.place.practice, new.envelope, upload, part, body),
            )

    async def finish(self, new: Incoming, upload: bytes) -> bool:
        """Make a begun envelope visible; False if another upload took its place."""
        return bool(
            await self.verb(
                "SELECT relay_finish(%b, %b, %b, %s)",
                *(new.place.practice, new.envelope, upload, new.expires),
            )
        )

    async def drop(self, place: Place, envelope: bytes, upload: bytes | None = None) -> bool:
        """Delete an envelope; with `upload` only if it is still that unfinished one."""
        return bool(
            await self.verb(
                "SELECT relay_drop(%b, %b, %s, %b, %b)",
                *(place.practice, place.mailbox, place.up, envelope, upload),
            )
        )

    async def listing(
        self, place: Place, after: int, limit: int, now: datetime
    ) -> tuple[Waiting, ...]:
        """What waits there after a number, oldest first."""
        async with self.acting(place.practice) as connection:
            cursor = await connection.execute(
                "SELECT number, envelope, mailbox, length FROM envelope WHERE practice = %b"
                " AND up = %s AND (%b::bytea IS NULL OR mailbox = %b) AND number > %s"
                " AND expires > %s ORDER BY number LIMIT %s",
                (place.practice, place.up, place.mailbox, place.mailbox, after, now, limit),
                binary=True,
            )
            return tuple(
                Waiting(n, EnvelopeId(e), MailboxId(m), size)
                for n, e, m, size in await cursor.fetchall()
            )

    async def highest(self, place: Place) -> int:
        """The number given last in a queue, whether or not it still waits."""
        async with self.acting(place.practice) as connection:
            if place.mailbox is None:
                cursor = await connection.execute(
                    "SELECT inbox_last FROM practice WHERE practice = %b", (place.practice,)
                )
            else:
                cursor = await connection.execute(
                    "SELECT last FROM mailbox WHERE practice = %b AND mailbox = %b",
                    (place.practice, place.mailbox),
                )
            row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def found(
        self, place: Place, envelope: bytes, now: datetime
    ) -> tuple[int, bytes | None, bytes | None] | None:
        """Length, body (None: in parts) and upload of a waiting envelope."""
        async with self.acting(place.practice) as connection:
            cursor = await connection.execute(
                "SELECT length, body, upload FROM envelope WHERE practice = %b AND envelope = %b"
                " AND up = %s AND (%b::bytea IS NULL OR mailbox = %b)"
                " AND number IS NOT NULL AND expires > %s",
                (place.practice, envelope, place.up, place.mailbox, place.mailbox, now),
                binary=True,
            )
            return await cursor.fetchone()

    async def part(self, practice: bytes, envelope: bytes, upload: bytes, part: int) -> bytes:
        """One part; empty if it is gone."""
        async with self.acting(practice) as connection:
            cursor = await connection.execute(
                "SELECT body FROM part WHERE practice = %b AND envelope = %b AND upload = %b"
                " AND part = %s",
                (practice, envelope, upload, part),
                binary=True,
            )
            row = await cursor.fetchone()
        return bytes(row[0]) if row else b""
