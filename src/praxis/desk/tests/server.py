"""Shows the specimen pages to a real browser under the strict policy; exists in tests only."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import parse_qs

from csp.utils import build_policy
from django.template.backends.django import DjangoTemplates

from praxis.desk.policy import DIRECTIVES
from praxis.desk.tests import specimens

HERE: Final = Path(__file__).parent
DESK: Final = HERE.parent
TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
BARE: Final = {"sealed": "desk/sealed.html", "error": "desk/error.html"}

engine = DjangoTemplates(
    {
        "NAME": "specimen",
        "DIRS": [DESK / "templates", HERE / "specimen"],
        "APP_DIRS": False,
        "OPTIONS": {
            "libraries": {
                "desk": "praxis.desk.templatetags.desk",
                "german": "praxis.desk.templatetags.german",
                "static": "django.templatetags.static",
                "words": "praxis.desk.templatetags.words",
            },
        },
    }
)


def render(template: str, context: dict[str, Any], nonce: str) -> str:
    """One template as the product would render it."""
    request = SimpleNamespace(csp_nonce=nonce)
    whole = {**specimens.FRAME, **context, "request": request, "LANGUAGE_CODE": "de"}
    return str(engine.get_template(template).render(whole))


class Pages(BaseHTTPRequestHandler):
    """Answers with specimens, static files and a few htmx answers; remembers what was posted."""

    posted: list[tuple[str, dict[str, list[str]]]]

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """A static file or a specimen by its name."""
        if self.path.startswith("/static/"):
            self._file(DESK / self.path.removeprefix("/"))
        elif (name := self.path.strip("/") or "start") in specimens.PAGES:
            self._page(200, BARE.get(name, f"{name}.html"), specimens.PAGES[name])
        else:
            self._page(404, "desk/error.html", specimens.PAGES["error"])

    def do_POST(self) -> None:
        """Remember the fields and give the answer written down for this path."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self.posted.append((self.path, parse_qs(body)))
        status, template, context, triggers = specimens.ANSWERS[self.path]
        self._page(status, template, context, triggers)

    def _page(
        self, status: int, template: str, context: dict[str, Any], triggers: str = ""
    ) -> None:
        nonce = secrets.token_urlsafe(16)
        body = render(template, context, nonce).encode() if template else b""
        extra = {"Content-Security-Policy": str(build_policy(DIRECTIVES, nonce=nonce))}
        if triggers:
            extra["HX-Trigger"] = triggers
        self._send(status, "text/html; charset=utf-8", body, extra)

    def _file(self, path: Path) -> None:
        if path.is_file():
            self._send(200, TYPES[path.suffix], path.read_bytes(), {})
        else:
            self._send(404, "text/plain", b"", {})

    def _send(self, status: int, kind: str, body: bytes, extra: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), **extra}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving() -> Iterator[tuple[str, list[tuple[str, dict[str, list[str]]]]]]:
    """The address of the specimens, and everything that was posted to them."""
    posted: list[tuple[str, dict[str, list[str]]]] = []
    handler = type("Specimens", (Pages,), {"posted": posted})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}", posted
    finally:
        server.shutdown()
        server.server_close()
