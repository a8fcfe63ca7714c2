"""How long a test waits for what must become true: one bound, generous, for a busy machine too.

A test that waits fails when the thing does not happen, not when it happens late: how fast something
is gets measured in `bench/`. Playwright's own five seconds were the shortest of many such bounds.
Playwright's `wait_for_function` is no wait here: from its second look on it needs the `eval` that
our pages forbid. Use `expect`, or `until` around `page.evaluate`.
"""

import time
from collections.abc import Callable
from typing import Final

from playwright.sync_api import expect

PATIENCE: Final = 180.0
MILLISECONDS: Final = PATIENCE * 1000


def until(check: Callable[[], object], what: str = "it") -> None:
    """Wait for something that must become true."""
    deadline = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < deadline, f"{what} did not happen in {PATIENCE} s"
        time.sleep(0.02)


def pytest_configure() -> None:
    """Let every `expect` of the browser tests wait as long."""
    expect.set_options(timeout=MILLISECONDS)
