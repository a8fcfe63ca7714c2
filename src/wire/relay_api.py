"""The relay's interface: paths, limits, quotas and defaults, one place for both ends."""

from typing import Final

from wire.ids import id_text

VERSION: Final = 1
MEDIA_TYPE: Final = "application/octet-stream"

MAILBOXES: Final = "/v1/mailboxes"
"""POST (practice): create a mailbox; body is a `MailboxOrder`."""
INBOX: Final = "/v1/inbox"
"""GET (practice): list what waits for this practice, `?after=<number>&limit=<n>`."""
EVENTS: Final = "/v1/inbox/events"
"""GET (practice): server-sent events, nothing but `data: <highest number>`."""
WAIT: Final = "/v1/inbox/wait"
"""GET (practice): long poll, `?after=<number>`; one event as in EVENTS, or 204."""
PRACTICE: Final = "/v1/practice"
"""PUT (practice): publish; GET (any registered key): the publishing of that key's practice."""
PRACTICE_KEY: Final = "/v1/practice/key"
"""PUT (practice, with the key it had): go over to the keys of a `KeyChange`, all in one step."""
ANCHORS: Final = "/v1/anchors"
"""POST (practice): add one; GET (practice): a list of records, `?after=<counter>`."""
DEAD_LETTERS: Final = "/v1/expired"
"""GET (practice): ids of envelopes that expired unread, `?after=<number>`."""

MINUTE: Final = 60
DAY: Final = 86_400
MIB: Final = 1 << 20

ENVELOPE_LIFE_SECONDS: Final = 30 * DAY
PURGE_WITHIN_SECONDS: Final = DAY
ANCHOR_LIFE_SECONDS: Final = 3653 * DAY
STREAM_LIFE_SECONDS: Final = 10 * MINUTE
LONG_POLL_SECONDS: Final = 25
LIST_LIMIT: Final = 100

MAILBOX_BYTES: Final = 100 * MIB
MAILBOX_ENVELOPES: Final = 200
PRACTICE_BYTES: Final = 5 * 1024 * MIB
PAIRING_ENVELOPES: Final = 20
PAIRING_ENVELOPE_BYTES: Final = 16 * 1024
PAIRING_LIFE_SECONDS: Final = 14 * DAY
PRACTICE_DOCUMENT_BYTES: Final = 256 * 1024
ANCHOR_BYTES: Final = 64 * 1024
ORDER_BYTES: Final = 1024
TOMBSTONE_BYTES: Final = 48 * 1024


def former_path(bundle: bytes) -> str:
    """GET (any registered key): what that key's practice published with this bundle (its hash)."""
    return f"{PRACTICE}/{bundle.hex()}"


def mailbox_path(mailbox: bytes) -> str:
    """DELETE (practice): close this mailbox and everything in it."""
    return f"{MAILBOXES}/{id_text(mailbox)}"


def queue_path(mailbox: bytes) -> str:
    """GET (that mailbox's device): list its own queue, `?after=<number>&limit=<n>`."""
    return f"{mailbox_path(mailbox)}/envelopes"


def wait_path(mailbox: bytes) -> str:
    """GET (that mailbox's device): long poll on its own queue, `?after=<number>`."""
    return f"{mailbox_path(mailbox)}/wait"


def envelope_path(mailbox: bytes, envelope: bytes) -> str:
    """PUT (practice or device), GET and DELETE = ACK (device, own queue only)."""
    return f"{queue_path(mailbox)}/{id_text(envelope)}"


def mailbox_wait_path(mailbox: bytes) -> str:
    """GET (that mailbox's device): long poll, `?after=<number>`; answers like WAIT."""
    return f"{mailbox_path(mailbox)}/wait"


def inbox_path(envelope: bytes) -> str:
    """GET and DELETE = ACK (practice): one envelope addressed to this practice."""
    return f"{INBOX}/{id_text(envelope)}"
