"""The log as a file: one JSON line per link, and a note at the end that says how it was checked.

Ids and codes only, as in the table. The lines carry what the chain is computed over, so that
anybody can recompute every hash without a key: `digest = SHA-256(canonical || mac)` over the
CBOR of `audit.events`, `hash = link_hash(previous, seq, digest)`. The MACs need the practice.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from praxis.audit.verify import Verdict
from praxis.core import clock

VERSION: Final = 1
_BATCH: Final = 2000
_ROWS: Final = (
    "SELECT c.seq, c.previous, c.hash, c.chained_at, e.* FROM audit_chain c"
    " JOIN audit_event e ON e.n = c.event_id ORDER BY c.seq"
)


def lines(connection: psycopg.Connection[Any], verdict: Verdict) -> Iterator[bytes]:
    """The file line by line, in constant memory; the last line seals the ones before it."""
    running, links = hashlib.sha256(), 0
    head = _line({"kind": "praxistresor/audit-export", "version": VERSION, "at": clock.now()})
    running.update(head)
    yield head
    with connection.transaction(), connection.cursor("audit_export", row_factory=dict_row) as rows:
        rows.itersize = _BATCH
        rows.execute(_ROWS)
        for row in rows:
            line = _line(row)
            running.update(line)
            links += 1
            yield line
    yield _line(
        {
            "kind": "praxistresor/audit-note",
            "links": links,
            "sha256": running.hexdigest(),
            "checked": verdict.checked,
            "head_seq": verdict.head.seq,
            "head_hash": verdict.head.hash,
            "sound": verdict.sound,
            "bad_seq": verdict.bad_seq,
            "late": verdict.late,
            "reason": verdict.reason,
        }
    )


def _line(row: dict[str, Any]) -> bytes:
    plain = {name: _plain(value) for name, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    match value:
        case bytes() | memoryview():
            return bytes(value).hex()
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
        case list():
            return [_plain(one) for one in value]
    return value
