"""Answers searches on one Unix socket, in turn.

One thread on purpose: an answer takes well under 5 ms, clients are served round robin with one
request each, and nothing has to be locked. A connection's whole life, from the peer check to the
last byte, is one state machine and therefore one file.
"""

import contextlib
import logging
import os
import selectors
import socket
import sqlite3
import stat
import struct
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from praxis.patients.search import protocol
from praxis.patients.search.keeping import BehindTheDatabase, KeptIndex
from praxis.patients.search.protocol import Fault
from wire import cbor

_log = logging.getLogger(__name__)
MOST_CLIENTS: Final = 64
LONGEST_SEARCH: Final = 0.25  # seconds; typical is 0.001
LONGEST_WAIT: Final = 1.0  # in the queue: an answer after that helps nobody
LONGEST_MESSAGE: Final = 5.0  # to send one request or to take one answer
SNAPSHOT_EVERY: Final = 600.0
SNAPSHOT_AFTER_ERASURE: Final = 30.0
_STEPS_BETWEEN_LOOKS: Final = 20_000
_TICK: Final = 0.5


@dataclass(slots=True, eq=False)
class _Client:
    """One connection: bytes in, bytes out, and since when something is unfinished."""

    connection: socket.socket
    inbox: bytearray = field(default_factory=bytearray)
    outbox: bytearray = field(default_factory=bytearray)
    since: float = 0.0
    queued: bool = False

    def next_body(self) -> bytes | None:
        """Take one whole request out of the inbox; BadMessage if it announces too much."""
        if len(self.inbox) < protocol.HEAD.size:
            return None
        (length,) = protocol.HEAD.unpack_from(self.inbox)
        if length > protocol.MOST_BYTES:
            raise protocol.BadMessage("too long")
        end = protocol.HEAD.size + length
        if len(self.inbox) < end:
            return None
        body = bytes(self.inbox[protocol.HEAD.size : end])
        del self.inbox[:end]
        return body

    @property
    def has_request(self) -> bool:
        size = protocol.HEAD.size
        return len(self.inbox) >= size and (
            len(self.inbox) - size >= protocol.HEAD.unpack_from(self.inbox)[0]
            or protocol.HEAD.unpack_from(self.inbox)[0] > protocol.MOST_BYTES
        )


class SearchServer:
    """Serves one kept index on one socket until told to stop."""

    def __init__(self, kept: KeptIndex, path: Path, uids: frozenset[int]) -> None:
        self._kept = kept
        self._path = path
        self._uids = uids
        self._selector = selectors.DefaultSelector()
        self._clients: set[_Client] = set()
        self._queue: deque[_Client] = deque()
        self._listener = _listen(path, shared=uids != {os.getuid()})
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._stopping = False
        self._deadline = 0.0
        self._served = 0
        self._saved_at = time.monotonic()

    def stop(self) -> None:
        """Finish the request in hand, write the snapshot if needed, go."""
        self._stopping = True

    def run(self) -> None:
        """Serve until `stop`."""
        try:
            while not self._stopping:
                self._turn()
        finally:
            self._close()

    def _turn(self) -> None:
        for key, events in self._selector.select(0 if self._queue else _TICK):
            if key.fileobj is self._listener:
                self._accept()
            else:
                self._move_bytes(key.data, events)
        if self._queue:
            client = self._queue.popleft()
            client.queued = False
            self._serve(client)
        self._tidy()

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            connection, _ = self._listener.accept()
            connection.setblocking(False)
            if _peer_uid(connection) not in self._uids or len(self._clients) >= MOST_CLIENTS:
                connection.close()
                return
            client = _Client(connection)
            self._clients.add(client)
            self._selector.register(connection, selectors.EVENT_READ, client)

    def _move_bytes(self, client: _Client, events: int) -> None:
        try:
            if events & selectors.EVENT_WRITE:
                sent = client.connection.send(client.outbox)
                del client.outbox[:sent]
                self._enqueue(client)
            if events & selectors.EVENT_READ:
                piece = client.connection.recv(65_536)
                if not piece:
                    self._drop(client)
                    return
                if not client.inbox:
                    client.since = time.monotonic()
                client.inbox += piece
                self._enqueue(client)
        except BlockingIOError:
            return
        except OSError:
            self._drop(client)

    def _enqueue(self, client: _Client) -> None:
        """Queue a client that has a whole request and has taken its last answer."""
        if not client.queued and not client.outbox and client.has_request:
            client.queued = True
            self._queue.append(client)
        self._watch(client)

    def _watch(self, client: _Client) -> None:
        if client not in self._clients:
            return
        # Whoever does not take answers or sends ahead is not read further: bounded memory.
        events = selectors.EVENT_WRITE if client.outbox else 0
        if len(client.inbox) <= protocol.MOST_BYTES:
            events |= selectors.EVENT_READ
        self._selector.modify(client.connection, events or selectors.EVENT_READ, client)

    def _serve(self, client: _Client) -> None:
        if client not in self._clients:
            return
        waited = time.monotonic() - client.since
        try:
            body = client.next_body()
            answer = self._answer(body, waited) if body is not None else None
        except protocol.BadMessage:
            self._drop(client)
            return
        client.since = time.monotonic()
        if answer is not None:
            client.outbox += protocol.frame(answer)
            self._move_bytes(client, selectors.EVENT_WRITE)
        self._enqueue(client)

    def _answer(self, body: bytes, waited: float) -> dict[str, cbor.Value]:
        request = protocol.parse_request(body)
        self._served += 1
        match request:
            case protocol.Search() if waited > LONGEST_WAIT:
                return {"fault": Fault.BUSY.value}
            case protocol.Search():
                return self._search(request)
            case protocol.CatchUp(counter=counter):
                fault = self._reach(counter)
                return {"fault": fault.value} if fault else {"counter": self._kept.index.counter}
            case protocol.Status():
                return self._status()
            case protocol.Snapshot():
                return {"started": self._kept.save_beside()}

    def _search(self, request: protocol.Search) -> dict[str, cbor.Value]:
        if fault := self._reach(request.counter):
            return {"fault": fault.value}
        index = self._kept.index
        index.watch(self._too_late, _STEPS_BETWEEN_LOOKS)
        self._deadline = time.monotonic() + LONGEST_SEARCH
        try:
            hits = index.search(request.text, request.scope, request.today, request.limit)
        except sqlite3.OperationalError as error:
            if not self._too_late():  # else interrupted by the watch
                _log.error("search failed: %s", type(error).__name__)
            return {"fault": Fault.LATE.value}
        finally:
            index.watch(None, 0)
        return {"hits": protocol.hits_bytes(hits), "counter": index.counter}

    def _too_late(self) -> bool:
        return time.monotonic() > self._deadline

    def _reach(self, counter: int) -> Fault | None:
        if counter <= self._kept.index.counter:
            return None
        try:
            self._kept.reach(counter)
        except BehindTheDatabase:
            return Fault.BEHIND
        except Exception as error:  # noqa: BLE001 - whatever the source raised, no old answer leaves
            _log.error("search index cannot catch up: %s", type(error).__name__)
            return Fault.BEHIND
        return None

    def _status(self) -> dict[str, cbor.Value]:
        index = self._kept.index
        return {
            "people": index.people(),
            "counter": index.counter,
            "epoch": index.epoch,
            "saved": self._kept.saved,
            "served": self._served,
            "clients": len(self._clients),
        }

    def _tidy(self) -> None:
        now = time.monotonic()
        for client in list(self._clients):
            unfinished = client.inbox or client.outbox
            if unfinished and not client.queued and now - client.since > LONGEST_MESSAGE:
                self._drop(client)
        self._kept.reap()
        patience = SNAPSHOT_AFTER_ERASURE if self._kept.erased else SNAPSHOT_EVERY
        if self._kept.unsaved and now - self._saved_at > patience:
            self._saved_at = now
            self._kept.save_beside()

    def _drop(self, client: _Client) -> None:
        if client in self._clients:
            self._clients.discard(client)
            self._selector.unregister(client.connection)
            client.connection.close()

    def _close(self) -> None:
        self._path.unlink(missing_ok=True)
        for client in list(self._clients):
            self._drop(client)
        self._selector.close()
        self._listener.close()
        self._kept.reap(wait=True)
        if self._kept.unsaved:
            self._kept.save()
        self._kept.index.close()


def _listen(path: Path, *, shared: bool) -> socket.socket:
    """Return the listening socket: 0600, or 0660 where other users' processes may ask."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise FileExistsError(path)
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177 if not shared else 0o117)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(MOST_CLIENTS)
    listener.setblocking(False)
    return listener


def _peer_uid(connection: socket.socket) -> int:
    peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", peer)[1])
