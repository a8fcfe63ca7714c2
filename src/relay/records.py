"""Rows about a practice that are not envelopes: mailboxes, what it publishes, anchors, expiries."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import errors

from relay.store import Store
from wire.ids import EnvelopeId, MailboxId, key_id
from wire.orders import MailboxOrder, Use, Waiting


@dataclass(frozen=True)
class Published:
    """The body as it was PUT, its SHA-256, and the anchor key named in the bundle."""

    body: bytes
    digest: bytes
    anchor_key: bytes


async def open_mailbox(
    store: Store, practice: bytes, order: MailboxOrder, key: bytes, expires: datetime | None
) -> bool:
    """True if it is there now as ordered; False if the id or the key is taken."""
    wanted = (order.use is Use.PAIRING, key, order.max_bytes, order.max_envelopes)
    try:
        async with store.acting(practice) as connection:
            await connection.execute(
                "INSERT INTO mailbox (practice, mailbox, expires, pairing, key_id, max_bytes,"
                " max_envelopes) VALUES (%b, %b, %s, %s, %b, %s, %s)",
                (practice, order.mailbox, expires, *wanted),
            )
            await connection.execute(
                "INSERT INTO principal VALUES (%b, %b, %b, %b)",
                (key, practice, order.mailbox, order.relay_key),
            )
    except errors.UniqueViolation:
        async with store.acting(practice) as connection:
            cursor = await connection.execute(
                "SELECT pairing, key_id, max_bytes, max_envelopes FROM mailbox"
                " WHERE practice = %b AND mailbox = %b",
                (practice, order.mailbox),
                binary=True,
            )
            return await cursor.fetchone() == wanted
    return True


async def close_mailbox(store: Store, practice: bytes, mailbox: bytes) -> bool:
    """Delete it with everything in it."""
    return bool(await store.verb("SELECT relay_close(%b, %b)", practice, mailbox))


async def publish(store: Store, practice: bytes, thing: Published) -> None:
    """Replace what the practice tells everybody."""
    async with store.acting(practice) as connection:
        await connection.execute(
            "INSERT INTO publishing VALUES (%b, %b, %b, %b) ON CONFLICT (practice) DO UPDATE"
            " SET body = excluded.body, digest = excluded.digest,"
            " anchor_key = excluded.anchor_key",
            (practice, thing.body, thing.digest, thing.anchor_key),
        )


async def published(store: Store, practice: bytes) -> Published | None:
    """What the practice tells everybody; None before it said anything."""
    async with store.acting(practice) as connection:
        cursor = await connection.execute(
            "SELECT body, digest, anchor_key FROM publishing WHERE practice = %b",
            (practice,),
            binary=True,
        )
        row = await cursor.fetchone()
    return Published(*row) if row else None


async def change_key(
    store: Store,
    practice: bytes,
    old_key: bytes,
    new_public: bytes,
    known: Published,
    pinned: bytes,
    new: Published,
    until: datetime,
) -> bool:
    """Key, publishing and anchor key in one step; False if `known` is not what is published.

    UniqueViolation if somebody has the new key already. What was published stays until `until`.
    """
    values = (practice, old_key, key_id(new_public), new_public, pinned, known.digest)
    moved = await store.verb(
        "SELECT relay_change_key(%b, %b, %b, %b, %b, %b, %b, %b, %b, %s)",
        *values,
        *(new.body, new.digest, new.anchor_key, until),
    )
    return bool(moved)


async def count_former(store: Store, practice: bytes, now: datetime) -> int:
    """How many earlier publishings of a practice sheets may still name."""
    async with store.acting(practice) as connection:
        cursor = await connection.execute(
            "SELECT count(*) FROM former WHERE practice = %b AND forget > %s", (practice, now)
        )
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def former(store: Store, practice: bytes, bundle: bytes, now: datetime) -> bytes | None:
    """What a practice published with an earlier bundle, while sheets name it."""
    async with store.acting(practice) as connection:
        cursor = await connection.execute(
            "SELECT body FROM former WHERE practice = %b AND bundle = %b AND forget > %s",
            (practice, bundle, now),
            binary=True,
        )
        row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def add_anchor(
    store: Store, practice: bytes, counter: int, record: bytes, keep_until: datetime
) -> bool:
    """Append one; the same bytes again are fine, any other counter must be above the highest."""
    try:
        async with store.acting(practice) as connection:
            cursor = await connection.execute(
                "INSERT INTO anchor SELECT %b, %s::bigint, %b, %s WHERE %s::bigint >"
                " (SELECT coalesce(max(counter), 0) FROM anchor WHERE practice = %b)",
                (practice, counter, record, keep_until, counter, practice),
            )
            if cursor.rowcount == 1:
                return True
            cursor = await connection.execute(
                "SELECT 1 FROM anchor WHERE practice = %b AND counter = %s AND record = %b",
                (practice, counter, record),
            )
            return await cursor.fetchone() is not None
    except errors.UniqueViolation:
        return False


async def anchors(store: Store, practice: bytes, after: int, limit: int) -> list[bytes]:
    """The records after a counter, oldest first."""
    async with store.acting(practice) as connection:
        cursor = await connection.execute(
            "SELECT record FROM anchor WHERE practice = %b AND counter > %s"
            " ORDER BY counter LIMIT %s",
            (practice, after, limit),
            binary=True,
        )
        return [bytes(row[0]) for row in await cursor.fetchall()]


async def expired(store: Store, practice: bytes, after: int, limit: int) -> tuple[Waiting, ...]:
    """Envelopes that nobody fetched in time."""
    async with store.acting(practice) as connection:
        cursor = await connection.execute(
            "SELECT number, envelope, mailbox, length FROM expired WHERE practice = %b"
            " AND number > %s ORDER BY number LIMIT %s",
            (practice, after, limit),
            binary=True,
        )
        return tuple(
            Waiting(number, EnvelopeId(envelope), MailboxId(mailbox), length)
            for number, envelope, mailbox, length in await cursor.fetchall()
        )
