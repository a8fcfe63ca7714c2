"""Logging in, step by step, as people meet it."""

from datetime import timedelta
from typing import Any

import pytest

from house.cast import Cast, Person
from house.pages import Answer, Page, Pages
from praxis.core.clock import FixedClock, clock_set_to, now
from praxis.staff import accounts, cookies
from praxis.staff.models import LoginStep, Session
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


@pytest.mark.parametrize("name", ["ben", "nobody-here"])
def test_a03_wrong_and_unknown_look_the_same(page: Pages, name: str) -> None:
    data = {"login_name": name, "password": "voellig falsch geraten"}
    answer = page.at_desk().post("office:login_password", data=data)
    answer.has_status(401).shows("Das passt nicht zusammen")


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
