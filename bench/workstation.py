"""A workstation that asks and waits, hardly working itself, so that the figure is the server's.

It shares the two cores with what is measured; a fuller client takes a tenth of them for itself.
"""

from contextlib import AbstractContextManager
from http.client import HTTPConnection, HTTPException
from typing import Final, NamedTuple
from urllib.parse import urlencode

GONE: Final = (OSError, HTTPException)


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str


class Workstation(AbstractContextManager["Workstation"]):
    """One connection, kept open; every request carries the same headers."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=20)
        self._headers = headers

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        """Ask for a page; one of `GONE` if nobody answers."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, data: dict[str, str]) -> Answer:
        """Send a form; one of `GONE` if nobody answers."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(data).encode(), kind)

    def _ask(self, verb: str, path: str, body: bytes, more: dict[str, str]) -> Answer:
        try:
            self._connection.request(verb, path, body or None, self._headers | more)
            answer = self._connection.getresponse()
            return Answer(answer.status, answer.read().decode())
        except GONE:
            self._connection.close()  # the next request opens it anew
            raise
