"""Sealed intake: whatever arrives is sealed first and looked at afterwards."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.ids import uuid7
from praxis.core.words import kept
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.models import FileState, LabFile
from praxis.patients.changes import exact_hash, hash_version
from praxis.vault import documents
from praxis.vault.data_keys import create_data_key, create_first_keys
from praxis.vault.keys import Kind

LARGEST: Final = documents.DEFAULT_LIMIT
ALREADY_HERE: Final = kept(
    "Diese Datei wurde schon am {day} eingelesen; es wurde nichts doppelt gespeichert."
)


@dataclass(frozen=True, slots=True)
class Small:
    """A file of the watched folder that fits into memory beside others."""

    name: str
    content: bytes
    place: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of what it says."""
        return hashlib.sha256(self.content).digest()


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What is known of a file once its bytes lie in the store; without an address: nowhere."""

    id: UUID
    name: str
    place: bytes
    digest: bytes
    size: int
    address: bytes


def place_hash(
    name: str, size: int, mtime_ns: int, inode: int, version: int | None = None
) -> bytes:
    """Names one file in the watched folder; keyed."""
    return exact_hash("lab-place", f"{name}\0{size}\0{mtime_ns}\0{inode}", version)


def known_places(actor: AnyActor, places: Sequence[bytes]) -> set[bytes]:
    """Which of these files were sealed already and only their unlinking was cut off."""
    if not places:
        return set()
    rows = gate.columns(
        actor, LabAct.READ, LabFile, "spool_hash", spool_hash__in=list(places), limit=len(places)
    )
    return {bytes(row[0]) for row in rows}


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
    for state in (FileState.WAITING, FileState.DUPLICATE):
        row_id = uuid7()
        try:
            with gate.creating(actor, LabAct.TAKE_IN) as work:
                create_data_key(row_id, Kind.INTAKE)
                address = b""
                if state is FileState.WAITING:
                    address = documents.store().put(row_id, watched(), limit=LARGEST).address
                sealed = _Sealed(row_id, name, place, digest.digest(), length[0], address)
                return work.add(_row(actor, sealed, site, source, state))
        except IntegrityError as clash:
            if "lab_file_once" not in str(clash):
                raise
            documents.store().delete(address)
    raise AssertionError("a duplicate has no unique hash")


def take_in_small(actor: AnyActor, several: Sequence[Small], *, site: UUID, source: str) -> None:
    """As `take_in` for small files that came together: one transaction, one wait for the disk.

    What is known already, or comes twice among them, is taken in by itself.
    """
    version = hash_version()
    hashed = [exact_hash("lab-file", one.digest.hex(), version) for one in several]
    rows = gate.columns(
        actor, LabAct.READ, LabFile, "content_hash", content_hash__in=hashed, limit=len(hashed)
    )
    here, new, left = {bytes(row[0]) for row in rows}, list[Small](), list[Small]()
    for one, own in zip(several, hashed, strict=True):
        (left if own in here else new).append(one)
        here.add(own)
    if new and not _taken_together(actor, new, site, source):
        left = list(several)
    for one in left:
        take_in(actor, [one.content], name=one.name, site=site, source=source, place=one.place)


def _taken_together(actor: AnyActor, new: Sequence[Small], site: UUID, source: str) -> bool:
    """False if somebody else took one of them in at the same moment; then nothing was kept."""
    ids, stored = [uuid7() for _ in new], list[documents.Stored]()
    try:
        with gate.creating(actor, LabAct.TAKE_IN) as work:
            version = hash_version()
            create_first_keys(ids, Kind.INTAKE)
            contents = [one.content for one in new]
            stored = documents.store().put_many(list(zip(ids, contents, strict=True)))
            work.add_many(
                [
                    _row(
                        actor,
                        _Sealed(own, one.name, one.place, one.digest, put.length, put.address),
                        site,
                        source,
                        FileState.WAITING,
                        version,
                    )
                    for own, one, put in zip(ids, new, stored, strict=True)
                ]
            )
    except IntegrityError as clash:
        if "lab_file_once" not in str(clash):
            raise
        documents.store().delete_many([put.address for put in stored])
        return False
    return True


def _row(
    actor: AnyActor,
    sealed: _Sealed,
    site: UUID,
    source: str,
    state: FileState,
    version: int | None = None,
) -> LabFile:
    hashed = exact_hash("lab-file", sealed.digest.hex(), version)
    is_known = state is FileState.DUPLICATE
    return LabFile(
        id=sealed.id,
        key_owner=sealed.id,
        site=site,
        source=source,
        state=state,
        name=sealed.name[:120],
        laboratory="",
        size=sealed.size,
        address=sealed.address,
        content_hash=hashed,
        spool_hash=sealed.place,
        reason=ALREADY_HERE.format(day=_first_seen(actor, hashed)) if is_known else "",
        taken_by=actor.id if isinstance(actor, Actor) else None,
        arrived_at=clock.now(),
        done_at=clock.now() if is_known else None,
    )


def _first_seen(actor: AnyActor, hashed: bytes) -> str:
    rows = gate.columns(
        actor, LabAct.READ, LabFile, "arrived_at", content_hash=hashed, order_by=("arrived_at",),
        limit=1,
    )  # fmt: skip
    return clock.berlin_day(rows[0][0]).strftime("%d.%m.%Y") if rows else "früher"
