"""What web and worker use: ask the search process, or say calmly that it is away."""

import contextlib
import socket
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import UUID

from praxis.core.errors import Unavailable
from praxis.core.words import marked
from praxis.patients.search import protocol
from praxis.patients.search.records import ActorScope, Hit
from wire import cbor

_LONGEST_ANSWER: Final = 3.0  # seconds


class SearchAway(Unavailable):
    """The search process does not answer, or could not reach the state that was asked for."""

    message = marked(
        "Die Suche antwortet gerade nicht. Es ist nichts verloren; "
        "bitte versuchen Sie es in einem Augenblick noch einmal."
    )


class SearchClient:
    """Asks the search process over its socket; one connection per thread, made when needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._here = threading.local()

    def search(
        self,
        text: str,
        scope: ActorScope,
        counter: int,
        today_ids: Iterable[UUID] = (),
        limit: int = 20,
    ) -> list[Hit]:
        """Return whom `text` means at change `counter` or later, best first; SearchAway."""
        asked = protocol.Search(text, scope, counter, tuple(today_ids), limit)
        answer = self._ask(asked)
        match answer:
            case {"hits": bytes(run)}:
                try:
                    return protocol.parse_hits(run)
                except protocol.BadMessage:
                    raise SearchAway(detail="hits") from None
        raise SearchAway(detail=f"fault={answer.get('fault')}")

    def catch_up(self, counter: int) -> int:
        """Have the index take over changes now; returns the counter it stands at; SearchAway."""
        match self._ask(protocol.CatchUp(counter)):
            case {"counter": int(reached)}:
                return reached
        raise SearchAway(detail="behind")

    def status(self) -> dict[str, cbor.Value]:
        """Return people, counter, epoch, saved, served and clients; SearchAway."""
        return self._ask(protocol.Status())

    def snapshot(self) -> None:
        """Have the sealed snapshot written in the background; SearchAway."""
        self._ask(protocol.Snapshot())

    def close(self) -> None:
        """Close this thread's connection."""
        connection: socket.socket | None = getattr(self._here, "connection", None)
        self._here.connection = None
        if connection is not None:
            connection.close()

    def _ask(self, request: protocol.Request) -> dict[str, cbor.Value]:
        """Send and receive; a connection that broke since the last time is made anew once."""
        message = protocol.request_bytes(request)
        fresh = getattr(self._here, "connection", None) is None
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, EOFError):
                return self._exchange(message)
            if fresh:
                raise SearchAway(detail="closed")
            return self._exchange(message)
        except (OSError, EOFError, protocol.BadMessage) as error:
            self.close()
            raise SearchAway(detail=type(error).__name__) from None

    def _exchange(self, message: bytes) -> dict[str, cbor.Value]:
        try:
            connection = self._connection()
            connection.sendall(message)
            (length,) = protocol.HEAD.unpack(_exactly(connection, protocol.HEAD.size))
            if length > protocol.MOST_BYTES:
                raise protocol.BadMessage("too long")
            return protocol.parse_answer(_exactly(connection, length))
        except BaseException:
            self.close()  # an answer left in the pipe would be taken for the next one's
            raise

    def _connection(self) -> socket.socket:
        connection: socket.socket | None = getattr(self._here, "connection", None)
        if connection is None:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(_LONGEST_ANSWER)
            try:
                connection.connect(str(self._path))
            except BaseException:
                connection.close()
                raise
            self._here.connection = connection
        return connection


def _exactly(connection: socket.socket, count: int) -> bytes:
    received = bytearray()
    while len(received) < count:
        piece = connection.recv(count - len(received))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)
