"""What a patient does on the page, in words a test can read."""

from playwright.sync_api import Page

from patient_page.page_host import PageHost
from patient_page.tresor_stub import TresorStub
from wire.paper import write_paper_secret

PAPER = write_paper_secret(0x5A17C0FFEE123456789ABCDEF)


def open_sheet(page: Page, host: PageHost, fragment: str) -> None:
    """Scan the sheet."""
    page.goto(f"{host.origin}/#{fragment}")


def type_code(page: Page, code: str) -> None:
    """From the first page of a sheet to the choice of the lock."""
    page.get_by_role("button", name="Los geht’s").click()
    page.get_by_label("Achtstelliger Code").fill(code)
    page.get_by_role("button", name="Weiter").click()


def choose_paper(page: Page) -> None:
    """Take the tear-off strip, typed as people type it."""
    page.locator("#lock-paper").click()
    page.locator("#paper").fill(PAPER.lower().replace("-", " "))
    page.get_by_role("button", name="Weiter").click()


def pair_with_paper(page: Page, host: PageHost, tresor: TresorStub) -> None:
    """All of it, up to the inbox."""
    open_sheet(page, host, tresor.invite())
    type_code(page, tresor.code)
    choose_paper(page)
    page.get_by_role("heading", name="Ihr Gerät ist verbunden").wait_for()
    page.get_by_role("button", name="Zu meinen Briefen").click()
    page.get_by_role("heading", name="Ihre Briefe").wait_for()


def look_again(page: Page) -> None:
    """Press the button that asks the relay."""
    page.locator("#check").click()
