"""The language of the screen: the browser's before the login, one's own after it."""

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis.audit.models import AuditEvent
from praxis.office.walls.language import wanted
from praxis.staff.models import Account
from praxis.vault import keys


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("en;q=0.1, de;q=0.2", "de"),
        ("fr, en;q=0.5", "en"),
        ("tlh", "de"),
        ("x" * 5000, "de"),
        ("en;q=zwei", "de"),
    ],
)
def test_the_browser_says_what_it_wants(header: str, language: str) -> None:
    assert wanted(header) == language


def test_before_the_login_the_browser_decides(cast: Cast, page: Pages) -> None:
    nobody = page.nobody()
    nobody.get("office:login").is_ok().shows("Anmeldename", 'lang="de"')
    spoken = nobody.get("office:login", **{"Accept-Language": "en-US"}).is_ok()
    spoken.shows("Login name", 'lang="en"').hides("Anmeldename")
    assert not nobody.cookies


def test_sealed_and_mistaken_pages_follow_the_browser(cast: Cast, page: Pages) -> None:
    browser, asks = page.nobody(raises=False), {"Accept-Language": "en"}
    browser.get("/gibt-es-nicht/", **asks).is_not_found().shows("Not found", 'lang="en"')
    with keys.installed(keys.held()):
        keys.forget()
        sealed = browser.get("/team/", **asks).has_status(503)
        sealed.shows("The vault is closed", 'lang="en"', "praxistresor unseal")
        browser.get("/team/").has_status(503).shows("Der Tresor ist zu", 'lang="de"')


def test_somebody_chooses_a_language_and_it_is_written_down(cast: Cast, page: Pages) -> None:
    ben = page.as_(cast.ben)
    ben.get("office:own_account").shows("Mein Konto")
    ben.post("office:own_language", data={"language": "en"}).leads_to("/konto/")
    ben.get("office:own_account").is_ok().shows("My account", 'lang="en"')
    assert AuditEvent.objects.filter(act="account:set-language", actor=cast.ben.id).count() == 1
    ben.post("office:own_language", data={"language": "de"}).leads_to("/konto/")
    ben.get("office:own_account").is_ok().shows("Mein Konto", 'lang="de"')


def test_an_unknown_language_is_refused(cast: Cast, page: Pages) -> None:
    ben = page.as_(cast.ben)
    for language in ("", "fr", "xx"):
        ben.post("office:own_language", data={"language": language}).has_status(422)
    assert Account.objects.get(id=cast.ben.id).language == "de"


def test_looking_at_a_page_in_another_language_changes_nothing(cast: Cast, page: Pages) -> None:
    ben, asks = page.as_(cast.ben), {"Accept-Language": "en"}
    ben.get("office:own_account", **asks).is_ok().shows("Mein Konto")
    ben.get("/konto/?language=en", **asks).is_ok().shows("Mein Konto")
    assert Account.objects.get(id=cast.ben.id).language == "de"


def test_the_lock_keeps_the_language_of_whoever_is_locked(cast: Cast, page: Pages) -> None:
    ben = page.as_(cast.ben)
    ben.post("office:own_language", data={"language": "en"})
    ben.post("office:lock")
    ben.get("office:locked").is_ok().shows("Locked", 'lang="en"').hides("Gesperrt")
