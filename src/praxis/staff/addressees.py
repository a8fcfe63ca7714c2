"""Whom something can be given to, in words: places, roles, and the people who work here."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from praxis.core.actors import CLINICAL, Actor, Role
from praxis.core.assigning import PLACE, PLACES, Addressee
from praxis.core.words import marked, spoken
from praxis.staff import people, sessions
from praxis.staff.errors import NobodyHere
from praxis.staff.models import Account

ROLES: Final = {Role.DOCTOR: marked("Ärztinnen und Ärzte"), Role.MEDICAL_ASSISTANT: marked("MFA")}


def addressees(giver: Actor) -> list[tuple[str, str]]:
    """The choices of a select; `core.assigning.Addressee.read` understands their keys.

    People are those who could open what is given to them: clinical staff of the giver's sites.
    """
    staff = people.clinical_colleagues(giver.sites)
    return [*_places_and_roles(), *((f"person:{one}", name) for one, name in staff.items())]


def _places_and_roles() -> list[tuple[str, str]]:
    places = [(f"place:{name}", spoken(name, PLACE)) for name in PLACES]
    return [*places, *((f"role:{role}", spoken(words)) for role, words in ROLES.items())]


def words_for_each(
    several: Iterable[tuple[UUID | None, str, str]], reader: Actor | None = None
) -> list[str]:
    """Whose each of several things is (person, role, place), in words.

    For a `reader` they also say who does no such work at the reader's sites any more.
    """
    whose = list(several)
    names = _named({account for account, _, _ in whose if account is not None}, reader)
    return [
        names.get(account, spoken(people.UNKNOWN)) if account else _unnamed(role, place)
        for account, role, place in whose
    ]


def words_for(account: UUID | None, role: str, place: str) -> str:
    """Whose something is, in words."""
    return words_for_each([(account, role, place)])[0]


def _named(accounts: set[UUID], reader: Actor | None) -> dict[UUID, str]:
    """Names by id; of somebody who left it says so, because nobody does it any more."""
    if not accounts:
        return {}
    left, gone = spoken("%(name)s (nicht mehr hier)"), people.gone(accounts)
    away, others = spoken("%(name)s (hier nicht mehr zuständig)"), set[UUID]()
    if reader is not None:
        others = accounts - gone - set(people.clinical_colleagues(reader.sites))
    said = dict.fromkeys(gone, left) | dict.fromkeys(others, away)
    return {
        account: said.get(account, "%(name)s") % {"name": name}
        for account, name in people.names_of(accounts).items()
    }


def insist_on_somebody_here(to: Addressee) -> None:
    """NobodyHere if this names a person who has left, or never was."""
    if to.account is not None and not Account.objects.filter(id=to.account, left_at=None).exists():
        raise NobodyHere


def successors(account_id: UUID) -> list[tuple[str, str]]:
    """To whom the work of somebody who leaves can go: everybody, a role, a place, or a clinical
    person who works at all of their sites and so sees what it is about."""
    theirs, others = sessions.sites_of(account_id), set(people.with_role(CLINICAL)) - {account_id}
    staff = [
        (f"person:{one}", name)
        for one, name in people.working_here().items()
        if one in others and theirs <= sessions.sites_of(one)
    ]
    return [("", spoken("alle")), *_places_and_roles(), *staff]


def _unnamed(role: str, place: str) -> str:
    return spoken(ROLES.get(Role(role), role)) if role else spoken(place, PLACE)
