"""Makes one backup: tables of one moment, documents not carried before, the wrapped keys, a list.

The manifest is written last: a backup exists once its manifest does.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from praxis.core import clock
from praxis.core.errors import PraxisError, Unavailable
from praxis.core.words import marked
from praxis.running.backup import frames, opening, tables
from praxis.running.backup.documents import Carried, named_by_rows
from praxis.running.backup.errors import BrokenBackup, NobodyCouldOpen, TargetInside
from praxis.running.backup.manifest import Manifest, Pack
from praxis.running.backup.tables import Connection
from praxis.running.backup.target import MANIFEST, Target
from wire.signatures import Purpose

_TRIES: Final = 3


class Moved(Unavailable):
    """A document went to another address while it was to be carried: begin again."""

    message = marked(
        "Während der Sicherung wurden Schlüssel gewechselt. Bitte noch einmal sichern."
    )


class Keeper(Protocol):
    """What a backup asks of the keeper (`vault.client.Client`)."""

    def for_backup(self) -> tuple[bytes, Any, list[str]]:
        """The vault's id, its wrapped files, the recipients."""
        ...

    def sign(self, purpose: Purpose, base: bytes) -> bytes:
        """A signature made inside the keeper."""
        ...

    def public_keys(self) -> Any:
        """The practice's public signing keys."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: the database, the folder of sealed documents, and who has the keys."""

    database: str
    documents: Path
    keeper: Keeper


def make(source: Source, target: Target) -> Manifest:
    """A new backup beside the earlier ones.

    TargetAway, NobodyCouldOpen, TargetInside. Documents carried by an earlier backup that still
    opens are not carried again.
    """
    if target.folder.resolve().is_relative_to(source.documents.parent.resolve()):
        raise TargetInside
    for left in reversed(range(_TRIES)):
        try:
            return _make(source, target)
        except Moved:
            if not left:
                raise
    raise Moved


def _make(source: Source, target: Target) -> Manifest:
    now = clock.now()
    name = f"{now:%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}"
    earlier = _earlier_packs(source.keeper, target)
    with tables.at_one_moment(source.database) as connection:
        vault, files, recipients = source.keeper.for_backup()
        if not recipients:
            raise NobodyCouldOpen
        recipients = [*recipients, opening.own_recipient()]
        named = named_by_rows(connection)
        packs, missing = _carry(source, target, name, recipients, named, earlier)
        dump = tables.Dump(connection)
        tables_file = target.add(
            f"{name}.tables.age", opening.sealed(frames.write(dump.contents()), recipients)
        )
        heads = [({"file": file}, [data]) for file, data in sorted(files.items())]
        keys_file = target.add(
            f"{name}.keys.age", opening.sealed(frames.write(heads), recipients)
        )  # fmt: skip
        manifest = Manifest(
            name=name, made_at=int(now.timestamp()), vault=vault,
            migrations=tables.migrations(connection), tables_file=tables_file,
            keys_file=keys_file, tables=tuple(dump.tables), packs=packs, documents=len(named),
            missing=len(missing), audit=_audit_head(connection), epoch=_epoch(connection),
        )  # fmt: skip
    signed = manifest.signed(lambda base: source.keeper.sign(Purpose.BACKUP, base))
    target.add(name + MANIFEST, opening.sealed([signed], recipients))
    return manifest


def _carry(
    source: Source, target: Target, name: str, recipients: Sequence[str],
    named: set[bytes], earlier: Sequence[Pack],
) -> tuple[tuple[Pack, ...], set[bytes]]:  # fmt: skip
    """The packs this backup needs: earlier ones that hold something of it, and one of its own."""
    known = set().union(*(pack.addresses for pack in earlier))
    kept = [pack for pack in earlier if pack.addresses & named]
    if not named - known:
        return tuple(kept), set()
    carried = Carried(source.documents, named - known)
    file = target.add(
        f"{name}.documents.age", opening.sealed(frames.write(carried.contents()), recipients)
    )
    if carried.missing:
        with tables.at_one_moment(source.database) as later:
            if not carried.missing <= named_by_rows(later):
                raise Moved
    return (*kept, Pack(file, frozenset(carried.packed))), carried.missing


def _earlier_packs(keeper: Keeper, target: Target) -> tuple[Pack, ...]:
    """The packs of the newest backup that opens and is ours, and whose files are still there."""
    identities, key = opening.own_identities(), keeper.public_keys()["backup"]
    for name in reversed(target.names()):
        try:
            opened = opening.open_backup(target, name.removesuffix(MANIFEST), identities)
            opened.check_signature(key)
            return tuple(pack for pack in opened.manifest.packs if _there(target, pack))
        except PraxisError:
            # Damaged or somebody else's: nothing is built on it.
            continue
    return ()


def _there(target: Target, pack: Pack) -> bool:
    try:
        with target.open(pack.file.name) as file:
            return file.seek(0, 2) == pack.file.length
    except BrokenBackup:
        return False


def _audit_head(connection: Connection) -> tuple[int, bytes]:
    found = connection.execute(
        "SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return (int(found[0]), bytes(found[1])) if found else (0, b"")


def _epoch(connection: Connection) -> bytes:
    found = connection.execute(
        "SELECT epoch FROM post_identity WHERE replaced_at IS NULL"
    ).fetchone()
    return bytes(found[0]) if found else b""
