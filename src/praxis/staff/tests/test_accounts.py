"""What Leitung may do with accounts, and what nobody may."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from house.cast import Cast
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor, Role
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import SiteId
from praxis.staff import accounts, factors, login, sessions, sites, workstations
from praxis.staff.accounts import NewAccount
from praxis.staff.errors import BadInput, LastOwner, LoginNameTaken, LoginRefused, NotYourself
from praxis.staff.models import (
    Account,
    AccountRole,
    Passkey,
    RecoveryCode,
    Session,
    Totp,
    Workstation,
)
from praxis.staff.setup import SiteForm
from praxis.staff.throttle import Source
from praxis.vault import lending

NEW = NewAccount("dana", "Dana Neu", roles=frozenset({Role.MEDICAL_ASSISTANT}))


def test_a_new_person_changes_the_start_password_and_enrols(cast: Cast) -> None:
    with lending.opened():
        created = accounts.create_account(cast.lea.actor, NEW)
        _key, step = login.with_password("dana", created.start_password, Source("192.0.2.1"))
        assert login.next_of(step) is login.Next.CHANGE


@pytest.mark.parametrize("lanr", ["12345678", "1234567890", "12345678²", "x" * 80])
def test_a_lanr_of_any_other_length_is_refused_in_a_sentence(cast: Cast, lanr: str) -> None:
    with lending.opened():
        with pytest.raises(BadInput) as refused:
            accounts.create_account(cast.lea.actor, replace(NEW, lanr=lanr))
        assert refused.value.text == "Die LANR hat neun Ziffern."
        named = {"display_name": "Ben Muster", "title": "", "lanr": lanr}
        with pytest.raises(BadInput):
            accounts.change_account(cast.lea.actor, cast.ben.id, **named)


def test_an_overlong_login_name_is_refused_in_a_sentence(cast: Cast) -> None:
    with lending.opened(), pytest.raises(BadInput, match="2 bis 40"):
        accounts.create_account(cast.lea.actor, replace(NEW, login_name="a" * 41))


def _managing(cast: Cast) -> dict[str, Callable[[Actor], object]]:
    """Everything that somebody does about others, by its name."""
    lea, here, detail = cast.lea.id, cast.ben.workstation, {"title": "", "lanr": ""}
    return {
        "create_account": lambda by: accounts.create_account(by, NEW),
        "change_account": lambda by: accounts.change_account(by, lea, display_name="X", **detail),
        "set_roles": lambda by: accounts.set_roles(by, lea, {Role.OWNER}),
        "set_sites": lambda by: accounts.set_sites(by, lea, {cast.branch}),
        "leave": lambda by: accounts.leave(by, lea),
        "reset_password": lambda by: accounts.reset_password(by, lea),
        "reset_factors": lambda by: accounts.reset_factors(by, lea),
        "approve": lambda by: workstations.approve(by, here, "X"),
        "revoke": lambda by: workstations.revoke(by, here),
        "open_site": lambda by: sites.open_site(by, SiteForm("Nord")),
        "change_site": lambda by: sites.change_site(by, cast.main, SiteForm("Nord")),
        "close_site": lambda by: sites.close_site(by, cast.branch, cast.main),
    }


def test_p06_every_act_about_others_is_tried(cast: Cast) -> None:
    found = {
        name
        for module in (accounts, workstations, sites)
        for name, act in vars(module).items()
        if inspect.isfunction(act) and act.__module__ == module.__name__ and name[0] != "_"
        if "by" in inspect.signature(act).parameters
    }
    assert found == _managing(cast).keys()


@pytest.mark.parametrize("name", ["ben", "otto", "ria", "cem"])
def test_p06_only_leitung_manages_staff_whoever_calls(cast: Cast, name: str) -> None:
    actor, acts = cast.everyone[name].actor, _managing(cast)
    refused = AuditEvent.objects.filter(outcome="refused")
    before = refused.count()
    with lending.opened():
        for forbidden in acts.values():
            with pytest.raises(Refused):
                forbidden(actor)
    assert refused.count() == before + len(acts)
    assert sessions.roles_of(cast.lea.id) == cast.lea.roles


@pytest.mark.parametrize("name", ["ben", "lea"])
def test_p06_nobody_changes_their_own_roles(cast: Cast, name: str) -> None:
    me = cast.everyone[name]
    own_acts: tuple[Callable[[], object], ...] = (
        lambda: accounts.set_roles(me.actor, me.id, {Role.DOCTOR, Role.OWNER}),
        lambda: accounts.set_sites(me.actor, me.id, {cast.branch}),
        lambda: accounts.leave(me.actor, me.id),
    )
    for own in own_acts:
        with pytest.raises(NotYourself):
            own()
    assert sessions.roles_of(me.id) == me.roles


def test_one_owner_always_stays(cast: Cast) -> None:
    accounts.set_roles(cast.ada.actor, cast.lea.id, {Role.BILLING})
    stale = Actor(cast.lea.id, frozenset({Role.OWNER}), frozenset())
    with pytest.raises(LastOwner):
        accounts.set_roles(stale, cast.ada.id, {Role.DOCTOR})
    with pytest.raises(LastOwner):
        accounts.leave(stale, cast.ada.id)
    assert Role.OWNER in sessions.roles_of(cast.ada.id)


def test_roles_are_dated_not_overwritten(cast: Cast) -> None:
    accounts.set_roles(cast.lea.actor, cast.ben.id, {Role.BILLING})
    rows = AccountRole.objects.filter(account_id=cast.ben.id)
    assert {(row.role, row.until is None) for row in rows} == {
        ("medical_assistant", False),
        ("billing", True),
    }


def test_a15_leaving_ends_everything_at_once(cast: Cast) -> None:
    ben = Account.objects.get(id=cast.ben.id)
    key, _ = sessions.open_session(ben, Workstation.objects.get(id=cast.ben.workstation), "totp")
    with lending.opened():
        factors.new_recovery_codes(cast.ben.actor, ben)
        accounts.leave(cast.lea.actor, ben.id)
    ended = Session.objects.filter(account=ben).exclude(ended_at=None)
    assert ended.values_list("ended_why", flat=True).get() == "left"
    ended.update(ended_at=None)  # even one that nobody ended lets nobody in who has left
    assert sessions.find(key) is None
    assert not Totp.objects.filter(account=ben).exists()
    assert not RecoveryCode.objects.filter(account=ben).exists()
    assert not Passkey.objects.filter(account=ben, removed_at=None).exists()
    assert sessions.roles_of(ben.id) == frozenset() == sessions.sites_of(ben.id)
    with pytest.raises(LoginRefused):
        login.with_password("ben", cast.ben.password, Source("", cast.ben.workstation))
    with pytest.raises(NotThere):
        accounts.set_roles(cast.lea.actor, ben.id, {Role.OWNER})


def test_a_recovery_code_counts_once_and_for_one_person(cast: Cast) -> None:
    ben, lea = (Account.objects.get(id=who.id) for who in (cast.ben, cast.lea))
    codes = factors.new_recovery_codes(cast.ben.actor, ben)
    assert not factors.recovery_code_fits(lea, codes[0])
    assert factors.recovery_code_fits(ben, codes[0].lower().replace("-", " "))
    assert not factors.recovery_code_fits(ben, codes[0])
    fresh = factors.new_recovery_codes(cast.ben.actor, ben)
    assert not factors.recovery_code_fits(ben, codes[1])
    assert factors.recovery_code_fits(ben, fresh[1])


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"login_name": "ben"}, LoginNameTaken),
        ({"login_name": "BEN"}, LoginNameTaken),
        ({"login_name": "ä b"}, BadInput),
        ({"lanr": "12345"}, BadInput),
        ({"display_name": " "}, BadInput),
        ({"sites": frozenset({SiteId(UUID(int=7))})}, NotThere),
    ],
    ids=str,
)
def test_a_bad_form_creates_nothing(
    cast: Cast, changed: dict[str, object], error: type[Exception]
) -> None:
    given = {"login_name": "dana", "display_name": "Dana Neu"} | changed
    count = Account.objects.count()
    with lending.opened(), pytest.raises(error):
        accounts.create_account(cast.lea.actor, NewAccount(**given))  # type: ignore[arg-type] # fields of many types
    assert Account.objects.count() == count
