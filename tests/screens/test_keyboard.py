"""The main job without a mouse: find, write, correct, see a report, release, lock, unlock."""

import pytest
from playwright.sync_api import Page, expect

from house.patience import MILLISECONDS
from praxis.office.tests.test_browser import Visitor
from screens.filled import Filled

pytestmark = pytest.mark.browser
COMMENT = "Ihr Langzeitzucker ist leicht erhöht, bitte rufen Sie an."


class Keys:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Type."""
        self.page.keyboard.type(words)

    def tab_to(self, name: str, most: int = 60, key: str = "Tab") -> None:
        """Press Tab until something of this name has the focus, which must be visible."""
        for _ in range(most):
            self.press(key)
            told = self.page.evaluate(
                "() => { const e = document.activeElement; return [e.ariaLabel, e.title, "
                "e.labels?.[0]?.textContent, e.textContent].join(' ') }"
            )
            if name in told:
                assert self._focus_shows(), f"nobody sees that {name} has the focus"
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    def _focus_shows(self) -> bool:
        return bool(
            self.page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e); "
                "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 }"
            )
        )

    def command(self, words: str, chosen: str) -> None:
        """The command field: type, wait until it stands first, Enter."""
        self.press("/")
        self.type(words)
        first = self.page.get_by_role("option").first
        expect(first).to_contain_text(chosen)
        expect(first).to_have_attribute("aria-selected", "true")
        self.press("Enter")


def test_the_main_job_needs_no_mouse(visitor: Visitor, filled: Filled) -> None:
    visitor.log_in("ada")
    page, keys = visitor.page, Keys(visitor.page)
    page.set_default_timeout(MILLISECONDS)
    for step in (_chart, _report, _release, _lock):
        step(visitor, keys, filled)
    assert visitor.faults == []


def _chart(visitor: Visitor, keys: Keys, filled: Filled) -> None:
    page = visitor.page
    visitor.go(f"/patienten/{filled.dora}/karteikarte/")
    expect(page.locator("#zeile")).to_be_focused()
    for line in ("A Husten seit gestern", "B Lunge frei"):
        keys.type(line)
        keys.press("Enter")
        expect(page.locator(".stream .text", has_text=line[2:])).to_be_visible()
        expect(page.locator("#zeile")).to_have_value("")
    keys.tab_to("Ändern", key="Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_label("Neuer Text")).to_be_focused()
    keys.press("Control+a")
    keys.type("Lunge: Giemen beidseits")
    keys.press("Enter")
    expect(page.locator(".stream .text", has_text="Giemen")).to_be_visible()
    expect(page.locator(".stream .badge", has_text="korrigiert")).to_be_visible()


def _report(visitor: Visitor, keys: Keys, filled: Filled) -> None:
    page = visitor.page
    keys.press("Control+k")
    keys.type("labor")
    expect(page.get_by_role("option").first).to_be_visible()
    keys.press("Escape")
    _to_function(keys, "Labor")
    page.wait_for_url("**/labor/")
    keys.tab_to("Liste filtern")
    keys.type("demo")
    keys.press("ArrowDown", "Enter")
    page.get_by_role("button", name="Gesehen").wait_for()
    expect(page.get_by_role("button", name="Gesehen")).to_be_focused()
    here = page.url
    keys.press("Enter")
    page.wait_for_url(lambda url: url != here)


def _to_function(keys: Keys, name: str) -> None:
    keys.press("/")
    keys.type(name)
    option = keys.page.get_by_role("option", name=name).filter(has_text="öffnen").first
    option.wait_for()
    while option.get_attribute("aria-selected") != "true":
        keys.press("ArrowDown")
    keys.press("Enter")


def _release(visitor: Visitor, keys: Keys, filled: Filled) -> None:
    page = visitor.page
    visitor.go(f"/patienten/{filled.dora}/karteikarte/")
    keys.tab_to("Befund freigeben", most=400)
    keys.press("Enter")
    page.wait_for_url("**/freigeben/")
    keys.tab_to("Ihr Kommentar")
    keys.type(COMMENT)
    keys.tab_to("HbA1c")
    keys.press("Space")
    keys.tab_to("Vorschau", most=200)
    keys.press("Enter")
    page.get_by_role("heading", name="Genau das sieht").wait_for()
    keys.tab_to("Freigeben und")
    keys.press("Enter")
    page.wait_for_url("**/nachrichten/")
    expect(page.get_by_text(COMMENT).first).to_be_visible()


def _lock(visitor: Visitor, keys: Keys, filled: Filled) -> None:
    page = visitor.page
    visitor.go(f"/patienten/{filled.dora}/karteikarte/")
    expect(page.locator("#zeile")).to_be_focused()
    keys.type("N halb geschrieben")
    expect(page.get_by_text("Entwurf gesichert")).to_be_visible()
    keys.press("Control+Alt+l")
    expect(page.get_by_role("heading", name="Gesperrt")).to_be_visible()
    expect(page.get_by_label("PIN oder Passwort")).to_be_focused()
    keys.type(visitor.cast.ada.pin)
    keys.press("Enter")
    expect(page.locator("#zeile")).to_have_value("N halb geschrieben")
    expect(page.locator("#zeile")).to_be_focused()
