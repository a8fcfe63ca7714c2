"""The real relay behind the same few verbs as the stub, so that one Tresor stub drives both."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import httpx
import uvicorn

from relay import serving
from relay.app import Relay
from relay.tests.running import Clock, Person, RunningRelay, order
from wire import relay_api as api
from wire import requests
from wire.frame import split_frame
from wire.ids import MailboxId
from wire.orders import Publishing, Use, pack, parse_listing


def on_localhost(dsn: str, owner_dsn: str) -> RunningRelay:
    """A running relay that answers to `relay.localhost`, as in the demo."""
    running = RunningRelay(dsn, owner_dsn, Clock(), sweep_seconds=3600)
    running.authority = running.authority.replace("127.0.0.1", "relay.localhost")
    settings = replace(running.settings, authorities=frozenset({running.authority}))
    running.app = Relay(settings)
    running.server = uvicorn.Server(serving.config(running.app, host="127.0.0.1", port=0))
    running.start()
    return running


class PracticeAtRelay:
    """One practice's door to the real relay; arriving frames go to `on_arrival`."""

    def __init__(self, running: RunningRelay, page: str) -> None:
        self.authority, self.origin = running.authority, f"http://{running.authority}"
        self._person = running.practice(origin=page)
        port = running.authority.rpartition(":")[2]
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        self.on_arrival: Callable[[bytes, bytes], None] = lambda _mailbox, _frame: None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(10)
        self._http.close()

    def open_box(self, mailbox: bytes, relay_key: bytes, *, pairing: bool = False) -> None:
        """Order a mailbox for a key that is not ours."""
        device = Person(self.authority, self._person.clock, mailbox=mailbox)
        draft = order(device, Use.PAIRING if pairing else Use.DEVICE)
        whole = replace(draft, mailbox=MailboxId(mailbox), relay_key=relay_key)
        self._ask("POST", api.MAILBOXES, pack(whole))

    def put(self, mailbox: bytes, frame: bytes) -> bytes:
        """Leave a frame for the device; returns its envelope id."""
        envelope = bytes(split_frame(frame)[0].header.envelope)
        self._ask("PUT", api.envelope_path(mailbox, envelope), frame)
        return envelope

    def publish(self, bundle: bytes) -> None:
        """What the page reads before it pairs."""
        self._ask("PUT", api.PRACTICE, pack(Publishing(1, bundle, None)))

    def _collect(self) -> None:
        while not self._stop.wait(0.2):
            with suppress(httpx.HTTPError):
                for line in parse_listing(self._ask("GET", api.INBOX)).waiting:
                    path = api.inbox_path(line.envelope)
                    self.on_arrival(bytes(line.mailbox), self._ask("GET", path))
                    self._ask("DELETE", path)

    def _ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        signed = {requests.HEADER: self._person.header(method, path, body)}
        headers = {**signed, "Host": self.authority}
        answer = self._http.request(method, path, content=body or None, headers=headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code}"
        return answer.content
