"""A real Chromium: the file drops, stands red, is assigned, is seen with one key."""

import pytest
from playwright.sync_api import expect

from praxis import gate
from praxis.config import config
from praxis.core.ids import PatientId
from praxis.exchange.lab import importing
from praxis.exchange.lab.samples import drop_demo_files
from praxis.exchange.lab.tests.conftest import DORA
from praxis.office.tests.test_browser import Visitor, visitor
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity

pytestmark = pytest.mark.browser
__all__ = ["visitor"]


def _night(visitor: Visitor) -> PatientId:
    cast = visitor.cast
    with gate.visiting():
        dora = create_patient(cast.ada.actor, read_identity(DORA), site=cast.main)
    drop_demo_files(config().lab_spool)
    for _ in range(2):
        importing.run_pass()
    return dora


def test_from_the_dropped_file_to_seen(visitor: Visitor) -> None:
    visitor.ask(lambda: _night(visitor))
    visitor.log_in("ada")
    page = visitor.page
    visitor.go("/labor/")
    visitor.look("labor-liste")
    page.click("text=Unbekannt, Ulla")
    page.wait_for_selector("text=Zu wem gehört dieser Befund?")
    visitor.look("labor-rot")
    page.click("text=Patient/in anlegen")
    page.wait_for_selector("text=Gehört nicht zu dieser Person?")
    visitor.look("labor-befund")
    here = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != here)
    expect(page.locator("#meldungen")).to_contain_text("als gesehen vermerkt")
    visitor.look("labor-gesehen")
    page.click("text=Noch einmal öffnen")
    page.wait_for_url(here)
    visitor.go("/labor/")
    assert page.locator("text=Unbekannt, Ulla").count() == 0
    visitor.go("/labor/zurueckgestellt/")
    visitor.look("labor-zurueckgestellt")
    visitor.go("/labor/verlauf/")
    visitor.look("labor-verlauf")
    assert visitor.faults == []


WIDER = "document.documentElement.scrollWidth - window.innerWidth"


def test_the_inbox_fits_a_telephone_and_a_card_opens_its_report(visitor: Visitor) -> None:
    visitor.ask(lambda: _night(visitor))
    visitor.log_in("ben")
    page = visitor.page
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/labor/verlauf/", "/labor/zurueckgestellt/", "/labor/"):
        visitor.go(path)
        assert page.evaluate(WIDER) <= 0, path
    for control in page.locator("main :is(a, button, input):visible").all():
        place = control.bounding_box()
        assert place
        assert place["x"] + place["width"] <= 390
    visitor.look("labor-telefon")
    # Anywhere on the card, not on the name.
    page.locator("tbody tr", has_text="Unbekannt, Ulla").locator("td").last.click(force=True)
    page.wait_for_selector("text=Zu wem gehört dieser Befund?")
    assert page.evaluate(WIDER) <= 0
    visitor.look("labor-telefon-befund")
    assert visitor.faults == []
