"""A relay in memory that checks signatures like the real one and can be told to misbehave."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from wire import requests
from wire.bundle import bundle_hash
from wire.errors import WireError
from wire.frame import split_frame
from wire.ids import EnvelopeId, MailboxId, key_id
from wire.orders import Listing, Publishing, Waiting, pack


@dataclass
class Box:
    """One mailbox: the key that may use it and what waits for its device."""

    relay_key: bytes
    queue: list[tuple[int, bytes, bytes]] = field(default_factory=list)


def _nobody(_mailbox: bytes, _frame: bytes) -> None:
    """No practice is listening yet."""


class RelayStub:
    """`http://relay.localhost:<port>`; tests change `boxes` and the switches directly."""

    def __init__(self) -> None:
        self.page = ""
        self.boxes: dict[bytes, Box] = {}
        self.publishing = b""
        self.published: dict[str, bytes] = {}
        self.on_arrival: Callable[[bytes, bytes], None] = _nobody
        self.down = False
        self.full = False
        self.garbage = b""
        self.skew = timedelta()
        self.deleted: list[bytes] = []
        self.seen: list[bytes] = []
        self._number = 0
        self._lock = threading.RLock()
        relay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                relay._answer(self)

            do_GET = do_PUT = do_DELETE = do_OPTIONS = _any  # noqa: N815 - names of http.server

            def log_message(self, *_: Any) -> None:
                return

            def date_time_string(self, timestamp: float | None = None) -> str:
                return format_datetime(datetime.now(UTC) + relay.skew, usegmt=True)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.authority = f"relay.localhost:{self._server.server_address[1]}"
        self.origin = f"http://{self.authority}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def open_box(self, mailbox: bytes, relay_key: bytes, *, pairing: bool = False) -> None:
        """Create one mailbox; `pairing` matters to the real relay only."""
        del pairing
        self.boxes[mailbox] = Box(relay_key)

    def put(self, mailbox: bytes, frame: bytes) -> bytes:
        """Leave a frame for the device; returns its envelope id."""
        with self._lock:
            self._number += 1
            envelope = bytes(split_frame(frame)[0].header.envelope)
            self.boxes[mailbox].queue.append((self._number, envelope, frame))
            return envelope

    def publish(self, bundle: bytes) -> None:
        """Set what GET /v1/practice answers."""
        self.publishing = pack(Publishing(1, bundle, None))
        self.published[bundle_hash(bundle).hex()] = self.publishing

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if self.down:
            request.connection.close()
            request.close_connection = True
            return
        if request.command == "OPTIONS":
            self._send(request, 204, b"")
            return
        with self._lock:
            self.seen.append(body)
            status, answer = self._judge(request, body)
        self._send(request, status, answer)

    def _judge(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        box = self._signer(request, body)
        if box is None:
            return 404, b""
        path = request.path.partition("?")[0]
        if path == "/v1/practice":
            return 200, self.publishing
        if path.startswith("/v1/practice/"):
            found = self.published.get(path.rpartition("/")[2])
            return (404, b"") if found is None else (200, found)
        parts = path.split("/")  # "", v1, mailboxes, <id>, envelopes[, <id>]
        mailbox = bytes.fromhex(parts[3])
        if self.boxes.get(mailbox) is not box:
            return 404, b""
        if parts[4] == "wait":
            return 204, b""
        if self.garbage:
            return 200, self.garbage
        if len(parts) == 5:
            return 200, self._listing(box, mailbox, request.path)
        return self._envelope(request.command, box, mailbox, bytes.fromhex(parts[5]), body)

    def _envelope(
        self, method: str, box: Box, mailbox: bytes, envelope: bytes, body: bytes
    ) -> tuple[int, bytes]:
        if method == "PUT":
            if self.full:
                return 507, b""
            self.on_arrival(mailbox, body)
            return 201, b""
        found = next((frame for _, one, frame in box.queue if one == envelope), None)
        if found is None:
            return 404, b""
        if method == "DELETE":
            self.deleted.append(envelope)
            box.queue = [line for line in box.queue if line[1] != envelope]
            return 204, b""
        return 200, found

    def _listing(self, box: Box, mailbox: bytes, path: str) -> bytes:
        after = int(path.partition("after=")[2].partition("&")[0] or 0)
        lines = [
            Waiting(number, EnvelopeId(envelope), MailboxId(mailbox), max(len(frame), 1))
            for number, envelope, frame in box.queue
            if number > after
        ]
        return pack(Listing(1, tuple(lines[:100])))

    def _signer(self, request: BaseHTTPRequestHandler, body: bytes) -> Box | None:
        try:
            signed = requests.parse(request.headers.get(requests.HEADER, ""))
            target = requests.Target(request.command, self.authority, request.path)
            box = next(b for b in self.boxes.values() if key_id(b.relay_key) == signed.key)
            requests.check_signature(signed, target, box.relay_key)
            requests.check_fresh(signed, datetime.now(UTC) + self.skew)
            requests.check_body(signed, requests.body_digest(body))
        except (WireError, StopIteration):
            return None
        return box

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        request.send_response(status)
        request.send_header("Access-Control-Allow-Origin", self.page)
        request.send_header("Access-Control-Allow-Methods", "GET, PUT, DELETE")
        request.send_header("Access-Control-Allow-Headers", f"{requests.HEADER}, Content-Type")
        request.send_header("Access-Control-Expose-Headers", "Date")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
