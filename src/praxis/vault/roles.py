"""Which process gets which keys, and what the keeper does for whom: one table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from praxis.vault.keys import Domain, Kind
from wire.signatures import Purpose


class Role(StrEnum):
    """A process of the practice server; `config().process` holds its name."""

    WEB = "web"
    WORKER = "worker"
    POST = "post"
    MAIL = "mail"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Rights:
    """What one role is given, and what it may have signed inside the keeper."""

    domains: tuple[Domain, ...]
    kinds: tuple[Kind, ...] = ()
    signs: tuple[Purpose, ...] = ()
    chains: bool = False
    manages: bool = False
    backs_up: bool = False


_BOTH: Final = (Kind.PATIENT, Kind.INTAKE)

# sign and audit-chain stand in no row: they never leave the keeper.
RIGHTS: Final = {
    Role.WEB: Rights(
        (Domain.LOGIN, Domain.INDEX, Domain.INTAKE, Domain.AUDIT_ROW),
        _BOTH,
        signs=(
            Purpose.STATEMENT,
            Purpose.TRANSMISSION,
            Purpose.PAIR,
            Purpose.KEY_CHANGE,
            Purpose.PRACTICE,
        ),
        manages=True,
    ),
    Role.WORKER: Rights(
        # It sorts the patients' letters into records, so it opens them; the carrier does not.
        (Domain.INDEX, Domain.INTAKE, Domain.POST, Domain.AUDIT_ROW, Domain.BACKUP),
        _BOTH,
        signs=(
            Purpose.STATEMENT,
            Purpose.TRANSMISSION,
            Purpose.PAIR,
            Purpose.KEY_CHANGE,
            Purpose.PRACTICE,
            Purpose.BACKUP,
        ),
        chains=True,
        manages=True,
        backs_up=True,
    ),
    Role.POST: Rights(
        (Domain.AUDIT_ROW,),
        signs=(Purpose.REQUEST, Purpose.ANCHOR),
    ),
    Role.MAIL: Rights((Domain.MAIL, Domain.AUDIT_ROW)),
    Role.SEARCH: Rights((Domain.INDEX, Domain.AUDIT_ROW), (Kind.PATIENT,)),
}

# One Ed25519 key per group of purposes, all but the last derived from a version of `sign`.
SIGNING_KEYS: Final = {
    Purpose.STATEMENT: "statement",
    Purpose.TRANSMISSION: "statement",
    Purpose.PAIR: "statement",
    Purpose.KEY_CHANGE: "statement",
    Purpose.REQUEST: "request",
    Purpose.ANCHOR: "anchor",
    Purpose.PRACTICE: "practice",
    Purpose.BACKUP: "backup",
}

BACKUP_FROM: Final = Domain.AUDIT_CHAIN
"""What signs backups does not change with the practice's keys: backups of a year are checked with
it. So it is derived from a key that is never replaced and never leaves the keeper."""
