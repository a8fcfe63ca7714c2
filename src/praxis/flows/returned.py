"""What a return to an earlier state does to everything outside: one transaction, ids only.

Sessions, open sheets and waiting letters end; every phone is due the first letter of a new epoch;
the outside is switched off until the owner has looked (decisions.md, 3; H-18, K-03).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg

from praxis.audit import writer
from praxis.audit.events import Event, Outcome
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.core.ids import uuid7
from wire.ids import new_id

Connection = psycopg.Connection[Any]

ACTOR: Final = SystemActor("restore")
ACT: Final = "system:restore"

_ENDS: Final = {
    "sessions": "UPDATE staff_session SET ended_at = %(now)s, ended_why = 'restored'"
    " WHERE ended_at IS NULL",
    "logins": "DELETE FROM staff_loginstep",
    "challenges": "DELETE FROM staff_challenge",
    # The next housekeeping empties their keys and closes their mailboxes, as at any sheet's end.
    "invites": "UPDATE patient_invite SET expires_at = %(now)s"
    " WHERE state = 'open' AND expires_at > %(now)s",
    # They stand in the old epoch's order; what they carried is sent anew in the new one.
    "letters": "UPDATE post_outbox SET state = 'failed', problem = 'restored', noted_at = %(now)s,"
    " done_at = %(now)s, content = '' WHERE state = 'waiting' AND what = 'put'",
    "epoch": "UPDATE post_identity SET epoch = %(epoch)s WHERE replaced_at IS NULL",
    # Restored twice before anybody was told: a phone knows only the epoch it was told last.
    "devices": "UPDATE patient_device SET lost_sent = CASE WHEN lost_epoch IS NULL"
    " THEN out_sequence ELSE lost_sent END, lost_epoch = coalesce(lost_epoch, out_epoch),"
    " lost_at = %(now)s, out_epoch = %(epoch)s, out_sequence = 0, out_hash = %(none)s"
    " WHERE revoked_at IS NULL",
    "switch": "UPDATE post_state SET off_since = %(now)s, off_by = NULL WHERE one = 1",
}


@dataclass(frozen=True, slots=True)
class Found:
    """How the return was noticed, which state it is, and what was applied to it before."""

    by: str
    backup: str = ""
    state_of: datetime | None = None
    tombstones: int = 0
    missing: int = 0


def close_outside(connection: Connection, found: Found) -> UUID:
    """Do it all in the caller's transaction; the id of the row that waits for the owner."""
    now, row = clock.now(), uuid7()
    said: dict[str, Any] = {"now": now, "epoch": new_id(), "none": bytes(32)}
    ended = {name: connection.execute(sql.encode(), said).rowcount for name, sql in _ENDS.items()}
    head = connection.execute("SELECT coalesce(max(seq), 0) FROM audit_chain").fetchone()
    connection.execute(
        "INSERT INTO vault_restoration (id, at, found_by, backup, state_of, sequence,"
        " anchor_counter, sessions, invites, devices, tombstones, missing)"
        " VALUES (%s, %s, %s, %s, %s, %s, 0, %s, %s, %s, %s, %s)",
        [
            row, now, found.by, found.backup, found.state_of, head[0] if head else 0,
            ended["sessions"], ended["invites"], ended["devices"], found.tombstones, found.missing,
        ],
    )  # fmt: skip
    event = Event.by(ACTOR, ACT, Outcome.ALLOWED, reason=found.by, subjects=(row,))
    writer.write_on(connection, [event])
    return row
