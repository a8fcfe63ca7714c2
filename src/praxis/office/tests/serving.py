"""The whole practice server for a real browser, under its own name."""

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Playwright

from house.chromium import CHROMIUM, FLAGS
from praxis.config import config


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


@contextmanager
def practice_server() -> Iterator[int]:
    """The practice server on a free port; the browser maps its name to it."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(_with_own_connections(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _with_own_connections(application: Any) -> Any:
    """Each request's thread closes what it opened, so that the test database can go."""

    def answered(environ: Any, start: Any) -> Any:
        from django.db import connections

        from praxis.audit.writer import drop_second_connection

        # An answer left open is closed by the garbage collector: in the middle of another request,
        # with Django's "request finished", which closes that one's connection.
        try:
            with closing(application(environ, start)) as answer:
                return [b"".join(answer)]
        finally:
            connections.close_all()
            drop_second_connection()

    return answered


def chromium(playwright: Playwright, port: int, home: str) -> Browser:
    """A browser that finds `praxis.localhost` at this port."""
    rules = f"--host-resolver-rules=MAP {config().host} 127.0.0.1:{port}"
    return playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[*FLAGS, rules],
        env={**os.environ, "HOME": home},
    )
