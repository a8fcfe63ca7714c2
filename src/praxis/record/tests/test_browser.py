"""A real Chromium at the chart: lines by keyboard, a correction, the old text, drafts, axe."""

import pytest

from praxis import gate
from praxis.core.ids import PatientId
from praxis.office.tests.test_browser import Visitor, visitor
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity

pytestmark = pytest.mark.browser
__all__ = ["visitor"]
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
        page.wait_for_function("document.querySelector('#zeile').value === ''")
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
