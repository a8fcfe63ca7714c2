"""A real Chromium at http://praxis.localhost: cookies, policy, passkeys, the look, axe."""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright

from house.cast import CHEAP, Cast, read_cast
from house.patience import MILLISECONDS, until
from praxis.config import config
from praxis.office.tests.serving import chromium, practice_server
from praxis.staff import cookies

pytestmark = pytest.mark.browser
AUTHENTICATOR: Final = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# What a screen reader is told: the words that come into the live region while the page is there.
HEARD: Final = """window.heard = []; addEventListener("DOMContentLoaded", () =>
  new MutationObserver(found => found.forEach(one => one.addedNodes.forEach(
    node => heard.push(node.textContent)))).observe(
  document.querySelector("#meldungen"), { childList: true, subtree: true }))"""
SHOTS: Final = os.environ.get("PRAXISTRESOR_SHOTS")


class Visitor:
    """One browser window at the practice, what went wrong in it, and the cast outside of it."""

    def __init__(self, context: BrowserContext, cast: Cast, ask: Callable[[Any], Any]) -> None:
        self.context, self.cast, self.ask = context, cast, ask
        self.page: Page = context.new_page()
        self.page.set_default_timeout(MILLISECONDS)
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.faults.append(message.text)

    def go(self, path: str) -> None:
        """Open a page of the practice."""
        self.page.goto(config().origin + path)

    def log_in(self, name: str) -> None:
        """Password and code at the front desk's machine."""
        who = self.cast.everyone[name]
        self.go("/anmelden/")
        self.page.fill("[name=login_name]", who.login_name)
        self.page.fill("[name=password]", who.password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url("**/anmelden/weiter/")
        self.page.fill("[name=code]", self.ask(who.code))
        self.page.press("[name=code]", "Enter")
        self.page.wait_for_url(lambda url: "/anmelden/" not in url)

    def look(self, name: str) -> None:
        """Nothing for axe to say; a picture in both themes if one is wanted."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        if SHOTS:
            for theme in ("light", "dark"):
                self.page.emulate_media(color_scheme=theme)
                self.page.screenshot(path=Path(SHOTS) / f"{name}-{theme}.png")
            self.page.emulate_media(color_scheme="light")


@pytest.fixture
def visitor(own_database: str) -> Iterator[Visitor]:
    """Somebody at the front desk's approved machine."""
    from house.practice_keys import practice_open
    from house.template import cast_file
    from praxis.staff.passwords import hashing_with

    cast = read_cast(cast_file())
    # Playwright runs an event loop in this thread, where neither Django nor a lending may work.
    with (
        practice_open(), hashing_with(CHEAP), ThreadPoolExecutor(1) as aside,
        practice_server() as port, tempfile.TemporaryDirectory() as home, sync_playwright() as play,
    ):  # fmt: skip
        browser = chromium(play, port, home)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="de-DE")
        device: Any = {
            "name": cookies.DEVICE,
            "value": cast.device,
            "url": f"https://{config().host}",
        }
        device |= {"secure": True, "httpOnly": True}
        context.add_cookies([device])
        yield Visitor(context, cast, lambda work: aside.submit(work).result())
        browser.close()
        aside.submit(_close).result()


def _close() -> None:
    from django.db import connections

    connections.close_all()


def test_b05_host_cookies_work_on_http_localhost(visitor: Visitor) -> None:
    visitor.log_in("lea")
    found = {c["name"]: c for c in visitor.context.cookies(config().origin)}
    session = found[cookies.SESSION]
    assert session["secure"]
    assert session["httpOnly"]
    assert session["sameSite"] == "Lax"
    assert session["domain"] == config().host
    assert visitor.page.evaluate("document.cookie") == ""
    visitor.go("/konto/")
    assert "Mein Konto" in visitor.page.inner_text("h1")
    assert visitor.faults == []


def test_a_passkey_is_made_and_logs_in_alone(visitor: Visitor) -> None:
    cdp = visitor.context.new_cdp_session(visitor.page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page = visitor.page
    page.add_init_script(HEARD)
    visitor.log_in("lea")
    visitor.go("/konto/")
    page.fill("[name=name]", "Schlüsselbund")
    page.click("text=Passkey hinzufügen")
    page.wait_for_selector("th:has-text('Schlüsselbund')")
    until(lambda: any("Der Passkey ist angelegt" in words for words in page.evaluate("heard")))
    assert page.url.endswith("/konto/")
    visitor.look("account-passkey")
    page.reload()
    assert page.locator("#meldungen .notice").count() == 0
    page.click("text=Abmelden")
    page.wait_for_url("**/anmelden/")
    page.click("text=Mit Passkey anmelden")
    page.wait_for_url(lambda url: "/anmelden/" not in url)
    visitor.go("/konto/")
    assert "Mein Konto" in page.inner_text("h1")
    page.evaluate(
        "token => fetch('/sperren/', {method: 'POST', headers: {'X-CSRFToken': token}})",
        _token(page),
    )
    visitor.go("/konto/")
    assert "Gesperrt" in page.inner_text("h1")
    page.click("text=Mit Passkey entsperren")
    page.wait_for_url("**/konto/")
    assert visitor.faults == []


def _token(page: Page) -> str:
    return str(page.get_attribute("meta[name=csrf-token]", "content"))


def test_every_screen_passes_axe(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/anmelden/")
    visitor.look("login")
    page.fill("[name=login_name]", "lea")
    page.fill("[name=password]", "falsch geraten 12")
    page.press("[name=password]", "Enter")
    page.wait_for_selector("[data-notice]")
    visitor.look("login-wrong")
    page.fill("[name=password]", visitor.cast.lea.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/anmelden/weiter/")
    visitor.look("second-factor")
    visitor.log_in("lea")
    for path, name in (
        ("/konto/", "account"), ("/team/", "team"), ("/team/neu/", "hire"),
        ("/arbeitsplaetze/", "workstations"), ("/wechseln/", "switch"),
        (f"/team/{visitor.cast.ben.id}/", "person"), ("/nirgendwo/", "not-found"),
    ):  # fmt: skip
        visitor.go(path)
        visitor.look(name)
    visitor.go("/konto/")
    page.click("text=Neue App einrichten")
    page.wait_for_selector("svg.qr")
    visitor.look("own-app")
    visitor.go("/konto/")
    page.click("text=Neue Codes erzeugen")
    page.wait_for_selector(".codes")
    visitor.look("recovery-codes")
    visitor.go("/konto/")
    page.click("[title^=Sperren]")
    page.wait_for_selector("#sperre")
    visitor.look("lock-overlay")
    page.fill("[name=secret]", visitor.cast.lea.pin)
    page.press("[name=secret]", "Enter")
    page.wait_for_selector("h1:has-text('Mein Konto')")
    assert visitor.faults == []
