"""The page of a return from a backup in a real Chromium: readable, confirmed by tick and click."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from praxis.core import clock
from praxis.office.tests.test_browser import Visitor, visitor

pytestmark = pytest.mark.browser
assert visitor  # the fixture


def _came_back() -> None:
    from django.db import connections

    from praxis.vault.models import Restoration

    now = clock.now()
    Restoration.objects.create(
        at=now, found_by="restore", backup="20261124T020000000000Z-0a1b2c3d", sequence=48_213,
        state_of=now - timedelta(hours=9), known_until=now - timedelta(hours=1), lost_links=377,
        sessions=4, invites=2, devices=61, tombstones=1, missing=0,
    )  # fmt: skip
    connections.close_all()


def test_the_owner_reads_ticks_and_confirms(visitor: Visitor) -> None:
    # Playwright's event loop runs in this thread, where Django does not work.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(_came_back).result()
    visitor.log_in("lea")
    visitor.go("/ruecksicherung/")
    visitor.look("restored-waiting")
    visitor.page.check("[name=gelesen]")
    visitor.page.click('button:has-text("Bestätigen")')
    visitor.page.wait_for_selector("text=schaltet sich die Verbindung")
    visitor.look("restored-confirmed")
    assert visitor.faults == []
