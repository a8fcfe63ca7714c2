"""Serves the committed bundle of the patient's page with the headers a real host must send."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

DIST = Path(__file__).parents[2] / "patient" / "dist"
TYPES = {
    "/index.html": "text/html; charset=utf-8",
    "/page.js": "text/javascript; charset=utf-8",
    "/page.css": "text/css; charset=utf-8",
    "/release.json": "application/json",
    "/practice.json": "application/json",
}


def policy(relay: str) -> str:
    """The content security policy of the page, with the one relay it may talk to."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob:; "
        f"connect-src 'self' {relay}; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


class PageHost:
    """One origin, `http://patient.localhost:<port>`; `relay` may be changed by a test."""

    def __init__(self, relay: str) -> None:
        self.relay = relay
        self.stated_relay = relay
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host._answer(self)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://patient.localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        path = "/index.html" if request.path == "/" else request.path
        if path not in TYPES:
            request.send_error(404)
            return
        body = self._place() if path == "/practice.json" else (DIST / path[1:]).read_bytes()
        request.send_response(200)
        request.send_header("Content-Type", TYPES[path])
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Content-Security-Policy", policy(self.relay))
        request.send_header("Cache-Control", "no-store")
        request.send_header("Referrer-Policy", "no-referrer")
        request.send_header("X-Content-Type-Options", "nosniff")
        request.send_header("Cross-Origin-Opener-Policy", "same-origin")
        request.end_headers()
        request.wfile.write(body)

    def _place(self) -> bytes:
        place = {"version": 1, "page": self.origin, "relay": self.stated_relay}
        return json.dumps(place).encode()
