"""The owner's pages in a real Chromium: nothing for axe to say, no fault in the console."""

import pytest

from praxis.office.tests.test_browser import Visitor, visitor

pytestmark = pytest.mark.browser
assert visitor  # the fixture


def test_the_owners_pages_look_right(visitor: Visitor) -> None:
    visitor.log_in("lea")
    for path, name in (
        ("/protokoll/", "audit"),
        ("/protokoll/notfaelle/", "emergencies"),
        ("/protokoll/betroffene/", "affected-question"),
        ("/protokoll/kette/", "chain"),
        ("/praxisgesundheit/", "health"),
    ):
        visitor.go(path)
        visitor.look(f"oversight-{name}")
    visitor.go("/protokoll/betroffene/")
    visitor.page.fill("[name=since]", "2026-01-01T00:00")
    visitor.page.click('button:has-text("Ermitteln")')
    visitor.page.wait_for_selector("h2")
    visitor.look("oversight-affected")
    visitor.go("/protokoll/")
    visitor.page.click("tbody a >> nth=0")
    visitor.page.wait_for_selector("text=Glied der Kette")
    visitor.look("oversight-event")
    assert visitor.faults == []
