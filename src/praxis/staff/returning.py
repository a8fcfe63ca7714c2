"""Coming back to a machine: unlocking, and switching between people who logged in there today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from praxis.audit.events import Outcome
from praxis.core.ids import AccountId
from praxis.core.words import marked
from praxis.staff import login, passkeys, passwords, sessions
from praxis.staff.changes import StaffEvent, happened
from praxis.staff.errors import LoginRefused, PinClosed, StepExpired
from praxis.staff.login import Opened
from praxis.staff.models import Session, Workstation
from praxis.staff.throttle import Source


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose session waits at this workstation."""

    account_id: AccountId
    full_name: str
    has_pin: bool


def waiting_at(workstation_id: UUID) -> list[Waiting]:
    """Who can come back here by PIN: logged in with all factors within the last twelve hours."""
    rows = Session.objects.filter(workstation_id=workstation_id, ended_at=None)
    found: dict[UUID, Waiting] = {}
    for session in rows.select_related("account", "workstation").order_by("-created_at"):
        account = session.account
        if account.id not in found and sessions.resumable(account.id, workstation_id):
            found[account.id] = Waiting(AccountId(account.id), account.full_name, bool(account.pin))
    return sorted(found.values(), key=lambda person: person.full_name.casefold())


def unlock_with_password(session: Session, password: str, source: Source) -> Opened:
    """Unlock with the password; throttled like a login."""
    login.prove_password_of(session.account, password, source)
    return _resumed(session, StaffEvent.UNLOCK, "password")


def unlock_with_pin(session: Session, pin: str, act: StaffEvent = StaffEvent.UNLOCK) -> Opened:
    """Unlock with the PIN; after five wrong ones only password or passkey open this session.

    It goes on waiting: whoever stands at the machine could end a colleague's work otherwise.
    """
    passwords.insist_on_sane(pin)
    rows = Session.objects.filter(id=session.id, ended_at=None, pin_tries__lt=sessions.PIN_TRIES)
    if rows.update(pin_tries=F("pin_tries") + 1) != 1:
        raise PinClosed(detail="five wrong PINs")
    if not passwords.fits(session.account.pin, pin):
        happened(None, act, session.account_id, session.id, reason="pin", outcome=Outcome.REFUSED)
        raise LoginRefused(
            detail="pin",
            message=marked("Diese PIN passt nicht. Nach fünf Versuchen gilt sie nicht mehr."),
        )
    return _resumed(session, act, "pin")


def begin_passkey(session: Session) -> passkeys.Options:
    """Options for unlocking with one of the session's own passkeys."""
    return passkeys.begin_proof("unlock", session.id, session.account_id)


def unlock_with_passkey(session: Session, answer: Mapping[str, Any]) -> Opened:
    """Unlock with a passkey of the same person."""
    passkeys.prove("unlock", session.id, answer, session.account_id)
    return _resumed(session, StaffEvent.UNLOCK, "passkey")


def switch_with_pin(workstation: Workstation, account_id: UUID, pin: str) -> Opened:
    """Go to somebody else's waiting session at this workstation; LoginRefused if there is none."""
    session = sessions.resumable(account_id, workstation.id) if workstation.trusted else None
    if session is None:
        raise LoginRefused(detail="nothing to resume")
    return unlock_with_pin(session, pin, StaffEvent.SWITCH)


def _resumed(session: Session, act: StaffEvent, proof: str) -> Opened:
    key = sessions.resume(session.id, confirmed=proof != "pin")
    if key is None:
        raise StepExpired(detail="session ended")
    actor = sessions.actor_in(session)
    happened(actor, act, session.account_id, session.id, reason=proof)
    return Opened(key, actor)
