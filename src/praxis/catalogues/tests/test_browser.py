"""A real Chromium: a diagnosis by keyboard with the shipped ICD-10-GM, and the catalogue pages."""

import re

import pytest
from playwright.sync_api import expect

from praxis import gate
from praxis.catalogues.shipping import import_shipped
from praxis.core.ids import PatientId
from praxis.office.tests.test_browser import Visitor, visitor
from praxis.record.tests.test_browser import _dora

pytestmark = pytest.mark.browser
__all__ = ["visitor"]


def _made(visitor: Visitor) -> PatientId:
    with gate.visiting():
        import_shipped(visitor.cast.otto.actor)
    return _dora(visitor)


def test_a_diagnosis_is_completed_by_keyboard(visitor: Visitor) -> None:
    dora = visitor.ask(lambda: _made(visitor))
    visitor.log_in("ada")
    visitor.go(f"/patienten/{dora}/karteikarte/")
    page = visitor.page
    page.focus("#zeile")
    page.keyboard.type("D akut bronch")
    page.wait_for_selector("#zeile-liste [role=option]:has-text('J20.9')")
    visitor.look("karteikarte-icd")
    page.keyboard.press("Enter")
    page.wait_for_selector("#zeile-liste [role=option]:has-text('Verdacht auf')")
    assert page.input_value("#zeile").startswith("D J20")
    visitor.look("karteikarte-icd-sicherheit")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#zeile")).to_have_value(re.compile(" V$"))
    page.keyboard.press("Enter")
    page.wait_for_selector(".stream .text:has-text('V Akute Bronchitis')")
    expect(page.locator("#zeile")).to_have_value("")
    visitor.go("/kataloge/")
    page.fill("#feld-q", "herz insuff")
    page.wait_for_selector("#katalog-treffer th:has-text('I50')")
    visitor.look("kataloge")
    visitor.go("/kataloge/pflege/")
    visitor.look("kataloge-pflege")
    assert visitor.faults == []
