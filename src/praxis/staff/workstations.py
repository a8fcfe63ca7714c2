"""Machines people may log in at: asked for by logging in, approved by the owner."""

from uuid import UUID

from praxis.core.actors import Actor, Role
from praxis.core.clock import now
from praxis.core.errors import NotThere
from praxis.staff.changes import StaffEvent, changing
from praxis.staff.models import Account, Session, Workstation
from praxis.staff.tokens import new_token, token_hash

LONGEST_NAME = 60


def known(device: str | None) -> Workstation | None:
    """The workstation of a device cookie, approved or not; None if unknown or revoked."""
    if not device:
        return None
    return Workstation.objects.filter(device_hash=token_hash(device), revoked_at=None).first()


def request_approval(account: Account, name: str) -> tuple[str, Workstation]:
    """Write down that somebody who proved themselves wants to work here; gives the new cookie."""
    device = new_token()
    place = Workstation(
        device_hash=token_hash(device),
        name=_clean(name) or "Neuer Arbeitsplatz",
        requested_by=account,
    )
    with changing(None, StaffEvent.REQUEST_PLACE, account.id, place.id, model="workstation"):
        place.save(force_insert=True)
    return device, place


def approve(by: Actor, workstation_id: UUID, name: str) -> None:
    """Let people work at this machine from now on."""
    with changing(
        by, StaffEvent.APPROVE_PLACE, workstation_id, model="workstation", needs=Role.OWNER
    ):
        rows = Workstation.objects.filter(id=workstation_id, approved_at=None, revoked_at=None)
        fresh = {"approved_at": now(), "approved_by_id": by.id}
        if rows.update(**fresh, **({"name": _clean(name)} if _clean(name) else {})) != 1:
            raise NotThere(detail="workstation")


def revoke(by: Actor, workstation_id: UUID) -> None:
    """Nobody works at this machine any more; its sessions end at once."""
    with changing(
        by, StaffEvent.REVOKE_PLACE, workstation_id, model="workstation", needs=Role.OWNER
    ):
        rows = Workstation.objects.filter(id=workstation_id, revoked_at=None)
        if rows.update(revoked_at=now()) != 1:
            raise NotThere(detail="workstation")
        Session.objects.filter(workstation_id=workstation_id, ended_at=None).update(
            ended_at=now(), ended_why="workstation"
        )


def all_in_use() -> list[Workstation]:
    """Every workstation that is not revoked, those that wait first."""
    rows = Workstation.objects.filter(revoked_at=None)
    return sorted(rows, key=lambda place: (place.trusted, place.name.casefold()))


def _clean(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]
