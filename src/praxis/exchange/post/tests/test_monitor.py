"""The page monitor sees one changed byte; the second time in a row, sending stops."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from house.cast import Cast
from praxis import gate
from praxis.exchange.post import carrying, monitor
from praxis.messages.actions.switching import switch_on
from praxis.messages.models import PostState
from wire.release import ReleasedFile, ReleaseManifest, ResponseHeader

PAGE = b"<!doctype html><title>Post</title>"
CSP = "default-src 'none'"


class Host:
    """Serves one page; what it says can be changed."""

    def __init__(self) -> None:
        self.page, self.policy, self.status = PAGE, CSP, 200
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(host.status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", host.policy)
                self.end_headers()
                self.wfile.write(host.page)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def host() -> Iterator[Host]:
    """The page's host."""
    served = Host()
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.fixture
def released() -> tuple[ReleaseManifest, ...]:
    """The manifest of the honest page."""
    file = ReleasedFile("/", hashlib.sha256(PAGE).digest(), len(PAGE), "text/html; charset=utf-8")
    header = ResponseHeader("content-security-policy", CSP)
    return (ReleaseManifest(1, 1, "1.0", 0, (file,), (header,)),)


def test_the_released_page_is_found_the_same(
    cast: Cast, host: Host, released: tuple[ReleaseManifest, ...]
) -> None:
    assert monitor.check(released, host.origin).same
    assert carrying.may_send()


@pytest.mark.parametrize("change", ["page", "policy", "status", "longer"])
def test_h11_two_differences_in_a_row_pause_sending(
    cast: Cast, host: Host, released: tuple[ReleaseManifest, ...], change: str
) -> None:
    changed: dict[str, Any] = {
        "page": ("page", PAGE.replace(b"Post", b"Pest")),
        "policy": ("policy", "default-src *"),
        "status": ("status", 203),
        "longer": ("page", PAGE + b"<script>"),
    }
    setattr(host, *changed[change])
    assert not monitor.check(released, host.origin).same
    assert carrying.may_send()
    monitor.check(released, host.origin)
    assert not carrying.may_send()
    assert PostState.objects.get().paused_why == monitor.ALARM
    with gate.visiting():
        switch_on(cast.ada.actor, "Der Webhost hat die Datei ersetzt, neu eingespielt.")
    assert carrying.may_send()


def test_an_honest_look_between_two_differences_is_no_alarm(
    cast: Cast, host: Host, released: tuple[ReleaseManifest, ...]
) -> None:
    for page in (b"x", PAGE, b"x", PAGE):
        host.page = page
        monitor.check(released, host.origin)
    assert carrying.may_send()
