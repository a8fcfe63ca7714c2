"""What Leitung does with accounts: create, change, set roles and sites, reset, let go.

Every function demands the role `owner` itself, whoever calls it (P-06), and nobody changes their
own roles, sites or standing.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection

from praxis.audit.events import Outcome
from praxis.core.actors import Actor, Role
from praxis.core.clock import now
from praxis.core.errors import NotThere
from praxis.core.ids import AccountId, SiteId
from praxis.core.words import marked
from praxis.staff import passwords, sessions
from praxis.staff.changes import StaffEvent, changing, happened
from praxis.staff.errors import BadInput, LastOwner, LoginNameTaken, NotYourself
from praxis.staff.models import (
    Account,
    AccountRole,
    AccountSite,
    Passkey,
    RecoveryCode,
    Site,
    Totp,
)
from praxis.vault import PRACTICE

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_OWNERS: Final = 0x6F776E65
LANR_DIGITS: Final = 9
LONGEST_LOGIN: Final = 40
_NINE: Final = marked("Die LANR hat neun Ziffern.")
_SIMPLE: Final = marked(
    "Der Anmeldename besteht aus 2 bis 40 kleinen Buchstaben, Ziffern, . _ oder -."
)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What Leitung fills in for a new person."""

    login_name: str
    display_name: str
    title: str = ""
    lanr: str = ""
    roles: frozenset[Role] = frozenset()
    sites: frozenset[SiteId] = frozenset()


@dataclass(frozen=True, slots=True)
class Created:
    """A new account and its start password, which is shown this once."""

    id: AccountId
    start_password: str


def start_password() -> str:
    """Five groups of four letters, about 99 bit, easy to read aloud."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(5))
    return "-".join(groups)


def create_account(by: Actor, new: NewAccount) -> Created:
    """A new person with a start password that must be changed at the first login."""
    with changing(by, StaffEvent.CREATE, needs=Role.OWNER) as subjects:
        created = insert_account(new)
        subjects.append(created.id)
    return created


def insert_account(new: NewAccount) -> Created:
    """Write account, roles and sites; only for `create_account` and the set-up."""
    _insist_on_details(new.display_name, new.title, new.lanr)
    if len(new.login_name.strip()) > LONGEST_LOGIN:
        raise BadInput(message=_SIMPLE)
    secret = start_password()
    account = Account(
        key_owner=PRACTICE,
        login_name=new.login_name.strip().lower(),
        display_name=new.display_name.strip(),
        title=new.title.strip(),
        lanr=new.lanr,
        password=passwords.hashed(secret),
    )
    try:
        account.save(force_insert=True)
    except IntegrityError as error:
        raise _as_sentence(error) from None
    _write_roles(account.id, new.roles)
    _write_sites(account.id, new.sites)
    return Created(AccountId(account.id), secret)


def _insist_on_details(display_name: str, title: str, lanr: str) -> None:
    """What the database would refuse without a sentence: it measures before it judges."""
    if not display_name.strip() or len(display_name) > 80 or len(title) > 40:
        raise BadInput(message=marked("Bitte geben Sie einen Namen mit höchstens 80 Zeichen an."))
    if len(lanr) > LANR_DIGITS:
        raise BadInput(message=_NINE)


def _as_sentence(error: IntegrityError) -> BadInput | LoginNameTaken:
    text = str(error.__cause__)
    if "account_lanr_nine_digits" in text:
        return BadInput(message=_NINE)
    if "account_login_name_simple" in text:
        return BadInput(message=_SIMPLE)
    return LoginNameTaken(detail="login name")


def change_account(
    by: Actor, account_id: UUID, *, display_name: str, title: str, lanr: str
) -> None:
    """Correct name, title and LANR."""
    _insist_on_details(display_name, title, lanr)
    with changing(by, StaffEvent.CHANGE, account_id, needs=Role.OWNER):
        account = present(account_id)
        account.display_name, account.title = display_name.strip(), title.strip()
        account.lanr = lanr
        try:
            account.save(update_fields=["display_name", "title", "lanr"])
        except IntegrityError as error:
            raise _as_sentence(error) from None


def set_roles(by: Actor, account_id: UUID, roles: Iterable[Role]) -> None:
    """Give exactly these roles from now on; ends the person's sessions (B-02)."""
    _not_yourself(by, account_id, StaffEvent.SET_ROLES)
    wanted = frozenset(roles)
    with changing(by, StaffEvent.SET_ROLES, account_id, needs=Role.OWNER):
        present(account_id)
        _write_roles(account_id, wanted)
        _insist_on_an_owner()
        sessions.end_all(account_id, "roles")


def set_sites(by: Actor, account_id: UUID, sites: Iterable[SiteId]) -> None:
    """Let the person work at exactly these sites from now on; ends their sessions."""
    _not_yourself(by, account_id, StaffEvent.SET_SITES)
    with changing(by, StaffEvent.SET_SITES, account_id, needs=Role.OWNER):
        present(account_id)
        _write_sites(account_id, frozenset(sites))
        sessions.end_all(account_id, "sites")


def leave(by: Actor, account_id: UUID) -> None:
    """The person has left: sessions, passkeys, codes and PIN end at once (A-15)."""
    _not_yourself(by, account_id, StaffEvent.LEAVE)
    with changing(by, StaffEvent.LEAVE, account_id, needs=Role.OWNER):
        account = present(account_id)
        account.left_at, account.password, account.pin = now(), "", ""
        account.save(update_fields=["left_at", "password", "pin"])
        AccountRole.objects.filter(account_id=account_id, until=None).update(until=now())
        AccountSite.objects.filter(account_id=account_id, until=None).update(until=now())
        _forget_factors(account_id)
        _insist_on_an_owner()
        sessions.end_all(account_id, "left")


def reset_password(by: Actor, account_id: UUID) -> str:
    """A new start password, shown once. The second factor stays (A-11); sessions end."""
    _not_yourself(by, account_id, StaffEvent.RESET_PASSWORD)
    secret = start_password()
    with changing(by, StaffEvent.RESET_PASSWORD, account_id, needs=Role.OWNER):
        account = present(account_id)
        account.password, account.pin = passwords.hashed(secret), ""
        account.must_change = True
        account.save(update_fields=["password", "pin", "must_change"])
        sessions.end_all(account_id, "password")
    return secret


def reset_factors(by: Actor, account_id: UUID) -> str:
    """Phone lost: all second factors go, and the password too, so both are proven afresh."""
    secret = reset_password(by, account_id)
    with changing(by, StaffEvent.RESET_FACTORS, account_id, needs=Role.OWNER):
        _forget_factors(account_id)
    return secret


def _forget_factors(account_id: UUID) -> None:
    Totp.objects.filter(account_id=account_id).delete()
    RecoveryCode.objects.filter(account_id=account_id).delete()
    Passkey.objects.filter(account_id=account_id, removed_at=None).update(removed_at=now())


def present(account_id: UUID) -> Account:
    """The account, locked until the transaction ends; NotThere if unknown or left."""
    rows = Account.objects.select_for_update().filter(id=account_id, left_at=None)
    account: Account | None = rows.first()
    if account is None:
        raise NotThere(detail="account")
    return account


def _write_roles(account_id: UUID, roles: frozenset[Role]) -> None:
    current = AccountRole.objects.filter(account_id=account_id, until=None)
    current.exclude(role__in=roles).update(until=now())
    kept = set(current.values_list("role", flat=True))
    for role in sorted(roles - kept):
        AccountRole.objects.create(account_id=account_id, role=role.value)


def _write_sites(account_id: UUID, sites: frozenset[SiteId]) -> None:
    """The sites are locked before anything is written: one that closes meanwhile is not there."""
    locked = Site.objects.select_for_update().filter(id__in=sites, closed_at=None)
    still_open = {site.id for site in locked.order_by("id")}
    current = AccountSite.objects.filter(account_id=account_id, until=None)
    current.exclude(site_id__in=sites).update(until=now())
    kept = set(current.values_list("site_id", flat=True))
    wanted = sites - kept
    if not wanted <= still_open:
        raise NotThere(detail="site")
    for site in sorted(wanted):
        AccountSite.objects.create(account_id=account_id, site_id=site)


def _insist_on_an_owner() -> None:
    """Two owners removing each other at once must not both succeed, hence the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_OWNERS])
    if not AccountRole.objects.filter(role=Role.OWNER, until=None, account__left_at=None).exists():
        raise LastOwner


def _not_yourself(by: Actor, account_id: UUID, act: StaffEvent) -> None:
    if by.id == account_id:
        happened(by, act, account_id, outcome=Outcome.REFUSED, reason="self")
        raise NotYourself
