"""A change to staff and its line in the log: both or neither."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from praxis.audit.events import Event, Outcome
from praxis.audit.writer import write_apart, write_inside
from praxis.core.actors import Actor, Role
from praxis.core.errors import Refused


class StaffEvent(StrEnum):
    """What can happen here, as it is written in the log."""

    SET_UP = "practice:set-up"
    CREATE = "account:create"
    CHANGE = "account:change"
    LEAVE = "account:leave"
    SET_ROLES = "account:set-roles"
    SET_SITES = "account:set-sites"
    RESET_PASSWORD = "account:reset-password"  # noqa: S105 - the name of an act
    RESET_FACTORS = "account:reset-factors"
    SET_PASSWORD = "account:set-password"  # noqa: S105 - the name of an act
    SET_PIN = "account:set-pin"
    SET_LANGUAGE = "account:set-language"
    ENROL_TOTP = "account:enrol-totp"
    NEW_CODES = "account:new-recovery-codes"
    ADD_PASSKEY = "account:add-passkey"
    REMOVE_PASSKEY = "account:remove-passkey"
    SITE = "site:save"
    CLOSE_SITE = "site:close"
    LOGIN = "session:login"
    LOGOUT = "session:logout"
    LOCK = "session:lock"
    UNLOCK = "session:unlock"
    SWITCH = "session:switch"
    END = "session:end"
    ALARM = "login:alarm"
    REQUEST_PLACE = "workstation:request"
    APPROVE_PLACE = "workstation:approve"
    REVOKE_PLACE = "workstation:revoke"


@contextmanager
def changing(
    actor: Actor | None,
    act: StaffEvent,
    *subjects: UUID,
    model: str = "account",
    reason: str = "",
    needs: Role | None = None,
) -> Iterator[list[UUID]]:
    """One transaction with its line in the log; the list takes subjects made inside.

    With `needs` the actor must have that role, whoever called: Refused otherwise, and logged.
    """
    if needs is not None and (actor is None or needs not in actor.roles):
        happened(actor, act, *subjects, model=model, outcome=Outcome.REFUSED)
        raise Refused(detail=act)
    made = list(subjects)
    with transaction.atomic():
        yield made
        event = Event.by(
            actor, act, Outcome.ALLOWED, model=model, subjects=tuple(made), reason=reason
        )
        write_inside([event])


def happened(
    actor: Actor | None,
    act: StaffEvent,
    *subjects: UUID,
    model: str = "account",
    reason: str = "",
    outcome: Outcome = Outcome.ALLOWED,
) -> None:
    """Write a line that survives whatever becomes of the request."""
    write_apart([Event.by(actor, act, outcome, model=model, subjects=subjects, reason=reason)])
