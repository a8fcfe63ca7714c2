"""One decision as a value, and the bytes its MAC and its digest are computed over."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from praxis.core import clock
from praxis.core.actors import Actor, AnyActor, PatientActor, SystemActor
from praxis.core.ids import uuid7
from wire import cbor

_LABEL: Final = "praxistresor/1/audit-event"
_ROWS: Final = "praxistresor/1/audit-rows"
# A list page shows at most a few hundred rows; more ids in one event would be a way to flood it.
MOST_IDS: Final = 1000


class Outcome(StrEnum):
    """What the decision was."""

    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the log before it is written. Ids and codes only.

    `reason` is a code of at most 40 characters; a free text stands in a sealed row that `note`
    names. `row_mac` is the digest of all frozen rows this event wrote (`digest_of_rows`).
    """

    id: UUID
    at: datetime
    act: str
    outcome: Outcome
    actor_kind: str
    actor: UUID | None
    job: str
    workstation: UUID | None
    session: UUID | None
    request: UUID | None
    model: str
    subjects: tuple[UUID, ...]
    patients: tuple[UUID, ...]
    reason: str = ""
    note: UUID | None = None
    row_mac: bytes = b""

    @classmethod
    def by(
        cls,
        actor: AnyActor | None,
        act: str,
        outcome: Outcome,
        *,
        model: str = "",
        subjects: tuple[UUID, ...] = (),
        patients: tuple[UUID, ...] = (),
        reason: str = "",
        note: UUID | None = None,
        request: UUID | None = None,
        row_mac: bytes = b"",
    ) -> Self:
        """An event of now by `actor`; None is somebody who is not logged in."""
        kind, who, job, workstation, session = _who(actor)
        return cls(
            id=uuid7(), at=clock.now(), act=act, outcome=outcome, actor_kind=kind, actor=who,
            job=job, workstation=workstation, session=session, request=request, model=model,
            subjects=subjects[:MOST_IDS], patients=patients[:MOST_IDS], reason=reason, note=note,
            row_mac=row_mac,
        )  # fmt: skip

    def canonical(self) -> bytes:
        """The bytes the row's MAC is computed over: label and every column, in this order."""
        return cbor.encode([_LABEL, *(_plain(getattr(self, f.name)) for f in fields(self))])

    def digest(self, mac: bytes) -> bytes:
        """What the chain links: SHA-256 over the canonical bytes and the row's MAC."""
        return hashlib.sha256(self.canonical() + mac).digest()


def digest_of_rows(rows: Iterable[tuple[UUID, bytes]]) -> bytes:
    """SHA-256 over the ids and MACs of frozen rows, in order; empty where there are none."""
    said = [[row.bytes, mac] for row, mac in rows]
    return hashlib.sha256(cbor.encode([_ROWS, said])).digest() if said else b""


def _who(
    actor: AnyActor | None,
) -> tuple[str, UUID | None, str, UUID | None, UUID | None]:
    match actor:
        case Actor():
            return "staff", actor.id, "", actor.workstation, actor.session
        case SystemActor():
            return "system", None, actor.job, None, None
        case PatientActor():
            return "patient", actor.patient, "", None, None
        case None:
            return "nobody", None, "", None, None


def _plain(value: object) -> cbor.Value:
    match value:
        case None | str() | int() | bytes():
            return str(value) if isinstance(value, StrEnum) else value
        case UUID():
            return value.bytes
        case datetime():
            return int(value.astimezone(UTC).timestamp() * 1_000_000)
        case tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is not part of an event")
