"""The harness: honest until told otherwise, never checks a signature, remembers every byte.

    with MalloryRelay() as mallory:
        mallory.play(tricks.duplicate)          # from now on
        ...                                     # drive the Tresor or the page at mallory.origin
        assert mallory.seen[-1].path == "/v1/inbox"

A trick sees every request with the honest reply and returns the reply that is sent instead.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from wire import relay_api as api
from wire.errors import WireError
from wire.frame import PREAMBLE_MAX, read_preamble
from wire.ids import EnvelopeId, MailboxId
from wire.orders import Listing, Waiting, pack, parse_mailbox_order


@dataclass(frozen=True)
class Letter:
    """A stored frame; change it with `dataclasses.replace` and put it back."""

    number: int
    mailbox: bytes
    envelope: bytes
    frame: bytes

    def waiting(self) -> Waiting:
        return Waiting(
            self.number, EnvelopeId(self.envelope), MailboxId(self.mailbox), len(self.frame)
        )


@dataclass(frozen=True)
class Seen:
    """One request as it came in."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """One answer; a body that is not bytes is sent chunk by chunk until the other side hangs up."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: dict[str, str] = field(default_factory=dict)


Trick = Callable[[Seen, Reply], Reply]
_ENVELOPE = re.compile(r"/v1/mailboxes/([0-9a-f]{32})/envelopes/([0-9a-f]{32})")
_QUEUE = re.compile(r"/v1/mailboxes/([0-9a-f]{32})/envelopes")
_MAILBOX = re.compile(r"/v1/mailboxes/([0-9a-f]{32})")
_INBOX_ONE = re.compile(r"/v1/inbox/([0-9a-f]{32})")
_NOT_HERE = Reply(404, b"not-found\n", {"Content-Type": "text/plain; charset=utf-8"})


class MalloryRelay:
    """State is open to the test: `queues` (to patients), `inbox` (to the practice), `seen`."""

    def __init__(self) -> None:
        self.queues: dict[bytes, list[Letter]] = {}
        self.inbox: list[Letter] = []
        self.history: list[Letter] = []
        self.publishing: bytes | None = None
        self.anchors: list[bytes] = []
        self.seen: list[Seen] = []
        self._tricks: list[Trick] = []
        self._number = 0
        self._changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def authority(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def origin(self) -> str:
        return f"http://{self.authority}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def play(self, *tricks: Trick) -> None:
        """Lie from now on; several tricks work on each other's replies, in this order."""
        self._tricks = list(tricks)

    def be_honest(self) -> None:
        """Stop lying."""
        self._tricks = []

    def push(self, letter: Letter, *, up: bool) -> Letter:
        """Put any letter in place, as if it had just come in; it gets the next number."""
        with self._changed:
            self._number += 1
            placed = Letter(self._number, letter.mailbox, letter.envelope, letter.frame)
            (self.inbox if up else self.queues.setdefault(letter.mailbox, [])).append(placed)
            self.history.append(placed)
            self._changed.notify_all()
        return placed

    def everything(self) -> bytes:
        """Every byte that ever came in, paths and headers included, for canary searches."""
        lines = [f"{s.method} {s.path}?{s.query} {s.headers}".encode() + s.body for s in self.seen]
        return b"\n".join(lines)

    def answer(self, seen: Seen) -> Reply:
        """The honest reply after all tricks."""
        self.seen.append(seen)
        reply = self._honest(seen)
        for trick in self._tricks:
            reply = trick(seen, reply)
        return reply

    # -- the honest relay ---------------------------------------------------------------------

    def _honest(self, seen: Seen) -> Reply:
        if found := _ENVELOPE.fullmatch(seen.path):
            mailbox, envelope = (bytes.fromhex(text) for text in found.groups())
            if seen.method == "PUT":
                return self._put(mailbox, envelope, seen.body)
            return self._one(seen.method, self.queues.get(mailbox, []), envelope)
        if found := _INBOX_ONE.fullmatch(seen.path):
            return self._one(seen.method, self.inbox, bytes.fromhex(found[1]))
        if found := _QUEUE.fullmatch(seen.path):
            return self._list(seen, self.queues.get(bytes.fromhex(found[1]), []))
        if found := _MAILBOX.fullmatch(seen.path):
            self.queues.pop(bytes.fromhex(found[1]), None)
            return Reply(204)
        return self._fixed(seen)

    def _fixed(self, seen: Seen) -> Reply:
        match seen.method, seen.path:
            case "GET", api.INBOX:
                return self._list(seen, self.inbox)
            case "POST", api.MAILBOXES:
                self.queues.setdefault(parse_mailbox_order(seen.body).mailbox, [])
                return Reply(201)
            case "PUT", api.PRACTICE:
                self.publishing = seen.body
                return Reply(204)
            case "GET", api.PRACTICE if self.publishing is not None:
                return Reply(200, self.publishing)
            case "POST", api.ANCHORS:
                self.anchors.append(seen.body)
                return Reply(201)
            case "GET", api.ANCHORS:
                from wire.cbor import encode

                return Reply(200, encode(self.anchors[_after(seen) :][:10]))
            case "GET", api.DEAD_LETTERS:
                return Reply(200, pack(Listing(1, ())))
            case "GET", (api.WAIT | api.EVENTS):
                return self._wait(seen)
        return _NOT_HERE

    def _put(self, mailbox: bytes, envelope: bytes, frame: bytes) -> Reply:
        try:
            up = read_preamble(frame[:PREAMBLE_MAX]).header.direction.value == "to-practice"
        except WireError as error:
            return Reply(400, f"{error.category}\n".encode())
        if not any((old.envelope, old.frame) == (envelope, frame) for old in self.history):
            self.push(Letter(0, mailbox, envelope, frame), up=up)
        return Reply(201)

    def _one(self, method: str, letters: list[Letter], envelope: bytes) -> Reply:
        if method == "DELETE":
            letters[:] = [letter for letter in letters if letter.envelope != envelope]
            return Reply(204)
        for letter in letters:
            if letter.envelope == envelope:
                return Reply(200, letter.frame)
        return _NOT_HERE

    def _list(self, seen: Seen, letters: list[Letter]) -> Reply:
        after = _after(seen)
        found = [letter.waiting() for letter in letters if letter.number > after]
        return Reply(200, pack(Listing(1, tuple(found[: api.LIST_LIMIT]))))

    def _wait(self, seen: Seen) -> Reply:
        last = seen.headers.get("last-event-id", "0")
        after = max(_after(seen), int(last) if last.isdigit() else 0)
        with self._changed:
            self._changed.wait_for(lambda: self._highest() > after, timeout=2)
        number = self._highest()
        if number <= after:
            return Reply(204 if seen.path == api.WAIT else 200, b"", _STREAM)
        return Reply(200, f"id: {number}\ndata: {number}\n\n".encode(), _STREAM)

    def _highest(self) -> int:
        return max((letter.number for letter in self.inbox), default=0)


_STREAM = {"Content-Type": "text/event-stream"}


def _after(seen: Seen) -> int:
    found = re.search(r"(?:^|&)after=([0-9]{1,16})", seen.query)
    return int(found[1]) if found else 0


def _handler_for(mallory: MalloryRelay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Seen(self.command, path, query, headers, body)
            reply = Reply(204) if self.command == "OPTIONS" else mallory.answer(seen)
            try:
                self._send(reply, headers.get("origin"))
            except OSError:
                self.close_connection = True

        def _send(self, reply: Reply, origin: str | None) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if origin:
                for name, value in _CORS.items():
                    self.send_header(name, value.replace("ORIGIN", origin))
            if isinstance(reply.body, bytes):
                if reply.status != 204:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
                return
            self.send_header("Connection", "close")
            self.close_connection = True
            self.end_headers()
            for chunk in reply.body:
                self.wfile.write(chunk)

        do_GET = do_PUT = do_POST = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - the names are http.server's

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


_CORS = {
    "Access-Control-Allow-Origin": "ORIGIN",
    "Access-Control-Allow-Methods": "GET, PUT, DELETE",
    "Access-Control-Allow-Headers": "Praxistresor-Request, Content-Type, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Date",
}


def slow(chunks: Iterable[bytes], seconds: float) -> Iterable[bytes]:
    """The same chunks with a pause before each."""
    for chunk in chunks:
        time.sleep(seconds)
        yield chunk
