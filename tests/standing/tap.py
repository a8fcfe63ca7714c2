"""Stands between the relay and everybody else, and remembers every byte of both directions."""

import contextlib
import select
import socket
import threading
from typing import Self


class Tap:
    """A TCP door in front of another port; `shut` hangs up on everybody, `open_again` lets in."""

    def __init__(self, port: int, to: int) -> None:
        self.port, self._to = port, to
        self.up, self.down = bytearray(), bytearray()
        self._ending = threading.Event()
        self._shut = threading.Event()
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", port), backlog=64)
        self._door.settimeout(0.2)
        self._thread = threading.Thread(target=self._welcome, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join(10)
        self._door.close()

    def shut(self) -> None:
        """The line is cut."""
        self._shut.set()

    def open_again(self) -> None:
        """The line stands again."""
        self._shut.clear()

    def heard(self) -> bytes:
        """Everything that went either way, with a mark between."""
        with self._lock:
            return bytes(self.up) + b"\n<<<>>>\n" + bytes(self.down)

    def _welcome(self) -> None:
        while not self._ending.is_set():
            try:
                near, _ = self._door.accept()
            except TimeoutError:
                continue
            threading.Thread(target=self._carry, args=[near], daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            if self._shut.is_set():
                return
            with socket.create_connection(("127.0.0.1", self._to), 5) as far:
                self._both(near, far)

    def _both(self, near: socket.socket, far: socket.socket) -> None:
        while not self._ending.is_set() and not self._shut.is_set():
            for ready in select.select([near, far], [], [], 0.2)[0]:
                piece = ready.recv(1 << 16)
                if not piece:
                    return
                with self._lock:
                    (self.up if ready is near else self.down).extend(piece)
                (far if ready is near else near).sendall(piece)
