"""Runs an ASGI application on the open internet: header limits, no access log, quiet errors."""

import asyncio
import logging
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_BYTES = 16 * 1024
HEADER_SECONDS = 10.0
MOST_CONNECTIONS = 12_000


class GuardedProtocol(HttpToolsProtocol):
    """Hangs up on headers that are too large or too slow, which uvicorn itself does not."""

    _header_bytes = 0
    _impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # asyncio narrows it so
        super().connection_made(transport)
        self._expect_headers()

    def data_received(self, data: bytes) -> None:
        if self._impatience is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_headers()
        if self._impatience is not None:
            # Only what belongs to a start line and headers can be counted before they are done.
            self._header_bytes += min(len(data), HEADER_BYTES + 1)
        super().data_received(data)
        if self._impatience is not None and self._header_bytes > HEADER_BYTES:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None
        if sum(len(name) + len(value) for name, value in self.headers) > HEADER_BYTES:
            self.transport.abort()
            return
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None
        super().connection_lost(exc)

    def _expect_headers(self) -> None:
        self._header_bytes = 0
        self._impatience = self.loop.call_later(HEADER_SECONDS, self.transport.abort)


class QuietFormatter(logging.Formatter):
    """Level, logger, message; of an exception its type and place, never its text."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name is logging's)
        kind, _, trace = ei
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
        return f"{kind.__name__ if kind else '?'} at {place}"


def log_quietly() -> None:
    """Send warnings of everything to stderr, without addresses, mailboxes or exception texts."""
    handler = logging.StreamHandler()
    handler.setFormatter(QuietFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def config(app: Any, *, host: str, port: int, behind: str | None = None) -> uvicorn.Config:
    """Our settings for uvicorn; `behind` names the one proxy whose forwarded address counts."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        interface="asgi3",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,  # a client with a wrong clock finds out by this
        proxy_headers=behind is not None,
        forwarded_allow_ips=behind or "",
        limit_concurrency=MOST_CONNECTIONS,
        backlog=4096,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )
