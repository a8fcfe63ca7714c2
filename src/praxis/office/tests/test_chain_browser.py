"""The page of the chain in a real Chromium: it follows the check by itself, and through a lock."""

from typing import Any

import pytest
from playwright.sync_api import expect

from praxis.office.models import AuditCheck
from praxis.office.oversight import checks
from praxis.office.tests.test_browser import Visitor, visitor
from praxis.office.tests.test_oversight import _fits, link_all

__all__ = ["visitor"]
pytestmark = pytest.mark.browser
ASKED = "/protokoll/kette/"


def _under_way(**fields: Any) -> None:
    AuditCheck.objects.filter(finished_at=None).update(**fields)


def _carry_out() -> None:
    link_all()
    assert checks.carry_out(_fits) == 1


def test_the_page_follows_the_check_and_stops_when_it_is_done(visitor: Visitor) -> None:
    page, asked = visitor.page, list[Any]()
    page.on("request", lambda one: asked.append(one) if "hx-request" in one.headers else None)
    visitor.log_in("lea")
    visitor.go(ASKED)
    page.click("text=Jetzt prüfen")
    expect(page.locator("#pruefung")).to_contain_text("beginnt gleich")
    visitor.ask(lambda: _under_way(started_at="2026-11-30T10:00Z", checked=1200, total=5000))
    expect(page.locator("#pruefung")).to_contain_text("1\u202f200 von 5\u202f000 Gliedern")
    visitor.look("chain-running")
    assert page.locator("text=Jetzt prüfen").is_disabled()
    # Locked meanwhile, unlocked again: it goes on asking.
    page.keyboard.press("Control+Alt+l")
    page.wait_for_timeout(4000)
    page.fill("#sperre-pin", visitor.cast.lea.password)
    page.press("#sperre-pin", "Enter")
    visitor.ask(lambda: _under_way(checked=4000))
    expect(page.locator("#pruefung")).to_contain_text("4\u202f000 von")
    visitor.ask(_carry_out)
    expect(page.locator("#pruefung")).to_contain_text("Geprüft am")
    assert page.locator("text=Jetzt prüfen").is_enabled()
    visitor.look("chain-done")
    assert {one.headers.get("praxis-background") for one in asked if ASKED in one.url} == {"1"}
    count = len(asked)
    page.wait_for_timeout(4000)
    assert len(asked) == count
    assert visitor.faults == []
