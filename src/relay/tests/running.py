"""A relay on a real port, and people who talk to it with real signatures."""

import asyncio
import hashlib
import secrets
import socket
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from house.patience import until
from relay import practices, serving
from relay.app import Relay
from relay.settings import RelaySettings
from wire import relay_api as api
from wire import requests
from wire.buckets import SEALED_LENGTHS
from wire.frame import AGE_START, preamble
from wire.header import Direction, OuterHeader
from wire.ids import EnvelopeId, MailboxId, new_id
from wire.orders import Listing, MailboxOrder, Use, pack, parse_listing


@dataclass
class Clock:
    """Time as the test wants it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class RunningRelay:
    """uvicorn in a thread, with its own event loop and a real socket."""

    def __init__(self, dsn: str, owner_dsn: str, clock: Clock, **settings: object) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.authority = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.owner_dsn, self.dsn, self.clock = owner_dsn, dsn, clock
        wanted = {"refusals_per_minute": 10**6, "requests_per_minute": 10**6, **settings}
        self.settings = RelaySettings(
            dsn,
            frozenset({self.authority}),
            clock=clock,
            **wanted,  # type: ignore[arg-type] # settings of many types
        )
        self.app = Relay(self.settings)
        self.server = uvicorn.Server(serving.config(self.app, host="127.0.0.1", port=0))
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self.server.serve([self.socket])), daemon=True
        )

    def start(self) -> None:
        self._thread.start()
        until(lambda: self.server.started, "the relay")

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join(20)

    def practice(self, *, quota: int = api.PRACTICE_BYTES, origin: str | None = None) -> "Person":
        person = Person(self.authority, self.clock)
        person.id = practices.add(self.owner_dsn, person.public, quota=quota, origin=origin)
        return person

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://{self.authority}", timeout=30)


@dataclass
class Person:
    """Someone with a relay key: a practice, a device, or a stranger."""

    authority: str
    clock: Clock
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    mailbox: bytes = b""
    id: bytes = b""

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def header(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        authority: str | None = None,
        nonce: bytes | None = None,
        skew: float = 0,
    ) -> str:
        return requests.build(
            requests.Target(method, authority or self.authority, path),
            digest=hashlib.sha256(body).digest(),
            public_key=self.public,
            sign=self.key.sign,
            now=self.clock() + timedelta(seconds=skew),
            nonce=nonce or secrets.token_bytes(16),
        )

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> httpx.Response:
        signed = {requests.HEADER: self.header(method, path, body or b""), **headers}
        with httpx.Client(timeout=30) as client:
            return client.request(
                method, f"http://{self.authority}{path}", content=body, headers=signed
            )

    def open_mailbox(self, *, use: Use = Use.DEVICE, **limits: int) -> "Person":
        """Order a mailbox at the relay and return the device it belongs to."""
        device = Person(self.authority, self.clock, mailbox=new_id())
        assert (
            self.ask("POST", api.MAILBOXES, pack(order(device, use, **limits))).status_code == 201
        )
        return device

    def put(self, mailbox: bytes, body: bytes, envelope: bytes, **headers: str) -> httpx.Response:
        return self.ask("PUT", api.envelope_path(mailbox, envelope), body, **headers)

    def queue(self, path: str) -> Listing:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return parse_listing(answer.content)


def order(device: Person, use: Use = Use.DEVICE, **limits: int) -> MailboxOrder:
    pairing = use is Use.PAIRING
    default = int(device.clock().timestamp()) + 86_400 if pairing else None
    return MailboxOrder(
        version=1,
        mailbox=MailboxId(device.mailbox),
        use=use,
        relay_key=device.public,
        expires=limits.get("expires", default),
        max_bytes=limits.get("max_bytes", api.MAILBOX_BYTES),
        max_envelopes=limits.get("max_envelopes", 20 if pairing else api.MAILBOX_ENVELOPES),
    )


def frame(
    mailbox: bytes,
    envelope: bytes,
    *,
    up: bool = False,
    bucket: int = 0,
    cut: int = 0,
) -> bytes:
    """A frame as the relay sees it: a true header, then bytes nobody here can read."""
    direction = Direction.TO_PRACTICE if up else Direction.TO_PATIENT
    header = OuterHeader(1, MailboxId(mailbox), direction, EnvelopeId(envelope), 1_700_000_040)
    sealed = AGE_START + secrets.token_bytes(SEALED_LENGTHS[bucket] - cut - len(AGE_START))
    return preamble(header, bytes(64)) + sealed
