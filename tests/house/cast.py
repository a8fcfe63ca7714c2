"""The people of every test, made through the practice's own actions and kept in the template."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher

from praxis.core.actors import Actor, Role
from praxis.core.clock import now
from praxis.core.ids import AccountId, SiteId, WorkstationId

CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PIN: Final = "271828"
_ON_THE_WAY: Final = timedelta(seconds=12)
_PASSWORD: Final = "vier graue Kraniche %s"

_PEOPLE: Final = {
    "ada": ("Ada Beispiel", "Dr. med.", {Role.DOCTOR, Role.OWNER}, "main", "123456601"),
    "ben": ("Ben Muster", "", {Role.MEDICAL_ASSISTANT}, "main", ""),
    "cem": ("Cem Beispiel", "Dr.", {Role.DOCTOR}, "branch", "234567801"),
    "otto": ("Otto Technik", "", {Role.IT}, "main", ""),
    "ria": ("Ria Rechnung", "", {Role.BILLING}, "main", ""),
    "lea": ("Lea Leitung", "", {Role.OWNER}, "main", ""),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast: what a test may know about a person."""

    login_name: str
    id: AccountId
    roles: frozenset[Role]
    sites: frozenset[SiteId]
    workstation: WorkstationId

    @property
    def password(self) -> str:
        """The password the person chose."""
        return _PASSWORD % self.login_name

    @property
    def pin(self) -> str:
        """The PIN of everybody."""
        return PIN

    @property
    def actor(self) -> Actor:
        """The person at the front desk's machine, without a session."""
        return Actor(self.id, self.roles, self.sites, self.workstation)

    def code(self) -> str:
        """A code of the person's authenticator app that was not used yet."""
        from praxis.staff.factors import code_at, step_of
        from praxis.staff.models import Totp
        from praxis.vault import lending

        totp = Totp.objects.exclude(confirmed_at=None).get(account_id=self.id)
        # A step late is still taken, so three people's logins fit into one step; but a code must
        # not turn two steps old between reading and sending.
        step = max(step_of(now() + _ON_THE_WAY) - 1, totp.last_used_step + 1)
        if lending.current_or_none() is not None:
            return code_at(totp.seed, step)
        with lending.opened():
            return code_at(totp.seed, step)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, the two sites, and the cookie of the front desk's machine."""

    ada: Person
    ben: Person
    cem: Person
    otto: Person
    ria: Person
    lea: Person
    main: SiteId
    branch: SiteId
    device: str

    @property
    def everyone(self) -> dict[str, Person]:
        """All people by login name."""
        return {name: getattr(self, name) for name in _PEOPLE}


def make_cast() -> Cast:
    """Set the practice up and let its owner hire everybody; keys and a lending must be open."""
    from praxis.staff import setup, workstations
    from praxis.staff.accounts import NewAccount
    from praxis.staff.setup import SetUp, SiteForm
    from praxis.staff.sites import open_site

    name, title, roles, _site, lanr = _PEOPLE["ada"]
    wanted = SetUp(
        practice="Praxis Dr. Ada Beispiel",
        site="Hauptpraxis",
        bsnr="123456700",
        owner=NewAccount("ada", name, title, lanr, frozenset(roles)),
        password=_PASSWORD % "ada",
    )
    account = setup.set_up(wanted)
    owner = Actor(AccountId(account.id), frozenset({Role.OWNER}), frozenset())
    device, place = workstations.request_approval(account, "Anmeldung")
    workstations.approve(owner, place.id, "Anmeldung")
    branch = open_site(owner, SiteForm("Zweigpraxis", "123456800", branch=True))
    main = _main_site()
    sites = {"main": main, "branch": branch}
    workstation = WorkstationId(place.id)
    people = {
        login: _hire(owner, login, sites[site], workstation)
        for login, (_name, _title, _roles, site, _lanr) in _PEOPLE.items()
    }
    return Cast(**people, main=main, branch=branch, device=device)


def _main_site() -> SiteId:
    from praxis.staff.models import Site

    return SiteId(Site.objects.get(branch=False).id)


def _hire(owner: Actor, login: str, site: SiteId, workstation: WorkstationId) -> Person:
    from praxis.staff import accounts, factors, own_account
    from praxis.staff.accounts import NewAccount
    from praxis.staff.models import Account

    name, title, roles, _site, lanr = _PEOPLE[login]
    if login == "ada":
        account_id = owner.id
    else:
        new = NewAccount(login, name, title, lanr, frozenset(roles), frozenset({site}))
        account_id = accounts.create_account(owner, new).id
    account = Account.objects.get(id=account_id)
    if login != "ada":
        own_account.change_password(None, account, _PASSWORD % login)
    totp = factors.begin_totp(account)
    step = factors.step_of(now()) - 1
    factors.confirm_totp(None, account, factors.code_at(totp.seed, step))
    me = Actor(account_id, frozenset(roles), frozenset({site}))
    own_account.set_pin(me, PIN)
    return Person(login, account_id, me.roles, me.sites, workstation)


def write_cast(cast: Cast, path: Path) -> None:
    """Keep ids and the machine's cookie for the other workers of this run."""
    path.write_text(json.dumps(asdict(cast), default=_plain))


def read_cast(path: Path) -> Cast:
    """The cast as the worker that built the template wrote it down."""
    found = json.loads(path.read_text())
    people = {login: _person(found[login]) for login in _PEOPLE}
    main, branch = (SiteId(UUID(found[site])) for site in ("main", "branch"))
    return Cast(**people, main=main, branch=branch, device=found["device"])


def _person(found: dict[str, object]) -> Person:
    roles, sites = found["roles"], found["sites"]
    assert isinstance(roles, list)
    assert isinstance(sites, list)
    return Person(
        login_name=str(found["login_name"]),
        id=AccountId(UUID(str(found["id"]))),
        roles=frozenset(Role(role) for role in roles),
        sites=frozenset(SiteId(UUID(site)) for site in sites),
        workstation=WorkstationId(UUID(str(found["workstation"]))),
    )


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
