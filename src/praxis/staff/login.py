"""Logging in, step by step: password, second factor, what must be changed, approved machine.

What is proven so far stands in a `LoginStep` on the server; the browser holds a random key to it.
No step can be skipped, because only `finish` opens a session and it asks for all of them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from praxis.audit.events import Outcome
from praxis.core.actors import Actor, Role
from praxis.core.clock import now
from praxis.core.ids import AccountId
from praxis.staff import factors, passkeys, passwords, sessions, throttle, workstations
from praxis.staff.changes import StaffEvent, happened
from praxis.staff.errors import LoginRefused, StepExpired, WorkstationNotApproved
from praxis.staff.models import Account, LoginStep, Passkey, Totp, Workstation
from praxis.staff.throttle import Source
from praxis.staff.tokens import new_token, token_hash

LIFE: Final = timedelta(minutes=5)
SECOND_TRIES: Final = 5


class Next(StrEnum):
    """What the login still needs."""

    PASSWORD = "password"  # noqa: S105 - the name of a step
    SECOND = "second"
    CHANGE = "change"
    ENROL = "enrol"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Opened:
    """A finished login: the new session's key, and who it is for."""

    key: str
    actor: Actor


def start(account: Account | None = None, *, password_ok: bool = False) -> tuple[str, LoginStep]:
    """A new login and the key its cookie will hold; clears away expired ones."""
    LoginStep.objects.filter(expires_at__lt=now()).delete()
    key = new_token()
    step = LoginStep.objects.create(
        key_hash=token_hash(key),
        account=account,
        password_ok=password_ok,
        expires_at=now() + LIFE,
    )
    return key, step


def with_password(login_name: str, password: str, source: Source) -> tuple[str, LoginStep]:
    """The first step. One answer and one duration for unknown, left and wrong (A-03, A-15)."""
    passwords.insist_on_sane(login_name)
    passwords.insist_on_sane(password)
    account = Account.objects.filter(login_name=login_name.strip().lower(), left_at=None).first()
    _prove_password(account, login_name.strip(), password, source)
    if account is None:
        raise LoginRefused(detail="unknown account")
    if passwords.needs_rehash(account.password):
        account.password = passwords.hashed(password)
        account.save(update_fields=["password"])
    with transaction.atomic():
        if _held(account).password != account.password:
            raise LoginRefused(detail="changed meanwhile")
        return start(account, password_ok=True)


def _held(account: Account) -> Account:
    """The account as it is now, held: whoever changes it ends what is started here (B-02)."""
    found: Account | None = (
        Account.objects.select_for_update().filter(id=account.id, left_at=None).first()
    )
    if found is None:
        raise LoginRefused(detail="left")
    return found


def _prove_password(
    account: Account | None, login_name: str, password: str, source: Source
) -> None:
    who = account.id if account else None
    attempt = throttle.begin_try(login_name, source, who)
    if not passwords.fits(account.password if account else "", password):
        happened(
            None,
            StaffEvent.LOGIN,
            *([who] if who else []),
            reason="password",
            outcome=Outcome.REFUSED,
        )
        raise LoginRefused(detail="password")
    throttle.succeeded(attempt)


def prove_password_of(account: Account, password: str, source: Source) -> None:
    """The same check for somebody already known: unlocking, confirming. LoginRefused otherwise."""
    passwords.insist_on_sane(password)
    _prove_password(account, account.login_name, password, source)


def step_of(key: str | None) -> LoginStep:
    """The login a cookie's key belongs to; StepExpired if there is none any more."""
    rows = LoginStep.objects.select_related("account")
    step = rows.filter(key_hash=token_hash(key or ""), expires_at__gt=now()).first()
    if step is None or (step.account and step.account.left_at):
        raise StepExpired
    return step


def next_of(step: LoginStep) -> Next:
    """What is still missing, in the order it is asked for; the second factor before any change."""
    account = step.account
    if account is None or not (step.password_ok or step.second_ok == "passkey"):
        return Next.PASSWORD
    enrolled = has_second_factor(account)
    if enrolled and not step.second_ok:
        return Next.SECOND
    if account.must_change:
        return Next.CHANGE
    return Next.DONE if enrolled else Next.ENROL


def has_second_factor(account: Account) -> bool:
    """Whether an authenticator app or a passkey is in use."""
    app = Totp.objects.filter(account=account).exclude(confirmed_at=None)
    return app.exists() or Passkey.objects.filter(account=account, removed_at=None).exists()


def insist_on(step: LoginStep, wanted: Next) -> Account:
    """The account of a login that is at this step; StepExpired at any other (A-08)."""
    if step.account is None or next_of(step) is not wanted:
        raise StepExpired(detail=f"not at {wanted}")
    return step.account


def with_code(step: LoginStep, code: str, source: Source) -> None:
    """The second step: a code of the app, or a recovery code. Five tries, then start again."""
    passwords.insist_on_sane(code)
    account = insist_on(step, Next.SECOND)
    tries = LoginStep.objects.filter(id=step.id, tries__lt=SECOND_TRIES)
    if tries.update(tries=F("tries") + 1) != 1:
        LoginStep.objects.filter(id=step.id).delete()
        raise StepExpired(detail="five wrong codes")
    # Counted apart from the password: who knows it must not get five fresh tries each time.
    attempt = throttle.begin_try(f"code of {account.id}", source, account.id)
    if factors.totp_fits(account, code):
        proof = "totp"
    elif factors.recovery_code_fits(account, code):
        proof = "recovery"
    else:
        happened(None, StaffEvent.LOGIN, account.id, reason="code", outcome=Outcome.REFUSED)
        raise LoginRefused(detail="code")
    throttle.succeeded(attempt)
    note_second(step, proof)


def begin_passkey(step: LoginStep) -> passkeys.Options:
    """Options for a passkey: as second factor if the password is proven, else as whole login."""
    return passkeys.begin_proof("login", step.id, step.account_id)


def with_passkey(step: LoginStep, answer: Mapping[str, Any]) -> None:
    """A passkey with user verification proves possession and person in one."""
    try:
        account = passkeys.prove("login", step.id, answer, step.account_id)
    except LoginRefused:
        known = [step.account_id] if step.account_id else []
        happened(None, StaffEvent.LOGIN, *known, reason="passkey", outcome=Outcome.REFUSED)
        raise
    step.account = account
    LoginStep.objects.filter(id=step.id).update(account=account)
    note_second(step, "passkey")


def note_second(step: LoginStep, proof: str) -> None:
    """Write down which second proof fitted."""
    step.second_ok = proof
    LoginStep.objects.filter(id=step.id).update(second_ok=proof)


def finish(step: LoginStep, place: Workstation | None) -> Opened:
    """Open the session: everything is proven and the machine is approved.

    StepExpired if a proof is missing, WorkstationNotApproved otherwise. The step is used up by
    whoever deletes it first.
    """
    account = insist_on(step, Next.DONE)
    if place is None or not place.trusted:
        raise WorkstationNotApproved
    with transaction.atomic():
        step.account = _held(account)
        account = insist_on(step, Next.DONE)
        if LoginStep.objects.filter(id=step.id).delete()[0] != 1:
            raise StepExpired
        key, session = sessions.open_session(account, place, step.second_ok or "enrolled")
    actor = sessions.actor_in(session)
    happened(actor, StaffEvent.LOGIN, account.id, session.id, reason=session.proof)
    return Opened(key, actor)


def finish_and_approve(step: LoginStep, place: Workstation, name: str) -> Opened:
    """The owner, fully proven, approves the machine in front of her and works on it."""
    account = insist_on(step, Next.DONE)
    if Role.OWNER not in sessions.roles_of(account.id):
        raise WorkstationNotApproved
    owner = Actor(id=AccountId(account.id), roles=frozenset({Role.OWNER}), sites=frozenset())
    workstations.approve(owner, place.id, name)
    place.refresh_from_db()
    return finish(step, place)
