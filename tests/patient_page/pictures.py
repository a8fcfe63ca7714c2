"""Takes a picture of every screen, light and dark, phone and desk: run it and look at them."""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from house.chromium import CHROMIUM, FLAGS
from house.patience import MILLISECONDS
from patient_page import letters
from patient_page.page_host import PageHost
from patient_page.relay_stub import RelayStub
from patient_page.tresor_stub import TresorStub
from patient_page.visitor import choose_paper, look_again, open_sheet, type_code
from wire.letters import FileType, Message
from wire.notices import Receipt, ReceiptState

Snap = Callable[[str], None]
SIZES = {"phone": (390, 844), "desk": (1366, 768)}


def tour(page: Page, host: PageHost, tresor: TresorStub, folder: Path, name: str) -> None:
    """Walk through the page and keep one picture of each screen."""

    def snap(screen: str) -> None:
        page.wait_for_timeout(150)
        page.screenshot(path=folder / f"{screen}-{name}.png", full_page=True)

    page.goto(host.origin)
    page.get_by_role("heading", name="Hier kommt Post").wait_for()
    snap("01-no-sheet")
    page.goto("about:blank")
    open_sheet(page, host, tresor.invite(relay="http://other.localhost:9"))
    page.get_by_role("heading", name="Dieses Blatt gehört").wait_for()
    snap("02-foreign")
    page.goto("about:blank")
    open_sheet(page, host, tresor.invite())
    page.get_by_role("button", name="Los geht’s").wait_for()
    snap("03-pair-start")
    type_code(page, "11111111")
    page.locator("#lock-paper").wait_for()
    snap("04-pair-lock")
    page.locator("#lock-paper").click()
    snap("05-pair-paper")
    page.get_by_role("button", name="Zurück").click()
    choose_paper(page)
    page.get_by_text("Sie haben noch 4 Versuche.").wait_for()
    snap("06-wrong-code")
    page.get_by_label("Achtstelliger Code").fill(tresor.code)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("heading", name="Ihr Gerät ist verbunden").wait_for()
    snap("07-paired")
    page.get_by_role("button", name="Zu meinen Briefen").click()
    page.get_by_role("heading", name="Ihre Briefe").wait_for()
    snap("08-inbox-empty")
    mail(page, tresor, snap)


def mail(page: Page, tresor: TresorStub, snap: Snap) -> None:
    """The second half: letters, writing, settings, troubles."""
    body = letters.pdf()
    photo = letters.picture("JPEG")
    tresor.release(letters.ACCESS)
    tresor.release(letters.MESSAGE)
    tresor.release(letters.certificate(body), (body,))
    tresor.release(letters.QUESTIONNAIRE)
    files = letters.with_files(("Röntgenbild", FileType.JPEG, photo))
    tresor.release(
        Message("Ihr Röntgenbild", "Hier ist das Bild von gestern.", None, files), (photo,)
    )
    tresor.release(letters.FINDING)
    look_again(page)
    page.get_by_role("button", name="Ihre Blutwerte").wait_for()
    page.locator("#write").click()
    snap("09-write")
    page.get_by_label("Ihre Frage").fill("Muss ich wegen des Langzeitzuckers etwas ändern?")
    page.locator("#send").click()
    page.get_by_text("Ihre Frage ist unterwegs.").wait_for()
    tresor.release(Receipt(ReceiptState.FETCHED, (tresor.known().hashes[-1],), 1795000000))
    snap("10-inbox")
    for title, screen in (
        ("Ihre Blutwerte", "11-finding"),
        ("Attest für den", "12-certificate"),
        ("Vor Ihrem Termin", "13-questionnaire"),
        ("Ihr Röntgenbild", "14-picture"),
        ("Muss ich wegen", "15-own"),
    ):
        page.get_by_role("button", name=title).click()
        page.get_by_role("button", name="Zurück").wait_for()
        load = page.get_by_role("button", name="Laden")
        if load.count():
            load.click()
            page.get_by_role("link", name="Sichern").wait_for()
        snap(screen)
        page.get_by_role("button", name="Zurück").click()
    settings_and_troubles(page, tresor, snap)


def settings_and_troubles(page: Page, tresor: TresorStub, snap: Snap) -> None:
    """The last third."""
    page.locator("#openings").click()
    snap("16-openings")
    page.get_by_role("button", name="Zurück").click()
    page.get_by_role("button", name="Einstellungen").click()
    snap("17-settings")
    page.locator("#remove").click()
    snap("18-remove")
    page.get_by_role("button", name="Abbrechen").click()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Back").click()
    page.get_by_role("heading", name="Your letters").wait_for()
    snap("19-inbox-english")
    page.get_by_label("Settings").click()
    page.get_by_label("Deutsch").check()
    page.get_by_role("button", name="Zurück").click()
    tresor.release(letters.MESSAGE, send=False)
    tresor.release(letters.MESSAGE)
    look_again(page)
    page.get_by_text("ein früherer fehlt noch").wait_for()
    snap("20-held")
    tresor.relay.down = True
    look_again(page)
    page.get_by_text("Keine Verbindung").wait_for()
    snap("21-offline")
    page.locator("#lock").click()
    snap("22-unlock")


def all_pictures(browser: Browser, folder: Path, sizes: list[str], schemes: list[str]) -> None:
    """One walk per size and colour scheme."""
    for size in sizes:
        for scheme in schemes:
            relay = RelayStub()
            host = PageHost(relay.origin)
            relay.page = host.origin
            width, height = SIZES[size]
            page = browser.new_page(
                viewport={"width": width, "height": height},
                locale="de-DE",
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page.set_default_timeout(MILLISECONDS)
            tour(page, host, TresorStub(relay), folder, f"{size}-{scheme}")
            page.close()
            host.close()
            relay.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        all_pictures(chromium, target, sys.argv[2].split(","), sys.argv[3].split(","))
        chromium.close()
