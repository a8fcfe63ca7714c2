"""What ended for good, kept beside the backups, so that no older backup brings it back to life.

A signed, sealed list of ids: devices that were ended, people who left, workstations that were
withdrawn, patients who were erased. Each new list is a file of its own and holds everything.
"""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from praxis.config import config
from praxis.core import clock
from praxis.core.errors import PraxisError
from praxis.running.backup import opening, tables
from praxis.running.backup.errors import BrokenBackup
from praxis.running.backup.making import Keeper
from praxis.running.backup.manifest import check_signature
from praxis.running.backup.tables import Connection
from praxis.running.backup.target import Target
from praxis.vault import keys
from praxis.vault.client import client
from seal.age.file import Identity
from wire import cbor
from wire.errors import NotCanonical
from wire.signatures import Purpose, signing_base

SUFFIX: Final = ".tombstones.age"
KIND: Final = "praxistresor/tombstones"
LIMIT: Final = 1 << 28
Stones = frozenset[tuple[str, bytes]]

_ENDED: Final = {
    "device": "SELECT id FROM patient_device WHERE revoked_at IS NOT NULL",
    "account": "SELECT id FROM staff_account WHERE left_at IS NOT NULL",
    "workstation": "SELECT id FROM staff_workstation WHERE revoked_at IS NOT NULL",
    "patient": "SELECT id FROM patient WHERE state = 'erased'",
}
# Each ends what a restored database believes to be alive; what ended is left as it is.
_END: Final = {
    "device": ("UPDATE patient_device SET revoked_at = now(), revoked_why = 'practice'"
               " WHERE id = ANY(%s) AND revoked_at IS NULL",),
    "account": ("UPDATE staff_account SET left_at = now() WHERE id = ANY(%s) AND left_at IS NULL",),
    "workstation": ("UPDATE staff_workstation SET revoked_at = now()"
                    " WHERE id = ANY(%s) AND revoked_at IS NULL",),
    "patient": ("DELETE FROM vault_datakey WHERE owner IN"
                " (SELECT key_owner FROM patient WHERE id = ANY(%s))",
                "UPDATE patient SET state = 'erased' WHERE id = ANY(%s) AND state <> 'erased'"),
}  # fmt: skip


def ended(connection: Connection) -> Stones:
    """Everything that ended, as this database knows it."""
    return frozenset(
        (kind, row[0].bytes)
        for kind, query in _ENDED.items()
        for row in connection.execute(query.encode())
    )


def keep(keeper: Keeper, target: Target, now_ended: Stones) -> bool:
    """Write a new list if the newest one lacks something; whether one was written.

    The newest list of this practice is never shortened: what a restored database has forgotten
    stays ended.
    """
    known = newest(target, opening.own_identities(), keeper.public_keys()["backup"])
    if now_ended <= known:
        return False
    whole = sorted(known | now_ended)
    body = cbor.encode({"kind": KIND, "stones": [[kind, raw] for kind, raw in whole]})
    signed = cbor.encode([body, keeper.sign(Purpose.BACKUP, signing_base(Purpose.BACKUP, body))])
    recipients = [*keeper.for_backup()[2], opening.own_recipient()]
    name = f"{clock.now():%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}{SUFFIX}"
    target.add(name, opening.sealed([signed], recipients))
    return True


def newest(target: Target, identities: Sequence[Identity], public_key: bytes) -> Stones:
    """The newest list that opens and that this practice signed; others count for nothing.

    Each list holds everything the earlier ones held.
    """
    for name in reversed(target.names(SUFFIX)):
        try:
            return _read(target, name, identities, public_key)
        except PraxisError:
            continue
    return frozenset()


def _read(target: Target, name: str, identities: Sequence[Identity], key: bytes) -> Stones:
    try:
        signed: Any = cbor.decode(b"".join(opening.opened(target, name, identities)), limit=LIMIT)
        body, signature = bytes(signed[0]), bytes(signed[1])
        check_signature(body, signature, key)
        found: Any = cbor.decode(body, limit=LIMIT)
        if found["kind"] != KIND:
            raise BrokenBackup(detail="not a list of what ended")
        return frozenset((str(kind), bytes(raw)) for kind, raw in found["stones"])
    except (NotCanonical, TypeError, KeyError, IndexError, ValueError) as error:
        raise BrokenBackup(detail=f"{name}: {type(error).__name__}") from None


def apply(connection: Connection, stones: Stones) -> int:
    """End again what a restored database believes to be alive; how many rows that changed."""
    changed = 0
    for kind, statements in _END.items():
        ids = [UUID(bytes=raw) for of, raw in stones if of == kind]
        for statement in statements:
            changed += connection.execute(statement.encode(), [ids]).rowcount if ids else 0
    return changed


def keep_if_changed() -> int:
    """The worker's duty: within a minute what ended stands beside the backups."""
    if not config().backup or not keys.is_open():
        return 0
    with tables.at_one_moment(config().database) as connection:
        now_ended = ended(connection)
    return int(keep(client("worker"), Target(Path(config().backup)), now_ended))
