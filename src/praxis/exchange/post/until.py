"""An HTTP connection on which everything together ends by a deadline, whatever drips in.

The time limits of HTTP clients hold for one read each: a host that sends one byte of its headers
every few seconds would otherwise hold whoever asked for as long as it likes.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final
from weakref import WeakSet

import httpcore
import httpx

_ends_at: ContextVar[float] = ContextVar("ends_at", default=float("inf"))
_IDLE_SECONDS: Final = 5.0
_MOST: Final = 10
_AT_ONCE: Final = 16 * 1024


class SwitchedOff(Exception):
    """The outside was switched off while something was on its way."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What this thread asks of an `EndingTransport` inside ends after so many seconds.

    Whoever reads or writes then gets httpx.ReadTimeout or httpx.WriteTimeout.
    """
    token = _ends_at.set(min(_ends_at.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _ends_at.reset(token)


def seconds_left() -> float:
    """How much of `within` is left for this thread; without end outside of it."""
    return _ends_at.get() - time.monotonic()


class EndingTransport(httpx.HTTPTransport):
    """Connects as httpx does, minds `within`, and can be hung up from another thread."""

    def __init__(self) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        self._network = _Network()
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=_MOST, keepalive_expiry=_IDLE_SECONDS,
            network_backend=self._network,
        )  # fmt: skip

    def hang_up(self) -> None:
        """End whatever is on its way; who waits for it gets an httpx.HTTPError at once."""
        self._network.hang_up()


class _Network(httpcore.SyncBackend):
    """Opens connections and knows those that are open."""

    def __init__(self) -> None:
        self._open: WeakSet[_Stream] = WeakSet()
        self._lock = threading.Lock()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """A connection, made within what is left."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return self.known(super().connect_tcp(host, port, left, local_address, socket_options))

    def known(self, made: httpcore.NetworkStream) -> "_Stream":
        """The same stream, with an end, and among those that are hung up."""
        stream = _Stream(made, self)
        with self._lock:
            self._open.add(stream)
        return stream

    def hang_up(self) -> None:
        """Shut every connection down."""
        with self._lock:
            streams = list(self._open)
        for stream in streams:
            line = stream.get_extra_info("socket")
            if line is not None:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)


class _Stream(httpcore.NetworkStream):
    """A stream whose every wait is at most what is left."""

    def __init__(self, stream: httpcore.NetworkStream, network: _Network) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), _AT_ONCE):
            left = _left(timeout, httpcore.WriteTimeout)
            self._stream.write(buffer[at : at + _AT_ONCE], left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return self._network.known(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, over: type[Exception]) -> float | None:
    left = seconds_left()
    if left <= 0:
        raise over("the time for all of it is over")
    return min(left, timeout if timeout is not None else left) if left < float("inf") else timeout
