"""Sealed intake: whatever arrives is sealed first and looked at afterwards."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.ids import uuid7
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.models import FileState, LabFile
from praxis.gate.guarded import Guarded
from praxis.gate.work import Work
from praxis.patients.changes import exact_hash
from praxis.vault import documents
from praxis.vault.data_keys import create_data_key
from praxis.vault.keys import Kind

LARGEST: Final = documents.DEFAULT_LIMIT
ALREADY_HERE: Final = (
    "Diese Datei wurde schon am {day} eingelesen; es wurde nichts doppelt gespeichert."
)


def place_hash(name: str, size: int, mtime_ns: int, inode: int) -> bytes:
    """Names one file in the watched folder; keyed."""
    return exact_hash("lab-place", f"{name}\0{size}\0{mtime_ns}\0{inode}")


def is_known_place(actor: AnyActor, place: bytes) -> bool:
    """Whether exactly this file was sealed already and only its unlinking was cut off."""
    return gate.count(actor, LabAct.READ, LabFile, spool_hash=place) > 0


def take_in(
    actor: AnyActor,
    pieces: Iterable[bytes],
    *,
    name: str,
    site: UUID,
    source: str,
    place: bytes = b"",
) -> LabFile:
    """Seal a file into intake, durable when this returns; the row says `duplicate` if it is known.

    DiskFull and TooLarge leave nothing behind.
    """
    digest = hashlib.sha256()
    length = [0]

    def watched() -> Iterator[bytes]:
        for piece in pieces:
            digest.update(piece)
            length[0] += len(piece)
            yield piece

    # A new intake owner each time: the bytes are sealed before the row exists, a crash in between
    # leaves an orphan in the store (swept) and the file in the folder.
    row_id = uuid7()
    for state in (FileState.WAITING, FileState.DUPLICATE):
        try:
            with gate.creating(actor, LabAct.TAKE_IN) as work:
                create_data_key(row_id, Kind.INTAKE)
                address = b""
                if state is FileState.WAITING:
                    address = documents.store().put(row_id, watched(), limit=LARGEST).address
                return _row(
                    work, actor, row_id, state, address, digest.digest(), length[0],
                    name, site, source, place,
                )  # fmt: skip
        except IntegrityError as clash:
            if "lab_file_once" not in str(clash):
                raise
            documents.store().delete(address)
    raise AssertionError("a duplicate has no unique hash")


def _row(
    work: Work[Guarded],
    actor: AnyActor,
    row_id: UUID,
    state: FileState,
    address: bytes,
    digest: bytes,
    size: int,
    name: str,
    site: UUID,
    source: str,
    place: bytes,
) -> LabFile:
    hashed = exact_hash("lab-file", digest.hex())
    reason = ""
    if state is FileState.DUPLICATE:
        reason = ALREADY_HERE.format(day=_first_seen(work.actor, hashed))
    return work.add(
        LabFile(
            id=row_id,
            key_owner=row_id,
            site=site,
            source=source,
            state=state,
            name=name[:120],
            laboratory="",
            size=size,
            address=address,
            content_hash=hashed,
            spool_hash=place,
            reason=reason,
            taken_by=actor.id if isinstance(actor, Actor) else None,
            arrived_at=clock.now(),
            done_at=clock.now() if state is FileState.DUPLICATE else None,
        )
    )


def _first_seen(actor: AnyActor | None, hashed: bytes) -> str:
    rows = gate.columns(
        actor, LabAct.READ, LabFile, "arrived_at", content_hash=hashed, order_by=("arrived_at",),
        limit=1,
    )  # fmt: skip
    return clock.berlin_day(rows[0][0]).strftime("%d.%m.%Y") if rows else "früher"
