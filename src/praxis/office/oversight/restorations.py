"""Returns to an earlier state: what the owner sees of them, and the confirmation."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked, spoken
from praxis.office.access import OfficeAct
from praxis.vault.models import Restoration

FOUND_BY: Final = {
    "restore": marked(
        "Die Praxis wurde mit praxistresor restore aus einer Sicherung zurückgeholt."
    ),
    "head": marked(
        "Dieser Rechner kannte schon ein späteres Ende des Protokolls: Die Datenbank wurde am "
        "Programm vorbei durch eine ältere ersetzt."
    ),
    "anchor": marked(
        "Das Relay kennt ein späteres Ende des Protokolls: Die Datenbank wurde am Programm "
        "vorbei durch eine ältere ersetzt."
    ),
}


class AlreadyConfirmed(Conflict):
    """Somebody confirmed it before."""

    message = marked("Diese Rücksicherung ist schon bestätigt.")


class NotRead(PraxisError):
    """The box was not ticked."""

    message = marked("Bitte bestätigen Sie, dass Sie die Liste gelesen haben.")


@dataclass(frozen=True, slots=True)
class Shown:
    """One return in words."""

    row: Restoration
    how: str

    @property
    def went_by(self) -> bool:
        """Whether the database was replaced past the program: somebody must be asked why."""
        return self.row.found_by != "restore"


def newest() -> Shown | None:
    """The newest return, waiting or confirmed."""
    row = Restoration.objects.order_by("-at").first()
    return Shown(row, spoken(FOUND_BY.get(row.found_by, row.found_by))) if row else None


def waiting(_actor: Actor | None = None) -> int:
    """How many returns wait for the owner."""
    return Restoration.objects.filter(confirmed_at=None).count()


def confirm(actor: Actor, restoration: UUID, *, read: bool) -> None:
    """The owner has looked: the phones are told and the outside goes on by itself."""
    gate.allow_function(
        actor, OfficeAct.CONFIRM_RESTORE, subjects=(restoration,), reason="confirm"
    )  # fmt: skip
    if not read:
        raise NotRead
    rows = Restoration.objects.filter(confirmed_at=None)
    if not rows.filter(id=restoration).exists():
        raise AlreadyConfirmed
    # An older one that was never confirmed is settled with the newest.
    rows.update(confirmed_at=clock.now(), confirmed_by=actor.id)
