"""A patient's phone that talks to the relay as the page does: signed requests, nothing else."""

import contextlib
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from house.patience import until
from house.post import Phone, envelope_of
from seal.envelope import Letter
from seal.errors import SealError
from seal.signing import SigningKey
from standing.practice import StandingPractice
from wire import relay_api as api
from wire import requests
from wire.bodies import Body
from wire.notices import PairOutcome
from wire.orders import parse_listing, parse_publishing
from wire.statement import attachment_envelope


@dataclass
class Pocket:
    """The phone and what it has received, in the order of arrival."""

    practice: StandingPractice
    phone: Phone
    link: str = ""
    code: str = ""
    letters: list[Letter] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    files: dict[bytes, bytes] = field(default_factory=dict)

    @classmethod
    def paired(cls, practice: StandingPractice, url: str, code: str) -> "Pocket":
        """Scan the sheet, type the code, wait for the practice's answer."""
        from wire.invite import read_fragment

        invite = read_fragment(url.partition("#")[2])
        probe = cls(practice, Phone(invite, b""))
        key, mailbox = probe.phone.pairing_key, bytes(invite.invite)
        bundles: list[bytes] = []

        def published() -> bool:
            answer = probe.ask(key, "GET", api.PRACTICE)
            if answer.status_code == 200:
                bundles.append(bytes(parse_publishing(answer.content).bundle))
            return bool(bundles)

        until(published, what="the pairing mailbox")
        pocket = cls(practice, Phone.from_sheet(url, bundles[0]), url, code)
        key = pocket.phone.pairing_key
        frame = pocket.phone.pair(code)
        assert pocket.put(key, mailbox, frame) == 201
        frames: list[bytes] = []

        def answered() -> bool:
            frames.extend(pocket.fetch(key, mailbox))
            return bool(frames)

        until(answered, what="the pairing")
        assert pocket.phone.paired(frames[0]).outcome is PairOutcome.OK
        return pocket

    @property
    def mailbox(self) -> bytes:
        """This device's own mailbox."""
        assert self.phone.grant is not None
        return bytes(self.phone.grant.mailbox)

    def ask(self, key: SigningKey, method: str, path: str, body: bytes = b"") -> httpx.Response:
        """One signed request through the tap."""
        host = self.practice.relay_host
        header = requests.build(
            requests.Target(method, host, path),
            digest=hashlib.sha256(body).digest(),
            public_key=key.public,
            sign=key.sign,
            now=datetime.now(UTC),
            nonce=secrets.token_bytes(16),
        )
        headers = {requests.HEADER: header, "Host": host}
        if body:
            headers["Content-Type"] = api.MEDIA_TYPE
        url = f"http://127.0.0.1:{host.rpartition(':')[2]}{path}"
        return httpx.request(
            method, url, content=body, headers=headers, timeout=30, trust_env=False
        )

    def put(self, key: SigningKey, mailbox: bytes, frame: bytes) -> int:
        """Leave a frame for the practice; the relay's status."""
        path = api.envelope_path(mailbox, envelope_of(frame))
        return self.ask(key, "PUT", path, frame).status_code

    def fetch(self, key: SigningKey, mailbox: bytes) -> list[bytes]:
        """Take everything out of a queue; empty while the relay is away."""
        found: list[bytes] = []
        with contextlib.suppress(httpx.TransportError):
            answer = self.ask(key, "GET", api.queue_path(mailbox))
            if answer.status_code != 200:
                return []
            for one in parse_listing(answer.content).waiting:
                path = api.envelope_path(mailbox, bytes(one.envelope))
                frame = self.ask(key, "GET", path)
                if frame.status_code == 200:
                    found.append(frame.content)
                    self.ask(key, "DELETE", path)
        return found

    def collect(self) -> list[Letter]:
        """Receive what came: letters are opened and verified, files are kept by their envelope."""
        new = []
        for frame in self.fetch(self.phone.relay, self.mailbox):
            try:
                letter = self.phone.opens(frame)
            except SealError:
                self.files[envelope_of(frame)] = frame
                continue
            self.letters.append(letter)
            self.hashes.append(letter.hash)
            new.append(letter)
        return new

    def texts(self) -> list[str]:
        """The words of every letter, in the order of arrival."""
        return [_words(letter.read()) for letter in self.letters]

    def file(self, letter: Letter, index: int) -> bytes:
        """An attachment of a letter."""
        under = attachment_envelope(letter.header.envelope, letter.hash, index)
        until(lambda: self.collect() or under in self.files, what="the attachment")
        return self.phone.opens_file(letter, index, self.files[under])

    def sends(self, body: Body, *files: bytes) -> None:
        """Write to the practice."""
        for frame in self.phone.writes(body, files):
            self.sends_frame(frame)

    def sends_frame(self, frame: bytes) -> None:
        """Bring one frame to the relay, however often it takes; repeats are harmless."""

        def brought() -> bool:
            try:
                return self.put(self.phone.relay, self.mailbox, frame) in {200, 201}
            except httpx.TransportError:
                return False

        until(brought, what="bringing a frame")


def _words(body: Any) -> str:
    return str(getattr(body, "comment", "") or getattr(body, "text", ""))
