"""What the index is told about a person and what it answers: plain frozen values, no Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol
from uuid import UUID


class Kind(IntEnum):
    """How a person was found, best first."""

    EXACT = 1
    PREFIX = 2
    PHONETIC = 3
    TYPO = 4


class State(IntEnum):
    """Closed people are found after the others; merged and erased ones are not found at all."""

    OPEN = 0
    CLOSED = 1
    GONE = 2


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as German health cards write it: 0 for an unknown day or month."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def number(self) -> int:
        """YYYYMMDD as one integer."""
        return (self.year * 100 + self.month) * 100 + self.day


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IdentityRecord:
    """The opened identity of one patient, as much of it as finding needs.

    Sex and title are left out on purpose: nobody finds a person by them, and what is not here
    cannot leak from here.
    """

    patient_id: UUID
    family_name: str
    given_name: str
    affixes: str = ""
    former_name: str = ""
    birth: Birth | None = None
    insurance_number: str = ""
    phones: tuple[str, ...] = ()
    patient_number: str = ""
    place: str = ""
    sites: tuple[UUID, ...] = ()
    restricted: bool = False
    named_staff: tuple[UUID, ...] = ()
    state: State = State.OPEN

    def __repr__(self) -> str:
        return f"IdentityRecord({self.patient_id})"


@dataclass(frozen=True, slots=True)
class ActorScope:
    """Whose eyes the search uses: one member of staff and the sites they may see."""

    staff: UUID
    sites: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found; the caller opens name and birth date through the gate."""

    patient_id: UUID
    kind: Kind
    today: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """Records as they stand now, and the change counter they stand at."""

    records: Iterable[IdentityRecord]
    counter: int


class ChangeSource(Protocol):
    """Where the process learns about people: PostgreSQL with opened identities, or a test."""

    def epoch(self) -> bytes:
        """Return the database's epoch (16 bytes, new at each restore)."""
        ...

    def everyone(self) -> Changes:
        """Return all people and the counter read *before* the first of them."""
        ...

    def changes_since(self, counter: int) -> Changes:
        """Return everyone changed after `counter`, erased and merged ones as State.GONE."""
        ...
