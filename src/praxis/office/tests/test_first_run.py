"""The first day: the set-up, the first login of the owner, and of somebody she hires."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from house.cast import CHEAP, Cast
from house.pages import Answer, Page, Pages
from praxis.staff import cookies, factors, sessions, setup
from praxis.staff.models import Account, Practice, RecoveryCode, Session, Totp, Workstation
from praxis.vault import lending

PASSWORD = "sieben stille Seen leuchten"


@pytest.fixture
def empty_practice(own_database: str) -> Iterator[None]:
    """A migrated database in which nobody works yet; keys are open."""
    from django.db import connections

    from house.practice_keys import practice_open
    from praxis.staff.passwords import hashing_with

    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE staff_practice, staff_site, staff_account CASCADE")
    with practice_open(), hashing_with(CHEAP):
        yield


def form(**changed: str) -> dict[str, str]:
    """The set-up form as the first owner fills it in."""
    return {
        "code": setup.code(), "practice": "Praxis Neu", "site": "Haus", "bsnr": "123456789",
        "login_name": "petra", "display_name": "Petra Erste", "title": "Dr.", "lanr": "",
        "password": PASSWORD, "doctor": "1", **changed,
    }  # fmt: skip


def enrol(browser: Page, login_name: str) -> Answer:
    """Set the authenticator app up and confirm its first code; answers with the codes."""
    browser.get("office:login_going_on").is_ok().shows("Zweiten Faktor einrichten")
    browser.post("office:login_begin_app").leads_to("/anmelden/weiter/")
    browser.get("office:login_going_on").is_ok().shows("<svg", "Von Hand")
    with lending.opened():
        totp = Totp.objects.get(account__login_name=login_name)
        code = factors.code_at(totp.seed, factors.step_of(totp.created_at))
    return browser.post("office:login_confirm_app", data={"code": code}).is_ok()


def test_a07_the_set_up_page_works_once(empty_practice: None) -> None:
    browser = Page()
    browser.get("office:login").leads_to("/einrichten/")
    browser.get("office:set_up").is_ok().shows("Einrichtungscode")
    browser.post("office:set_up", data=form(code="0000")).has_status(401)
    browser.post("office:set_up", data=form(bsnr="12")).has_status(422).shows("BSNR", "Petra")
    assert not Practice.objects.exists()
    browser.post("office:set_up", data=form()).leads_to("/anmelden/weiter/")
    assert not setup.code_file().exists()
    browser.get("office:set_up").is_not_found()
    browser.post("office:set_up", data=form(login_name="eve")).is_not_found()
    shown = enrol(browser, "petra").shows("werden nur jetzt gezeigt")
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", unescape(shown.text))
    assert len(codes) == 10
    browser.get("office:login_going_on").is_ok().shows("Neuer Arbeitsplatz")
    browser.post("office:login_place", data={"name": "Büro"}).leads_to("/")
    browser.get("office:team").is_ok().shows("Dr. Petra Erste")
    assert Workstation.objects.get().name == "Büro"


def test_somebody_hired_starts_with_a_password_of_her_own(cast: Cast, page: Pages) -> None:
    hired = {"login_name": "dana", "display_name": "Dana Neu", "roles": ["doctor"], "sites": []}
    shown = page.as_(cast.lea).post("office:hire", data=hired).is_ok()
    start = re.findall(r"<code>([a-z0-9-]{24})</code>", shown.text)[0]
    browser = page.at_desk()
    given = {"login_name": "dana", "password": start}
    browser.post("office:login_password", data=given).leads_to("/anmelden/weiter/")
    weak = browser.post("office:login_new_password", data={"new_password": "DanaNeu-2026"})
    weak.has_status(422).shows("fast nur aus Namen")
    browser.post("office:login_new_password", data={"new_password": start}).has_status(422)
    browser.post("office:login_new_password", data={"new_password": PASSWORD})
    assert not Session.objects.filter(account__login_name="dana").exists()
    enrol(browser, "dana")
    browser.post("office:login_place").leads_to("/")
    browser.get("office:own_account").is_ok().shows("10 Codes")
    page.at_desk().post("office:login_password", data=given).has_status(401)


def test_p01_g08_secrets_are_write_only(cast: Cast, page: Pages) -> None:
    with lending.opened():
        seed = factors.base32(Totp.objects.get(account_id=cast.ben.id))
    browser = page.as_(cast.ben)
    browser.get("office:own_account").is_ok().hides(seed, cast.ben.pin).shows("Hinterlegt")
    browser.get("office:own_app").leads_to("/konto/")


def test_a_pin_alone_does_not_let_anybody_change_factors(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    Session.objects.update(confirmed_at="2026-01-01T00:00:00Z")
    browser.post("office:own_codes").is_refused().shows("bestätigen Sie zuerst")
    browser.post("office:lock")
    browser.post("office:unlock", data={"secret": cast.ben.pin}).leads_to("/")
    browser.post("office:own_codes").is_refused()
    assert not RecoveryCode.objects.filter(account_id=cast.ben.id).exists()
    browser.post("office:own_confirm", data={"password": cast.ben.password}).leads_to("/konto/")
    browser.post("office:own_codes").is_ok()
    assert RecoveryCode.objects.filter(account_id=cast.ben.id).count() == 10


def test_a_new_app_replaces_the_old_one_only_when_confirmed(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    old = Totp.objects.get(account_id=cast.ben.id)
    browser.post("office:own_begin_app").leads_to("/konto/app/")
    browser.get("office:own_app").is_ok().shows("<svg")
    browser.post("office:own_app", data={"code": "000000"}).has_status(401)
    assert Totp.objects.filter(id=old.id).exists()
    with lending.opened():
        new = Totp.objects.get(account_id=cast.ben.id, confirmed_at=None)
        code = factors.code_at(new.seed, factors.step_of(new.created_at))
    browser.post("office:own_app", data={"code": code}).leads_to("/konto/?getan=app-eingerichtet")
    assert list(Totp.objects.filter(account_id=cast.ben.id)) == [new]


def test_after_a_restore_everybody_logs_in_again(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    assert sessions.end_everyones("restore") == 1
    assert browser.get("office:own_account").location.startswith("/anmelden/")
    assert cookies.DEVICE in browser.cookies
    assert Account.objects.filter(left_at=None).count() == len(cast.everyone)
