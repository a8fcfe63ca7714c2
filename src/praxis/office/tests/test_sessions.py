"""Sessions: how they end, lock, come back, and what a stolen or foreign request gets."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from house.cast import Cast
from house.pages import Page, Pages
from praxis.core.clock import FixedClock, clock_set_to, now
from praxis.core.ids import WorkstationId
from praxis.staff import accounts, cookies, factors, sessions, workstations
from praxis.staff.models import Account, Session
from praxis.staff.tests.authenticator import Authenticator
from praxis.staff.tests.test_passkeys import register
from praxis.staff.tokens import new_token
from praxis.vault import lending

HTMX: Any = {"HX-Request": "true"}


@pytest.fixture
def clock() -> Iterator[FixedClock]:
    """A clock the test moves."""
    fixed = FixedClock(now())
    with clock_set_to(fixed):
        yield fixed


def is_out(page: Page) -> bool:
    """Whether the account page leads to the login."""
    return page.get("office:own_account").location.startswith("/anmelden/")


def is_locked(page: Page) -> bool:
    """Whether the account page leads to the lock."""
    return page.get("office:own_account").location.startswith("/sperre/")


def test_b02_a_cookie_is_worthless_after_logout(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    key = browser.cookies[cookies.SESSION].value
    browser.get("office:own_account").is_ok().shows("Mein Konto")
    gone = browser.post("office:logout").leads_to("/anmelden/")
    assert gone.header("Clear-Site-Data") == '"cache", "storage"'
    browser.cookies[cookies.SESSION] = key
    assert is_out(browser)
    browser.get("office:own_account", **{"HX-Request": "true"}).has_status(401)


def test_b02_changing_the_password_ends_every_other_session(cast: Cast, page: Pages) -> None:
    here, elsewhere = page.as_(cast.ben), page.as_(cast.ben)
    new = "neun nette Nattern nicken"
    data = {"password": cast.ben.password, "new_password": new}
    here.post("office:own_password", data=data).is_ok().shows("gilt ab jetzt")
    assert is_out(elsewhere)
    assert not is_out(here)


@pytest.mark.parametrize("what", ["a passkey removed", "another app"])
def test_b02_changing_a_factor_ends_every_other_session(cast: Cast, page: Pages, what: str) -> None:
    """Who lost a phone takes it off the list: whoever found it is out at once."""
    with lending.opened():
        phone = register(cast, Authenticator(cast.ben.id))
    here, elsewhere, lea = page.as_(cast.ben), page.as_(cast.ben), page.as_(cast.lea)
    if what == "a passkey removed":
        here.post("office:own_remove", phone.pk).has_status(302)
    else:
        here.post("office:own_begin_app").leads_to("/konto/app/")
        with lending.opened():
            waiting = factors.waiting_totp(Account.objects.get(id=cast.ben.id))
            assert waiting is not None
            code = factors.code_at(waiting.seed, factors.step_of(now()))
        here.post("office:own_app", data={"code": code}).has_status(302)
    assert is_out(elsewhere)
    assert not is_out(here)
    assert not is_out(lea)


@pytest.mark.parametrize("what", ["roles", "sites", "reset", "leave", "workstation"])
def test_b02_what_leitung_changes_ends_sessions_at_once(cast: Cast, page: Pages, what: str) -> None:
    browser, lea = page.as_(cast.ben), cast.lea.actor
    assert not is_out(browser)
    with lending.opened():
        match what:
            case "roles":
                accounts.set_roles(lea, cast.ben.id, {*cast.ben.roles, *cast.ria.roles})
            case "sites":
                accounts.set_sites(lea, cast.ben.id, {cast.branch})
            case "reset":
                accounts.reset_password(lea, cast.ben.id)
            case "leave":
                accounts.leave(lea, cast.ben.id)
            case _:
                workstations.revoke(lea, cast.ben.workstation)
    assert is_out(browser)


def test_b03_an_idle_session_locks_and_then_ends(
    cast: Cast, page: Pages, clock: FixedClock
) -> None:
    browser = page.as_(cast.ben)
    clock.move(timedelta(minutes=4))
    assert not is_locked(browser)
    clock.move(timedelta(minutes=6))
    assert is_locked(browser)
    other = page.as_(cast.lea)
    clock.move(timedelta(minutes=16))
    assert is_out(other)


def test_b03_background_polling_does_not_keep_a_session_alive(
    cast: Cast, page: Pages, clock: FixedClock
) -> None:
    browser = page.as_(cast.ben)
    for _ in range(5):
        clock.move(timedelta(minutes=1))
        browser.get("office:own_account", **{"Praxis-Background": "1", "HX-Request": "true"})
    assert is_locked(browser)


def test_b03_nothing_keeps_a_session_beyond_twelve_hours(
    cast: Cast, page: Pages, clock: FixedClock
) -> None:
    browser = page.as_(cast.ben)
    for _ in range(12 * 15 - 1):
        clock.move(timedelta(minutes=4))
        browser.get("office:own_account").is_ok()
    clock.move(timedelta(minutes=4))
    assert is_out(browser)
    assert Session.objects.get().ended_why == "absolute"


def test_activity_is_written_at_most_once_a_minute(
    cast: Cast, page: Pages, clock: FixedClock
) -> None:
    browser = page.as_(cast.ben)
    before = Session.objects.get().last_activity_at
    clock.move(timedelta(seconds=30))
    browser.get("office:own_account")
    assert Session.objects.get().last_activity_at == before
    clock.move(timedelta(seconds=31))
    browser.get("office:own_account")
    assert Session.objects.get().last_activity_at == clock.now()


def test_a_locked_session_serves_only_unlocking(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.lea)
    browser.post("office:lock", **HTMX).has_status(204)
    for name in ("office:team", "office:own_account", "office:workstations"):
        assert browser.get(name).location.startswith("/sperre/")
        browser.get(name, **{"HX-Request": "true"}).has_status(401).hides("Ben Muster")
    browser.get("office:locked").is_ok().shows("Lea Leitung")
    before = browser.cookies[cookies.SESSION].value
    unlocked = browser.post("office:unlock", data={"secret": cast.lea.pin}, **HTMX)
    assert unlocked.has_status(204).header("HX-Trigger") == "desk:unlocked"
    assert browser.cookies[cookies.SESSION].value != before
    browser.get("office:team").is_ok()


def test_a_locked_session_waits_longer_than_an_idle_one(
    cast: Cast, page: Pages, clock: FixedClock
) -> None:
    browser = page.as_(cast.ben)
    browser.post("office:lock")
    clock.move(timedelta(hours=2))
    browser.post("office:unlock", data={"secret": cast.ben.password}).leads_to("/")
    assert not is_locked(browser)


def test_m05_five_wrong_pins_close_the_pin_and_not_the_session(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    browser.post("office:lock")
    for _ in range(5):
        browser.post("office:unlock", data={"secret": "999999"}).has_status(401)
    browser.post("office:unlock", data={"secret": cast.ben.pin}).has_status(401)
    assert is_locked(browser)
    browser.post("office:unlock", data={"secret": cast.ben.password}).leads_to("/")
    assert not is_locked(browser)


def test_m05_guessing_a_colleagues_pin_leaves_their_session(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    browser = page.as_(cast.ben)
    for pin in ["999999"] * 7 + [cast.lea.pin]:
        tried = browser.post("office:switch", data={"person": cast.lea.id, "pin": pin})
        tried.has_status(401)
    assert Session.objects.get(account_id=cast.lea.id).ended_at is None
    assert not is_out(lea)


def test_o07_one_account_at_two_machines_at_once_is_told_to_both(
    cast: Cast, page: Pages, clock: FixedClock
) -> None:
    here, warning = page.as_(cast.ben), "Unter Ihrem Namen wird gerade auch hier gearbeitet"
    page.as_(cast.ben)
    page.as_(cast.lea)
    here.get("desk:start").is_ok().hides(warning)
    there = page.as_(replace(cast.ben, workstation=_second_place(cast)))
    here.get("desk:start").is_ok().shows(warning, "Sprechzimmer 2", "ändern Sie bitte sofort")
    there.get("desk:start").is_ok().shows(warning, "Anmeldung")
    there.post("office:lock")
    here.get("desk:start").is_ok().hides(warning)


def _second_place(cast: Cast) -> WorkstationId:
    with lending.opened():
        account = Account.objects.get(id=cast.ben.id)
        _device, place = workstations.request_approval(account, "Sprechzimmer 2")
        workstations.approve(cast.lea.actor, place.id, "Sprechzimmer 2")
    return WorkstationId(place.id)


def test_people_switch_by_pin_only_where_they_logged_in_today(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    page.as_(cast.lea)
    pin = {"pin": cast.lea.pin}
    browser.post("office:switch", data={"person": cast.lea.id, **pin}).leads_to("/")
    browser.get("office:team").is_ok()
    ben = Session.objects.get(account_id=cast.ben.id)
    assert ben.locked_at is not None
    browser.post("office:switch", data={"person": cast.cem.id, **pin}).has_status(401)
    stranger = page.nobody()
    stranger.post("office:switch", data={"person": cast.lea.id, **pin}).is_not_found()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://praxis.localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
@pytest.mark.parametrize("logged_in", [True, False])
def test_b04_foreign_requests_change_nothing(
    cast: Cast, page: Pages, headers: dict[str, Any], logged_in: bool
) -> None:
    browser = page.as_(cast.ben) if logged_in else page.at_desk()
    data = {"login_name": "ben", "password": cast.ben.password}
    browser.post("office:login_password", data=data, **headers).is_refused()
    browser.post("office:logout", **headers).is_refused()
    assert Session.objects.filter(ended_at=None).count() == int(logged_in)


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "b" * 64])
def test_b04_the_sessions_own_token_is_needed(cast: Cast, page: Pages, token: str) -> None:
    browser = page.as_(cast.ben)
    browser.post("office:logout", data={"csrfmiddlewaretoken": token}).is_refused()
    other = page.as_(cast.lea).token()
    browser.post("office:logout", data={"csrfmiddlewaretoken": other}).is_refused()
    body: Any = '{"csrfmiddlewaretoken": "x"}'
    headers = {"Origin": browser.origin}
    raw = browser.client.post("/abmelden/", body, content_type="text/plain", headers=headers)
    assert raw.status_code == 403
    assert not is_out(browser)


def test_b04_get_changes_nothing(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    for path in ("/abmelden/", "/sperren/", "/anmelden/passwort/", "/konto/pin/"):
        browser.get(path).has_status(405)
    assert not is_out(browser)


def test_b05_cookies_carry_every_flag(cast: Cast, page: Pages) -> None:
    browser = page.at_desk()
    data = {"login_name": "ben", "password": cast.ben.password}
    browser.post("office:login_password", data=data)
    browser.post("office:login_code", data={"code": cast.ben.code()})
    for name in (cookies.SESSION, cookies.STEP):
        morsel = browser.cookies[name]
        assert name.startswith("__Host-")
        assert morsel["secure"]
        assert morsel["httponly"]
        assert morsel["path"] == "/"
        assert morsel["domain"] == ""
        assert morsel["samesite"] in {"Lax", "Strict"}


def test_b05_a_cookie_without_the_host_prefix_is_nothing(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    browser.cookies["sitzung"] = browser.cookies[cookies.SESSION].value
    del browser.cookies[cookies.SESSION]
    assert is_out(browser)


def test_b06_no_token_stands_in_a_page_or_address(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.lea)
    secrets = [browser.cookies[name].value for name in (cookies.SESSION, cookies.DEVICE)]
    for name in ("office:own_account", "office:team", "office:workstations"):
        answer = browser.get(name).is_ok().hides(*secrets, browser.token())
        assert answer.header("Referrer-Policy") == "same-origin"


def test_b08_b09_every_answer_forbids_frames_and_keeping(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.lea)
    for path in ("/team/", "/anmelden/", "/nirgendwo/", "/sperre/"):
        answer = browser.get(path)
        assert "frame-ancestors 'none'" in answer.header("Content-Security-Policy")
        assert "require-trusted-types-for 'script'" in answer.header("Content-Security-Policy")
        assert answer.header("X-Frame-Options") == "DENY"
        assert answer.header("Cache-Control") == "no-store"
        assert answer.header("X-Content-Type-Options") == "nosniff"


def test_b10_ten_thousand_tokens_show_no_pattern() -> None:
    tokens = [new_token() for _ in range(10_000)]
    assert len(set(tokens)) == 10_000
    assert {len(token) for token in tokens} == {43}
    # The first 42 characters carry 6 bit each: 252 bit; every place is close to uniform.
    for place in (0, 7, 21, 41):
        counts = Counter(token[place] for token in tokens)
        entropy = -sum(n / 10_000 * math.log2(n / 10_000) for n in counts.values())
        assert entropy > 5.98


def test_the_database_knows_a_session_only_by_hash(cast: Cast, page: Pages) -> None:
    key = page.as_(cast.ben).cookies[cookies.SESSION].value
    row = Session.objects.get()
    assert key.encode() not in bytes(row.key_hash)
    stored = {field.name for field in Session._meta.get_fields()}
    assert not stored & {"key", "data", "payload", "name", "address", "user_agent"}
    assert sessions.find(key) is not None
