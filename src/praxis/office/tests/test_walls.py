"""What every request meets before a view: limits, canonical ids, the sealed page, mistakes."""

import logging

import pytest
from django.http import HttpRequest
from django.urls import get_resolver

from house.cast import Cast
from house.pages import Pages
from praxis.core.errors import PraxisError
from praxis.core.logs import SafeFormatter
from praxis.gate.views import access_of
from praxis.staff import people, sessions
from praxis.staff.models import Account
from praxis.vault import keys, lending


def test_p02_fields_nobody_offers_are_ignored(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    before = Account.objects.get(id=cast.ben.id)
    data = {
        "display_name": "Ben Muster", "title": "", "lanr": "", "role": "owner", "is_admin": "1",
        "login_name": "root", "password": "x", "created_at": "2001-01-01", "left_at": "2001-01-01",
    }  # fmt: skip
    lea.post("office:person", cast.ben.id, data=data).leads_to("/team/")
    after = Account.objects.get(id=cast.ben.id)
    for name in ("login_name", "password", "created_at", "left_at", "must_change"):
        assert getattr(before, name) == getattr(after, name)
    assert sessions.roles_of(cast.ben.id) == cast.ben.roles


OFFICE_ONLY = ["office:team", "office:hire", "office:workstations"]


@pytest.mark.parametrize("who", ["ben", "cem", "otto", "ria"])
def test_p05_only_leitung_opens_the_office(cast: Cast, page: Pages, who: str) -> None:
    browser = page.as_(cast.everyone[who])
    for name in OFFICE_ONLY:
        browser.get(name).is_refused().hides("Lea Leitung")
    for name in ("person", "leave", "new_start_password", "new_factors", "roles_and_sites"):
        browser.post(f"office:{name}", cast.lea.id).is_refused()
    browser.post("office:approve", cast.ben.workstation).is_refused()
    browser.post("office:revoke", cast.ben.workstation).is_refused()
    assert Account.objects.get(id=cast.lea.id).left_at is None


@pytest.mark.parametrize("who", ["ada", "lea"])
def test_leitung_opens_the_office(cast: Cast, page: Pages, who: str) -> None:
    browser = page.as_(cast.everyone[who])
    browser.get("office:team").is_ok().shows("Dr. med. Ada Beispiel", "Leitung", "Zweigpraxis")
    browser.get("office:person", cast.ben.id).is_ok().shows("Ben Muster")


def test_leitung_hires_somebody(cast: Cast, page: Pages) -> None:
    data = {
        "login_name": "dana", "display_name": "Dana Neu", "title": "", "lanr": "",
        "roles": ["doctor", "billing"], "sites": [str(cast.main), str(cast.branch)],
    }  # fmt: skip
    page.as_(cast.lea).post("office:hire", data=data).is_ok().shows("Startpasswort", "Dana Neu")
    dana = Account.objects.get(login_name="dana")
    assert sessions.roles_of(dana.id) == {"doctor", "billing"}
    assert sessions.sites_of(dana.id) == {cast.main, cast.branch}


def test_p06_roles_in_the_form_must_exist_and_not_be_ones_own(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    bad = {"roles": ["superuser"], "sites": []}
    lea.post("office:roles_and_sites", cast.ben.id, data=bad).has_status(422)
    own = {"roles": ["doctor", "owner"], "sites": []}
    lea.post("office:roles_and_sites", cast.lea.id, data=own).is_refused()
    assert sessions.roles_of(cast.lea.id) == cast.lea.roles


def test_p08_a_field_twice_is_refused(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    twice = {"display_name": ["Ben Muster", "Mallory"], "title": "", "lanr": ""}
    lea.post("office:person", cast.ben.id, data=twice).has_status(422)
    lea.get("/team/?a=1&a=2").has_status(422)
    with lending.opened():
        assert people.name_of(cast.ben.id) == "Ben Muster"


@pytest.mark.parametrize(
    "answer", ['{"id":1,"id":2}', '{"__proto__":{}}', "[]", "[" * 100_000, "NaN", "", '{"id":NaN}']
)
def test_p08_json_with_a_key_twice_is_refused(page: Pages, answer: str) -> None:
    browser = page.at_desk()
    browser.post("office:login_passkey_options").is_ok()
    refused = browser.post("office:login_passkey", data={"answer": answer})
    assert refused.status == 422


@pytest.mark.parametrize(
    "path",
    [
        "/.env", "/.git/config", "/.git/HEAD", "/docs", "/docs/", "/openapi.json", "/metrics",
        "/admin/", "/debug/", "/__debug__/", "/backup.sql", "/db.sqlite3", "/static/",
        "/static/../settings.py", "/static/%2e%2e/settings.py", "/server-status", "/api/",
        "/accounts/login/", "/favicon.ico.bak", "/config.json", "/team.bak",
    ],
)  # fmt: skip
@pytest.mark.parametrize("logged_in", [True, False])
def test_p09_g03_there_is_nothing_behind_the_usual_doors(
    cast: Cast, page: Pages, path: str, logged_in: bool
) -> None:
    browser = page.as_(cast.otto) if logged_in else page.nobody()
    browser.get(path).is_not_found()


def test_c05_only_the_canonical_id_is_an_id(cast: Cast, page: Pages) -> None:
    lea, ben = page.as_(cast.lea), str(cast.ben.id)
    lea.get(f"/team/{ben}/").is_ok()
    for written in (
        ben.upper(), ben.replace("-", ""), "{" + ben + "}", f"urn:uuid:{ben}", f" {ben}", f"{ben} ",
        "1", "01", "1.0", "-1", "9" * 50, f"{ben}%00", f"{ben}/..", "[]",
    ):  # fmt: skip
        lea.get(f"/team/{written}/").is_not_found()
    for written in (ben.upper(), "1", "", "id[]"):
        wrong = {"person": written, "pin": "123456"}
        assert lea.post("office:switch", data=wrong).status in {404, 422}
    many = {"sites": [ben.upper()], "roles": []}
    lea.post("office:roles_and_sites", cast.ben.id, data=many).has_status(422)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PATCH", "PUT", "DELETE", "TRACE"])
def test_c06_other_methods_are_refused(cast: Cast, page: Pages, method: str) -> None:
    browser = page.as_(cast.lea)
    headers = {"Origin": browser.origin, "X-CSRFToken": browser.token()}
    for path in ("/team/", "/abmelden/", "/anmelden/", "/konto/"):
        assert browser.client.generic(method, path, headers=headers).status_code == 405


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_c06_a_header_does_not_change_the_method(cast: Cast, page: Pages, name: str) -> None:
    page.as_(cast.lea).get("/team/", **{name: "DELETE"}).has_status(405)


def test_another_host_name_gets_nothing(cast: Cast, page: Pages) -> None:
    answer = page.as_(cast.lea).get("/team/", Host="evil.example:8000")
    answer.has_status(400)
    assert answer.text == ""


def test_every_office_address_says_who_may_come() -> None:
    silent = [
        str(pattern)
        for pattern in get_resolver("praxis.office.urls").url_patterns
        if access_of(getattr(pattern, "callback", None)) is None
    ]
    assert silent == []


def test_while_sealed_there_is_one_page(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.lea)
    with keys.installed(keys.held()):
        keys.forget()
        for path in ("/team/", "/anmelden/", "/nirgendwo/", "/konto/"):
            sealed = browser.get(path).has_status(503).shows("praxistresor unseal")
            assert sealed.header("Cache-Control") == "no-store"
        browser.get("/static/desk/css/tokens.css").is_ok()
    browser.get("office:team").is_ok()


CANARY = "Kanarienvogel-Müller"


class Secretive(PraxisError):
    """An error whose cause holds something private."""

    status = 500


@pytest.mark.parametrize("kind", ["ValueError", "TypeError", "database", "ours"])
def test_g02_a_broken_page_shows_a_number_and_nothing_else(
    cast: Cast, page: Pages, kind: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    from django.db import OperationalError

    errors = {
        "ValueError": ValueError(CANARY), "TypeError": TypeError(CANARY),
        "database": OperationalError(CANARY), "ours": Secretive(),
    }  # fmt: skip

    def broken(*_args: object, **_kwargs: object) -> None:
        raise errors[kind] from KeyError(CANARY)

    monkeypatch.setattr("praxis.staff.people.staff", broken)
    answer = page.as_(cast.lea, raises=False).get("office:team")
    answer.has_status(503 if kind == "database" else 500)
    answer.hides(CANARY, "Traceback", "ValueError", "Operational", "/src/", ".py")
    lines = [SafeFormatter().format(record) for record in caplog.records]
    assert any("incident" in line for line in lines)
    assert CANARY not in "".join(lines)
    incident = next(line for line in lines if "incident" in line).split("incident ")[1][:8]
    answer.shows(incident)


def test_g02_a_part_of_a_page_that_breaks_has_a_number_too(
    cast: Cast, page: Pages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("praxis.staff.people.staff", broken)
    browser = page.as_(cast.lea, raises=False)
    answer = browser.get("office:team", **{"HX-Request": "true"}).has_status(500)
    answer.hides(CANARY, "<html").shows("notice-bad", "Vorfall")
    lines = [SafeFormatter().format(record) for record in caplog.records]
    incident = next(line for line in lines if "incident" in line).split("incident ")[1][:8]
    answer.shows(incident)


def test_e13_the_log_keeps_one_event_on_one_line() -> None:
    record = logging.LogRecord("x", 20, "f", 1, "a\r\nb\x1b[31m\x85\u2028c", None, None)
    line = SafeFormatter().format(record)
    assert "\n" not in line
    assert "\x1b" not in line
    assert "\\x0a" in line


def test_absent_and_forbidden_look_alike(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    with lending.opened():
        from praxis.staff import accounts

        accounts.leave(cast.lea.actor, cast.ben.id)
    gone = lea.get("office:person", cast.ben.id).is_not_found().text
    never = lea.get("/team/01900000-0000-7000-8000-000000000000/").is_not_found().text
    nowhere = lea.get("/nirgendwo/").is_not_found().text
    assert _plain(gone) == _plain(never) == _plain(nowhere)


def _plain(text: str) -> str:
    """The page without the nonce of this one answer."""
    import re

    return re.sub(r'nonce="[^"]*"', "", text)


def test_a_request_without_a_session_has_no_actor() -> None:
    assert sessions.actor_of(HttpRequest()) is None


def test_o05_the_browser_lets_no_script_read_or_fill_the_clipboard(cast: Cast, page: Pages) -> None:
    told = page.as_(cast.ada).get("messages:inbox").is_ok().header("Permissions-Policy")
    asked = {part.strip() for part in told.split(",")}
    assert asked >= {"clipboard-read=()", "clipboard-write=()", "display-capture=()"}
