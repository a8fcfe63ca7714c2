"""A relay, a practice, a host and a browser whose console must stay silent."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from house.chromium import CHROMIUM, FLAGS
from house.patience import MILLISECONDS
from patient_page.page_host import PageHost
from patient_page.relay_stub import RelayStub
from patient_page.tresor_stub import TresorStub


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Per module: while Playwright runs, this thread has an event loop, where Django refuses to work.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture
def relay() -> Iterator[RelayStub]:
    stub = RelayStub()
    yield stub
    stub.close()


@pytest.fixture
def host(relay: RelayStub) -> Iterator[PageHost]:
    served = PageHost(relay.origin)
    relay.page = served.origin
    yield served
    served.close()


@pytest.fixture
def tresor(relay: RelayStub) -> TresorStub:
    return TresorStub(relay)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="de-DE", timezone_id="Europe/Berlin"
    )
    made.set_default_timeout(MILLISECONDS)
    yield made
    with contextlib.suppress(Exception):
        made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    made = context.new_page()
    noise: list[str] = []
    made.on("console", lambda said: noise.append(said.text) if said.type == "error" else None)
    made.on("pageerror", lambda error: noise.append(str(error)))
    yield made
    allowed = ("Failed to load resource", "net::ERR", "blocked by CORS")
    assert [line for line in noise if not any(word in line for word in allowed)] == []


@pytest.fixture
def passkeys(context: BrowserContext, page: Page) -> Callable[..., Any]:
    """Adds a virtual authenticator to the page."""

    def add(*, prf: bool = True) -> Any:
        session = context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "hasPrf": prf,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return session

    return add
