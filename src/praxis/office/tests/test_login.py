"""Logging in, step by step, as people meet it."""

import pkgutil
from datetime import timedelta
from typing import Any

import pytest

from attacks.trying import same
from house.cast import Cast, Person
from house.pages import Answer, Page, Pages
from praxis.core.clock import FixedClock, clock_set_to, now
from praxis.staff import accounts, cookies, own_account, passwords
from praxis.staff.models import Account, LoginStep, Session
from praxis.vault import lending


def password(page: Page, who: Person, secret: str | None = None) -> Answer:
    """Send login name and password."""
    data = {"login_name": who.login_name, "password": secret or who.password}
    return page.post("office:login_password", data=data)


def code(page: Page, secret: str) -> Answer:
    """Send the second factor."""
    return page.post("office:login_code", data={"code": secret})


def test_password_and_code_open_a_session(cast: Cast, page: Pages) -> None:
    browser = page.at_desk()
    password(browser, cast.ben).leads_to("/anmelden/weiter/")
    browser.get("office:login_going_on").is_ok().shows("Zweiter Faktor")
    code(browser, cast.ben.code()).leads_to("/")
    session = Session.objects.get(account_id=cast.ben.id)
    assert (session.proof, session.workstation_id) == ("totp", cast.ben.workstation)


def test_a03_wrong_and_unknown_look_the_same(cast: Cast, page: Pages, nothing_due: None) -> None:
    """At the machine of the practice and elsewhere, and also once one must wait."""
    with lending.opened():
        accounts.leave(cast.lea.actor, cast.otto.id)
    for browser in (page.at_desk, page.nobody):
        said = [_refused(browser(), name) for name in ("ben", "nobody-here", "otto")]
        for one, *others in zip(*said, strict=True):
            assert all(same(one, other) for other in others)
            assert all(one.raw.cookies == other.raw.cookies for other in others)
        assert [one.status for one in said[0]] == [401] * 5 + [429] * 2
        said[0][0].shows("Das passt nicht zusammen")
        assert _refused(browser(), "BEN")[0].status == 429, "the same name, however it is written"


def _refused(browser: Page, name: str) -> list[Answer]:
    """Seven guesses, without the name that stands in the form again."""
    data = {"login_name": name, "password": "voellig falsch geraten"}
    found = [browser.post("office:login_password", data=data) for _ in range(7)]
    for answer in found:
        answer.raw.content = answer.raw.content.replace(f'value="{name}"'.encode(), b"")
    return found


@pytest.mark.parametrize("step", ["/konto/", "/team/", "/arbeitsplaetze/"])
def test_a08_the_second_factor_cannot_be_skipped(cast: Cast, page: Pages, step: str) -> None:
    browser = page.at_desk()
    password(browser, cast.lea)
    browser.get(step).leads_to(f"/anmelden/?weiter={step.replace('/', '%2F')}")
    browser.post("office:login_place", data={"name": "x"}).has_status(401)
    browser.post("office:login_new_password", data={"new_password": "x" * 20}).has_status(401)
    assert not Session.objects.exists()


def test_a09_a_code_counts_once(cast: Cast, page: Pages) -> None:
    once = cast.ben.code()
    first, second = page.at_desk(), page.at_desk()
    password(first, cast.ben)
    password(second, cast.ben)
    code(first, once).leads_to("/")
    code(second, once).has_status(401)


def test_a09_five_wrong_codes_end_the_login(cast: Cast, page: Pages) -> None:
    browser, at = page.at_desk(), now()
    with clock_set_to(FixedClock(at)):
        password(browser, cast.ben)
        for _ in range(5):
            code(browser, "000000").has_status(401).shows("Das passt nicht zusammen")
    # Waited out: it is not the waiting that refuses the right code now, the login is over.
    with clock_set_to(FixedClock(at + timedelta(minutes=1))):
        code(browser, cast.ben.code()).has_status(401)
        assert not Session.objects.exists()
        password(browser, cast.ben)
        code(browser, cast.ben.code()).leads_to("/")


def test_a09_knowing_the_password_gives_no_fresh_tries(cast: Cast, page: Pages) -> None:
    # A slow machine would sit the waiting out.
    with clock_set_to(FixedClock(now())):
        for _ in range(3):
            browser = page.at_desk()
            password(browser, cast.ben)
            answers = [code(browser, "000000").status for _ in range(4)]
    assert answers == [429] * 4


def test_a11_a_reset_password_still_asks_for_the_second_factor(cast: Cast, page: Pages) -> None:
    with lending.opened():
        fresh = accounts.reset_password(cast.lea.actor, cast.ben.id)
    browser = page.at_desk()
    password(browser, cast.ben, fresh).leads_to("/anmelden/weiter/")
    new = "fuenf muntere Otter tauchen"
    browser.post("office:login_new_password", data={"new_password": new}).has_status(401)
    code(browser, cast.ben.code()).leads_to("/anmelden/weiter/")
    browser.get("office:login_going_on").shows("Eigenes Passwort")
    browser.post("office:login_new_password", data={"new_password": new}).leads_to("/")


@pytest.mark.parametrize("proven", ["password", "password and code"])
@pytest.mark.parametrize("what", ["password", "factors", "roles", "leave", "own password"])
def test_a11_b02_what_ends_sessions_ends_a_login_on_its_way(
    cast: Cast, page: Pages, what: str, proven: str
) -> None:
    """Whoever stole the password waits in the middle of the login for Leitung to reset it."""
    thief = page.at_desk()
    if proven != "password":
        thief = page.nobody()  # everything is proven, but for the machine
    password(thief, cast.ben).leads_to("/anmelden/weiter/")
    if proven != "password":
        code(thief, cast.ben.code()).leads_to("/anmelden/weiter/")
    with lending.opened():
        match what:
            case "password":
                accounts.reset_password(cast.lea.actor, cast.ben.id)
            case "factors":
                accounts.reset_factors(cast.lea.actor, cast.ben.id)
            case "roles":
                accounts.set_roles(cast.lea.actor, cast.ben.id, cast.ria.roles)
            case "leave":
                accounts.leave(cast.lea.actor, cast.ben.id)
            case _:
                ben = Account.objects.get(id=cast.ben.id)
                own_account.change_password(cast.ben.actor, ben, "elf blaue Wale im Watt")
    new = "gehört jetzt einem Dieb"
    thief.post("office:login_new_password", data={"new_password": new}).has_status(401)
    thief.post("office:login_begin_app").has_status(401)
    thief.post("office:login_place", data={"name": "x"}).has_status(401)
    code(thief, cast.ben.code() if what in {"password", "roles"} else "000000").has_status(401)
    assert not LoginStep.objects.filter(account_id=cast.ben.id).exists()
    assert not passwords.fits(Account.objects.get(id=cast.ben.id).password, new)


def test_a13_a_megabyte_or_nul_is_refused_before_hashing(
    cast: Cast, page: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_hash(*_args: Any) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr("praxis.staff.passwords.fits", no_hash)
    for secret in ("x" * 1_000_000, "nul\x00byte in a password"):
        password(page.at_desk(), cast.ben, secret).has_status(422)


def test_a15_who_has_left_does_not_log_in(cast: Cast, page: Pages) -> None:
    open_already = page.as_(cast.ben)
    with lending.opened():
        accounts.leave(cast.lea.actor, cast.ben.id)
    password(page.at_desk(), cast.ben).has_status(401).shows("Das passt nicht zusammen")
    open_already.get("office:locked").leads_to("/anmelden/")


def test_a_new_machine_needs_the_owner(cast: Cast, page: Pages) -> None:
    browser = page.nobody()
    password(browser, cast.ben)
    code(browser, cast.ben.code()).leads_to("/anmelden/weiter/")
    browser.post("office:login_place", data={"name": "Labor"}).is_refused().shows("angefragt")
    assert not Session.objects.exists()
    own = page.nobody()
    password(own, cast.lea)
    code(own, cast.lea.code())
    own.post("office:login_place", data={"name": "Büro"}).leads_to("/")
    assert Session.objects.get().workstation.name == "Büro"


def test_a_login_ends_after_five_minutes(cast: Cast, page: Pages) -> None:
    with clock_set_to(FixedClock(now())) as clock:
        browser = page.at_desk()
        password(browser, cast.ben)
        assert isinstance(clock, FixedClock)
        clock.move(timedelta(minutes=6))
        code(browser, cast.ben.code()).has_status(401).shows("abgelaufen")


def test_b01_login_never_keeps_a_preset_cookie(cast: Cast, page: Pages) -> None:
    browser = page.at_desk()
    preset = "A" * 43
    browser.cookies[cookies.SESSION] = preset
    browser.cookies[cookies.STEP] = preset
    password(browser, cast.ben)
    assert browser.cookies[cookies.STEP].value != preset
    code(browser, cast.ben.code()).leads_to("/")
    assert browser.cookies[cookies.SESSION].value != preset
    assert not LoginStep.objects.exists()


@pytest.mark.parametrize("step", ["password", "new password", "last"])
def test_a11_b02_a_reset_in_the_middle_of_a_proof_wins(
    cast: Cast, page: Pages, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    thief = page.at_desk()
    if step != "password":
        password(thief, cast.ben)
    if step == "new password":
        Account.objects.filter(id=cast.ben.id).update(must_change=True)
        code(thief, cast.ben.code()).leads_to("/anmelden/weiter/")

    def overtaken(module: str, name: str) -> None:
        whole = f"praxis.staff.{module}.{name}"
        honest = pkgutil.resolve_name(whole)

        def after_a_reset(*args: Any, **named: Any) -> Any:
            found = honest(*args, **named)
            monkeypatch.setattr(whole, honest)
            accounts.reset_password(cast.lea.actor, cast.ben.id)
            return found

        monkeypatch.setattr(whole, after_a_reset)

    match step:
        case "password":
            overtaken("passwords", "needs_rehash")  # it fitted, and the login was not begun yet
            password(thief, cast.ben).has_status(401)
        case "new password":
            overtaken("own_account", "check_password")
            data = {"new_password": "gehört jetzt einem Dieb"}
            thief.post("office:login_new_password", data=data).has_status(401)
        case _:
            overtaken("login", "note_second")
            code(thief, cast.ben.code())
    assert not Session.objects.filter(ended_at=None).exists()
    assert not LoginStep.objects.filter(account_id=cast.ben.id).exists()
    assert Account.objects.get(id=cast.ben.id).must_change
