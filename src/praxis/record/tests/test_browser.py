"""A real Chromium at the chart: lines by keyboard, a correction, the old text, drafts, axe."""

import re

import pytest
from playwright.sync_api import expect

from house.patience import until
from praxis import gate
from praxis.core.ids import PatientId
from praxis.office.tests.test_browser import Visitor, visitor
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity

pytestmark = pytest.mark.browser
__all__ = ["visitor"]
LOSE_THE_NEXT_ANSWER = """() => {
  const real = window.fetch.bind(window)
  window.lost = false
  window.fetch = async (...asked) => {
    const answer = await real(...asked)
    if (window.lost || !answer.url.endsWith("/eintragen/")) return answer
    window.lost = true
    throw new TypeError("the network went away")
  }
}"""
LINES = ("A Husten seit 3 Tagen", "B Lunge frei", "D J06.9 G", "T Schonung", "N Rückruf")


def _dora(visitor: Visitor) -> PatientId:
    cast = visitor.cast
    form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}
    with gate.visiting():
        return create_patient(cast.ada.actor, read_identity(form), site=cast.main)


def test_a_chart_is_written_by_keyboard(visitor: Visitor) -> None:
    dora = visitor.ask(lambda: _dora(visitor))
    visitor.log_in("ada")
    visitor.go(f"/patienten/{dora}/karteikarte/")
    page = visitor.page
    for line in (*LINES, "! Marcumar"):
        page.focus("#zeile")
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        page.wait_for_selector(f".stream .text:has-text('{line.partition(' ')[2]}')")
        expect(page.locator("#zeile")).to_have_value("")
    assert page.locator(".patient .badge-bad:has-text('CAVE Marcumar')").count() == 1
    visitor.look("karteikarte")
    row = page.locator("li.entry:has-text('Lunge frei')")
    row.locator("button[aria-label='Ändern']").click()
    page.fill("li.entry-form textarea", "Lunge: Giemen beidseits")
    page.press("li.entry-form textarea", "Enter")
    page.wait_for_selector(".text:has-text('Giemen')")
    page.click("li.entry:has-text('Giemen') button:has-text('früher')")
    page.wait_for_selector("del:has-text('Lunge frei')")
    visitor.look("karteikarte-frueher")
    page.fill("#zeile", "A halber Satz")
    page.wait_for_selector("text=Entwurf gesichert")
    page.reload()
    assert page.input_value("#zeile") == "A halber Satz"
    assert visitor.faults == []


def test_a_second_enter_writes_nothing_twice_and_no_line_typed_meanwhile_is_lost(
    visitor: Visitor,
) -> None:
    dora = visitor.ask(lambda: _dora(visitor))
    visitor.log_in("ada")
    visitor.go(f"/patienten/{dora}/karteikarte/")
    page = visitor.page
    lines = page.locator(".stream .text")
    page.focus("#zeile")
    page.keyboard.type("A Nur einmal")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    # Drawn anew by the diagnosis, while three more lines are typed without a pause.
    for line in ("D J06.9 G", "B Lunge frei", "T Schonung", "N Rückruf"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.keyboard.type("N angefangen")
    for said in ("Nur einmal", "Lunge frei", "Schonung", "Rückruf"):
        page.wait_for_selector(f".stream .text:has-text('{said}')")
    expect(page.locator("#zeile")).to_have_value(re.compile("angefangen"))
    page.reload()
    for said in ("Nur einmal", "J06.9", "Lunge frei", "Schonung", "Rückruf"):
        assert lines.filter(has_text=said).count() == 1
    page.fill("#zeile", "")
    page.context.set_offline(True)
    page.focus("#zeile")
    page.keyboard.type("A Ohne Netz geschrieben")
    page.keyboard.press("Enter")
    expect(page.locator("#zeile")).to_have_value("A Ohne Netz geschrieben")
    page.context.set_offline(False)
    page.press("#zeile", "Enter")
    page.wait_for_selector(".stream .text:has-text('Ohne Netz geschrieben')")


def test_a_line_whose_answer_was_lost_is_written_once_whatever_one_does_next(
    visitor: Visitor,
) -> None:
    dora = visitor.ask(lambda: _dora(visitor))
    visitor.log_in("ada")
    visitor.go(f"/patienten/{dora}/karteikarte/")
    page = visitor.page
    lines = page.locator(".stream .text")

    def write_and_lose(words: str) -> None:
        page.evaluate(LOSE_THE_NEXT_ANSWER)
        page.focus("#zeile")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        until(lambda: page.evaluate("() => window.lost"), "the lost answer")
        expect(page.locator("#zeile")).not_to_have_value("")

    write_and_lose("A Gleich noch einmal")
    page.press("#zeile", "Enter")
    expect(page.locator("#zeile")).to_have_value("")
    page.wait_for_selector(".stream .text:has-text('Gleich noch einmal')")
    write_and_lose("A Nach dem Neuladen")
    page.wait_for_selector("text=Entwurf gesichert")
    page.reload()
    assert page.input_value("#zeile") == "A Nach dem Neuladen"
    # The line is empty before the server has answered.
    with page.expect_response("**/eintragen/"):
        page.press("#zeile", "Enter")
    expect(page.locator("#zeile")).to_have_value("")
    page.reload()
    assert page.input_value("#zeile") == ""
    for said in ("Gleich noch einmal", "Nach dem Neuladen"):
        assert lines.filter(has_text=said).count() == 1
