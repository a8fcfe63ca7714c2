"""A host that takes every connection and answers drop by drop, for as long as anybody listens."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

EVERY: Final = 0.1
_BEGINNING: Final = {
    "headers": b"HTTP/1.1 200 OK\r\nX-Drops: ",
    "body": b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n",
}


@contextmanager
def dripping(where: str) -> Iterator[str]:
    """Its origin. `where` says what never ends: the headers or the body."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(EVERY)

        def drip(line: socket.socket) -> None:
            with line, contextlib.suppress(OSError):
                line.sendall(_BEGINNING[where])
                while not over.wait(EVERY):
                    line.sendall(b"x")

        def take() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    threading.Thread(target=drip, args=[listening.accept()[0]]).start()

        taking = threading.Thread(target=take)
        taking.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            taking.join()
