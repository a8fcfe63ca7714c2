"""The line to the relay: signed requests to one configured host, no redirects, bounded answers."""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, Self
from urllib.parse import urlsplit

import httpx

from praxis.core import clock
from praxis.exchange.post.addresses import CONNECT_SECONDS, connect_address
from praxis.exchange.post.until import EndingTransport, SwitchedOff, within
from praxis.messages import keys
from praxis.messages.models import PostIdentity
from wire import requests
from wire.signatures import Purpose

READ_SECONDS: Final = 20.0
# All of one question: a relay that drips holds the carrier no longer than a slow line would.
ASK_SECONDS: Final = 60.0
_SLOWEST: Final = 32 * 1024  # bytes a second
PIECE: Final = 64 * 1024


class LineProblem(Exception):
    """The relay could not be reached or did not answer as agreed; `word` goes to the screen."""

    def __init__(self, word: str, *, status: int = 0) -> None:
        super().__init__(word)
        self.word = word
        self.status = status


@dataclass(frozen=True, slots=True)
class _RequestKey:
    """The key a request is signed with; the keeper signs."""

    public: bytes
    sign: requests.Sign

    @classmethod
    def of(cls, row: PostIdentity) -> Self:
        """The request key of one identity of the practice."""
        sign = keys.sign_as(Purpose.REQUEST, version=row.sign_version)
        return cls(keys.bundle_of(row).relay_key, sign)


class Line:
    """One process's connection to one origin. `is_on` is asked before and while bytes flow."""

    def __init__(self, origin: str, is_on: Callable[[], bool] = lambda: True) -> None:
        parts = urlsplit(origin)
        self.authority = parts.netloc
        self._is_on = is_on
        self._base = connect_address(origin)
        self._key: _RequestKey | None = None
        self._streams: set[httpx.Response] = set()  # for whoever asks whether one is open
        self._lock = threading.Lock()
        self.skew_seconds = 0
        self._transport = EndingTransport()
        # trust_env off: no proxy variable can send our letters to another host (H-22).
        self._client = httpx.Client(
            transport=self._transport,
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            headers={"User-Agent": "praxistresor/1", "Accept-Encoding": "identity"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def follow(self) -> "_RequestKey":
        """Sign from now on with the request key the relay knows; PostNotSetUp before there is one.

        Not of itself with every request: a thread that only listens has no database.
        """
        self._key = _RequestKey.of(keys.identity_known_outside())
        return self._key

    def announce(self, path: str, change: PostIdentity) -> None:
        """Go over to the request key of `change` at the relay: asked with the key it knows.

        If it does not know that one any more, it did as asked before and the answer was lost:
        then the new key gets the same answer. LineProblem, SwitchedOff.
        """
        body = bytes(change.change or b"")
        try:
            self.ask("PUT", path, body)
        except LineProblem as problem:
            if problem.status != 404:
                raise
            self._key = _RequestKey.of(change)
            try:
                self.ask("PUT", path, body)
            except LineProblem:
                self.follow()
                raise

    def ask(self, method: str, path: str, body: bytes = b"", *, most: int = 1 << 16) -> bytes:
        """One signed request; the answer's body, at most `most` bytes. LineProblem, SwitchedOff."""
        seconds = ASK_SECONDS + (len(body) + most) / _SLOWEST
        with within(seconds), self._open(method, path, body) as response:
            found = b"".join(self._bounded(response, most))
            if response.status_code >= 300 or response.status_code < 200:
                raise LineProblem(_word(response.status_code), status=response.status_code)
            return found

    @contextmanager
    def stream(self, path: str, *, read_seconds: float) -> Iterator[Iterator[bytes]]:
        """A long answer, piece by piece; `hang_up` ends it from another thread."""
        timeout = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS)
        with self._open("GET", path, b"", timeout) as response:
            if response.status_code != 200:
                raise LineProblem(_word(response.status_code), status=response.status_code)
            with self._lock:
                self._streams.add(response)
            try:
                yield self._bounded(response, 1 << 20)
            finally:
                with self._lock:
                    self._streams.discard(response)

    def hang_up(self) -> None:
        """End every question and stream now; whoever waits for one gets a LineProblem."""
        self._transport.hang_up()

    @contextmanager
    def _open(
        self, method: str, path: str, body: bytes, timeout: httpx.Timeout | None = None
    ) -> Iterator[httpx.Response]:
        if not self._is_on():
            raise SwitchedOff
        key = self._key or self.follow()
        header = requests.build(
            requests.Target(method, self.authority, path),
            digest=hashlib.sha256(body).digest(),
            public_key=key.public,
            sign=key.sign,
            now=clock.now(),
            nonce=secrets.token_bytes(16),
        )
        headers = {requests.HEADER: header, "Host": self.authority}
        if body:
            headers |= {"Content-Type": "application/octet-stream"}
            headers |= {"Content-Length": str(len(body))}
        try:
            with self._client.stream(
                method,
                self._base + path,
                content=self._pieces(body) if body else None,
                headers=headers,
                timeout=timeout or self._client.timeout,
            ) as response:
                self._note_time(response)
                yield response
        except httpx.HTTPError as error:
            if not self._is_on():
                raise SwitchedOff from None
            raise LineProblem(type(error).__name__) from None

    def _pieces(self, body: bytes) -> Iterator[bytes]:
        for at in range(0, len(body), PIECE):
            if not self._is_on():
                raise SwitchedOff
            yield body[at : at + PIECE]

    def _bounded(self, response: httpx.Response, most: int) -> Iterator[bytes]:
        length = 0
        for piece in response.iter_raw(PIECE):
            length += len(piece)
            if length > most:
                raise LineProblem("answer too long")
            if not self._is_on():
                raise SwitchedOff
            yield piece

    def _note_time(self, response: httpx.Response) -> None:
        """H-16: the relay's clock beside ours; shown, never trusted."""
        try:
            there: datetime = parsedate_to_datetime(response.headers.get("Date", ""))
            self.skew_seconds = int((there - clock.now()).total_seconds())
        except (ValueError, TypeError, IndexError):
            return


def _word(status: int) -> str:
    if 300 <= status < 400:
        return "redirect refused"
    return {404: "not admitted", 429: "too many", 507: "mailbox full"}.get(status, f"http {status}")
