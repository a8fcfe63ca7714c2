"""The specimen server and one real browser for the desk's tests."""

import os
import tempfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from house.chromium import CHROMIUM, FLAGS
from praxis.desk.tests.server import serving


@pytest.fixture(scope="session")
def specimens() -> Iterator[tuple[str, list[tuple[str, dict[str, list[str]]]]]]:
    """Address of the specimens and what was posted to them."""
    with serving() as running:
        yield running


# Per module: while Playwright runs, this thread has an event loop, where Django refuses to work.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium with a profile of its own."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        found = play.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS], env={**os.environ, "HOME": home}
        )
        yield found
        found.close()
