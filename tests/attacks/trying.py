"""One address, one doctor, one request after the other, each as if it were the first."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol
from urllib.parse import quote

from django.db import transaction
from django.urls import reverse

from attacks.addresses import Address
from attacks.fields import learn
from attacks.subjects import made
from house.cast import Cast
from house.pages import Answer, Pages, received

FORM: Final = "application/x-www-form-urlencoded"
_TELLS: Final = re.compile(
    r"Traceback|File \"|\.py\b|psycopg|django|Exception\b|DETAIL:|\bSELECT \"|\bINSERT INTO\b"
    r"|OperationalError|DataError|ValueError|TypeError|KeyError"
)
# What differs between two answers to the same request: nonces, tokens, new ids, numbers, codes.
_CHANGING: Final = re.compile(
    r'nonce="[^"]*"|"inlineStyleNonce":"[^"]*"|(?<=csrfmiddlewaretoken" value=")[^"]*'
    r"|(?<=csrf-token\" content=\")[^\"]*|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}"
    r"|<code>[^<]*</code>|<strong>[0-9a-f]{8}</strong>|\"[A-Za-z0-9_-]{16,}\"|[0-9a-f]{64}|\d+"
)


class Said(Protocol):
    """An answer, however it came."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def text(self) -> str:
        """The body."""


class Tried:
    """An address as Ada reaches it; whatever a request changes is undone after it."""

    def __init__(self, cast: Cast, page: Pages, address: Address, method: str) -> None:
        self._page = page.as_(cast.ada, raises=False)
        self._told = {"Origin": self._page.origin, "X-CSRFToken": self._page.token()}
        parts = made(cast, address.parts)
        self.path, self._method = reverse(address.name, kwargs=parts), method
        self.form = learn(
            cast, (address.name, method), parts, lambda form: self.send(encoded(form))
        )

    def send(self, body: str, kind: str = FORM, **headers: str) -> Answer:
        """Send these bytes as a form, or as a query where there is none."""
        told = {**self._told, **headers}
        client = self._page.client
        with undone():
            if self._method == "GET":
                return received(client.get(f"{self.path}?{body}", headers=told))
            raw = client.generic("POST", self.path, body.encode(), kind, headers=told)
            return received(raw)

    def with_(self, name: str, value: str) -> Answer:
        """The honest form with one field as these (already encoded) characters."""
        rest = encoded({key: one for key, one in self.form.items() if key != name})
        return self.send("&".join(filter(None, (rest, f"{quote(name)}={value}"))))

    def plain(self, more: str = "", **headers: str) -> Answer:
        """The honest form, with something added to it."""
        return self.send("&".join(filter(None, (encoded(self.form), more))), **headers)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written within the block."""
    block: Any = transaction.atomic()
    # As around a whole test: the gate insists on opening the outermost transaction itself.
    block._from_testcase = True
    with block:
        try:
            yield
        finally:
            transaction.set_rollback(True)


def encoded(form: dict[str, str]) -> str:
    """As a browser writes it."""
    return "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in form.items())


def same(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same, but for nonces, tokens, new ids and the time of day."""
    if one.header("Content-Type").startswith("application/pdf"):
        return other.header("Content-Type") == one.header("Content-Type")
    if one.status != other.status:
        return False
    said = [f"{each.location} {each.text}" for each in (one, other)]
    return len({_CHANGING.sub("", each) for each in said}) == 1


def not_ours(answer: Said) -> str:
    """What is wrong with an answer that says no; empty if it is a German page or notice of ours."""
    if answer.status < 400 or answer.status == 405:
        return ""
    text = answer.text
    if found := _TELLS.search(text):
        return f"{answer.status} tells {found[0]}"
    if answer.status == 401 and not text:
        return ""
    # A whole page; or the notice or the form of a part of a page, with what is wrong beside it.
    whole = '<html lang="de"' in text and "<h1" in text
    return "" if whole or 'class="notice' in text or 'class="fault"' in text else "no page of ours"
