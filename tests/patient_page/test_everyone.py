"""Everyone can use it: screen readers, keyboards, large type, both languages; and it stays shut."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from house.patience import MILLISECONDS
from patient_page import letters
from patient_page.page_host import PageHost
from patient_page.relay_stub import RelayStub
from patient_page.tresor_stub import TresorStub
from patient_page.visitor import (
    PAPER,
    choose_paper,
    look_again,
    open_sheet,
    pair_with_paper,
    type_code,
)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(params=["light", "dark"])
def tall(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose policy axe may step around; in both colour schemes."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        locale="de-DE",
        color_scheme=request.param,
        bypass_csp=True,
    )
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    yield page
    context.close()


def check(page: Page, where: str) -> None:
    """No finding of axe on the screen as it stands."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], where


def test_axe_finds_nothing_while_pairing(tall: Page, host: PageHost, tresor: TresorStub) -> None:
    tall.goto(host.origin)
    tall.get_by_role("heading", name="Hier kommt Post").wait_for()
    check(tall, "no sheet")
    open_sheet(tall, host, tresor.invite(relay="http://other.localhost:9"))
    tall.reload()
    tall.goto("about:blank")
    open_sheet(tall, host, tresor.invite(relay="http://other.localhost:9"))
    tall.get_by_role("heading", name="Dieses Blatt gehört").wait_for()
    check(tall, "foreign sheet")
    tall.goto("about:blank")
    open_sheet(tall, host, tresor.invite())
    tall.get_by_role("button", name="Los geht’s").wait_for()
    check(tall, "start")
    type_code(tall, "123")
    check(tall, "short code")
    tall.get_by_label("Achtstelliger Code").fill("11111111")
    tall.get_by_role("button", name="Weiter").click()
    check(tall, "lock")
    tall.locator("#lock-paper").click()
    tall.get_by_role("button", name="Weiter").click()
    check(tall, "paper")
    tall.get_by_role("button", name="Zurück").click()
    choose_paper(tall)
    tall.get_by_text("Sie haben noch 4 Versuche.").wait_for()
    check(tall, "wrong code")
    tall.get_by_label("Achtstelliger Code").fill(tresor.code)
    tall.get_by_role("button", name="Weiter").click()
    tall.get_by_role("heading", name="Ihr Gerät ist verbunden").wait_for()
    check(tall, "paired")


def test_axe_finds_nothing_in_the_mail(
    tall: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(tall, host, tresor)
    check(tall, "empty inbox")
    body = letters.pdf()
    for released, files in (
        (letters.ACCESS, ()),
        (letters.certificate(body), (body,)),
        (letters.QUESTIONNAIRE, ()),
        (letters.FINDING, ()),
    ):
        tresor.release(released, files)
    look_again(tall)
    tall.get_by_role("button", name="Ihre Blutwerte").wait_for()
    check(tall, "inbox")
    for title in ("Ihre Blutwerte", "Vor Ihrem Termin", "Attest für den"):
        tall.get_by_role("button", name=title).click()
        tall.get_by_role("button", name="Zurück").wait_for()
        check(tall, title)
        tall.get_by_role("button", name="Zurück").click()
    tall.locator("#write").click()
    check(tall, "write")
    tall.get_by_role("button", name="Zurück").click()
    tall.locator("#openings").click()
    check(tall, "openings")
    tall.get_by_role("button", name="Zurück").click()
    tall.get_by_role("button", name="Einstellungen").click()
    check(tall, "settings")
    tall.locator("#remove").click()
    check(tall, "remove")
    tall.get_by_role("button", name="Abbrechen").click()
    tall.get_by_role("button", name="Zurück").click()
    tresor.release(letters.MESSAGE, send=False)
    tresor.release(letters.MESSAGE)
    look_again(tall)
    tall.locator("[data-trouble=held]").wait_for()
    relay.down = True
    look_again(tall)
    tall.locator("[data-trouble=offline]").wait_for()
    check(tall, "troubles")
    tall.locator("#lock").click()
    check(tall, "unlock")


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until the control has the focus, as one without a mouse does once it is there."""
    expect(control).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if control.evaluate("control => control === document.activeElement"):
            return
    raise AssertionError(f"cannot reach {control}")


def test_the_keyboard_is_enough_from_sheet_to_question(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    def press(name: str) -> None:
        tab_to(page, page.get_by_role("button", name=name))
        page.keyboard.press("Enter")

    def fill(label: str, text: str) -> None:
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(text)

    open_sheet(page, host, tresor.invite())
    press("Los geht’s")
    fill("Achtstelliger Code", tresor.code)
    page.keyboard.press("Enter")
    press("Mit dem Abreißstreifen")
    fill("Abreißstreifen", PAPER)
    page.keyboard.press("Enter")
    press("Zu meinen Briefen")
    press("Frage schreiben")
    fill("Ihre Frage", "Ohne Maus geschrieben.")
    press("Verschlüsselt senden")
    expect(page.get_by_text("Ihre Frage ist unterwegs.")).to_be_visible()


class Cut:
    """What is wider than the window, screen by screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, int] = {}

    def at(self, name: str) -> None:
        """Measure the screen as it stands."""
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if (pixels := self.page.evaluate(wide)) > 0:
            self.found[name] = pixels


def test_nothing_is_cut_off_at_twice_the_size(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    # 640 px at 200 % are 320 CSS px, the width that WCAG 1.4.10 asks for.
    page.set_viewport_size({"width": 320, "height": 640})
    cut = Cut(page)
    open_sheet(page, host, tresor.invite())
    page.get_by_role("button", name="Los geht’s").wait_for()
    cut.at("sheet")
    type_code(page, tresor.code)
    page.locator("#lock-paper").wait_for()
    cut.at("lock")
    choose_paper(page)
    page.get_by_role("heading", name="Ihr Gerät ist verbunden").wait_for()
    cut.at("paired")
    page.get_by_role("button", name="Zu meinen Briefen").click()
    body = letters.pdf()
    tresor.release(letters.ACCESS)
    tresor.release(letters.certificate(body), (body,))
    tresor.release(letters.QUESTIONNAIRE)
    tresor.release(letters.FINDING)
    look_again(page)
    page.get_by_role("button", name="Ihre Blutwerte").wait_for()
    cut.at("inbox")
    for title in ("Ihre Blutwerte", "Vor Ihrem Termin", "Attest für den"):
        page.get_by_role("button", name=title).click()
        cut.at(title)
        page.get_by_role("button", name="Zurück").click()
    for way in ("#write", "#openings"):
        page.locator(way).click()
        cut.at(way)
        page.get_by_role("button", name="Zurück").click()
    page.get_by_role("button", name="Einstellungen").click()
    cut.at("settings")
    page.locator("#remove").click()
    cut.at("remove")
    assert cut.found == {}


def test_the_language_can_be_switched_and_is_kept(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    page.goto(host.origin)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Letters from your practice")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="Deutsch").click()
    pair_with_paper(page, host, tresor)
    page.get_by_role("button", name="Einstellungen").click()
    page.get_by_label("English").check()
    page.wait_for_timeout(300)
    page.reload()
    expect(page.get_by_role("heading", name="Your letters are locked")).to_be_visible()


def test_secrets_do_not_outlive_five_hidden_minutes(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    page.clock.install()
    pair_with_paper(page, host, tresor)
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    page.clock.run_for(4 * 60_000)
    expect(page.get_by_role("heading", name="Ihre Briefe", exact=True)).to_be_visible()
    page.clock.run_for(61_000)
    page.evaluate(hide, False)
    expect(page.get_by_role("heading", name="Ihre Briefe sind verschlossen")).to_be_visible()


def test_h13_the_sheet_s_secret_leaves_the_address_and_stays_nowhere_in_clear(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    fragment = tresor.invite()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.all_headers()}"))
    open_sheet(page, host, fragment)
    type_code(page, tresor.code)
    choose_paper(page)
    page.get_by_role("heading", name="Ihr Gerät ist verbunden").wait_for()
    assert page.url == f"{host.origin}/"
    assert not any(fragment in line for line in asked)
    assert not any(tresor.code in line for line in asked)
    clear = "localStorage.length + sessionStorage.length + document.cookie.length"
    assert page.evaluate(clear) == 0
    hosts = {line.split("/")[2] for line in asked}
    assert hosts == {host.origin.split("/")[2], relay.authority}


def test_e11_text_cannot_become_markup_on_this_page(
    context: BrowserContext, host: PageHost
) -> None:
    page = context.new_page()
    page.goto(host.origin)
    page.get_by_role("heading", name="Hier kommt Post").wait_for()
    blocked = page.evaluate(
        """() => {
          try { document.body.innerHTML = "<b>x</b>"; return "written"; }
          catch (error) { return error.name; }
        }"""
    )
    assert blocked == "TypeError"
