"""One running demo for every test of a file, and browsers whose consoles must stay silent."""

import tempfile
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from e2e.demo import Demo
from house.chromium import CHROMIUM, FLAGS

Window = Callable[[int, int], Page]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "hasPrf": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Practice, relay and patient page."""
    started = Demo(tmp_path_factory.mktemp("demo"))
    try:
        started.wait()
        yield started
    finally:
        started.stop()


# Per module: while Playwright runs, this thread has an event loop, where Django refuses to work.
@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as running:
        yield running


def _note(troubles: list[str], said: ConsoleMessage) -> None:
    # Advice ("debug") is not a fault; every warning and error is.
    if said.type in {"error", "warning"}:
        troubles.append(said.text)


@pytest.fixture
def window(play: Playwright) -> Iterator[Window]:
    """Opens a browser of its own, with a passkey authenticator inside."""
    opened: list[BrowserContext] = []
    troubles: list[str] = []

    def launch(width: int, height: int) -> Page:
        context = play.chromium.launch_persistent_context(
            tempfile.mkdtemp(prefix="ptr-browser-"),
            executable_path=CHROMIUM,
            args=[*FLAGS],
            viewport={"width": width, "height": height},
            locale="de-DE",
            timezone_id="Europe/Berlin",
            accept_downloads=True,
        )
        opened.append(context)
        page = context.pages[0]
        page.on("console", lambda said: _note(troubles, said))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        session = context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        return page

    yield launch
    for context in opened:
        context.close()
    # A logout cuts off what the page was just asking for, and so does a dead line; everything else
    # is an error.
    meant = ("status of 401", "ERR_INTERNET_DISCONNECTED")
    assert [said for said in troubles if not any(one in said for one in meant)] == []
