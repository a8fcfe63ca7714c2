"""A browser for tests: real cookies and session rows, the headers a browser sends, sentences."""

from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from typing import Any, Self
from uuid import UUID

from django.test import Client
from django.urls import reverse

from house.cast import Cast, Person
from praxis.config import config


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; its checks read as sentences and return the answer."""

    raw: Any

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.raw.status_code)

    @property
    def text(self) -> str:
        """The body as text, entities resolved."""
        body = b"".join(self.raw.streaming_content) if self.raw.streaming else self.raw.content
        return unescape(body.decode())

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return str(self.raw.headers.get("Location", ""))

    def header(self, name: str) -> str:
        """One header; empty if absent."""
        return str(self.raw.headers.get(name, ""))

    def is_ok(self) -> Self:
        """Answered with 200."""
        return self.has_status(200)

    def has_status(self, wanted: int) -> Self:
        """Answered with this status."""
        assert self.status == wanted, f"{self.status} instead of {wanted}: {self.text[:300]}"
        return self

    def is_not_found(self) -> Self:
        """Absent or forbidden (404)."""
        return self.has_status(404)

    def is_refused(self) -> Self:
        """Visible, but not this person's act (403)."""
        return self.has_status(403)

    def leads_to(self, path: str) -> Self:
        """Redirects to this path."""
        assert self.status in {302, 303}, f"{self.status}: {self.text[:300]}"
        assert self.location == path, self.location
        return self

    def shows(self, *words: str) -> Self:
        """Every word stands on the page."""
        missing = [word for word in words if word not in self.text]
        assert not missing, f"missing {missing}"
        return self

    def hides(self, *words: str) -> Self:
        """None of the words stands on the page."""
        found = [word for word in words if word in self.text]
        assert not found, f"found {found}"
        return self


def received(raw: Any) -> Answer:
    """An answer of Django's client, taken to its end as a browser does.

    One left open would be closed by the garbage collector, in the middle of another test and with
    Django's "request finished", which closes that test's connection.
    """
    if raw.streaming:
        raw.streaming_content = [b"".join(raw.streaming_content)]
    return Answer(raw)


class Page:
    """One browser: knows its cookies, sends what a browser sends."""

    def __init__(self, *, raises: bool = True) -> None:
        origin = config().origin
        self.origin = origin
        self.client = Client(
            raise_request_exception=raises,
            headers={"Host": origin.partition("://")[2], "Sec-Fetch-Site": "same-origin"},
        )

    @property
    def cookies(self) -> SimpleCookie:
        """The cookies this browser holds."""
        return self.client.cookies

    def get(self, name: str, *ids: UUID | str, **headers: str) -> Answer:
        """Open a page by its url name and ids, or by its path."""
        return received(self.client.get(_path(name, ids), headers=headers))

    def post(
        self, name: str, *ids: UUID | str, data: dict[str, Any] | None = None, **headers: str
    ) -> Answer:
        """Send a form with the token of the session and the right origin."""
        sent = dict(data or {})
        if (token := self.token()) and "csrfmiddlewaretoken" not in sent:
            sent["csrfmiddlewaretoken"] = token
        told = {"Origin": self.origin, **headers}
        return received(self.client.post(_path(name, ids), sent, headers=told))

    def token(self) -> str:
        """The token the forms of this session carry; empty without a session."""
        from praxis.staff import cookies, sessions
        from praxis.staff.models import Session
        from praxis.staff.tokens import token_hash

        cookie = self.cookies.get(cookies.SESSION)
        key = token_hash(cookie.value if cookie else "")
        session = Session.objects.filter(key_hash=key).first()
        return sessions.csrf_secrets(session.id)[0] if session else ""


class Pages:
    """Opens browsers: as somebody logged in at the front desk, or as nobody."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast

    def as_(self, person: Person, *, raises: bool = True) -> Page:
        """A browser at the front desk's machine with a real session of this person."""
        from praxis.staff import cookies, sessions
        from praxis.staff.models import Account, Workstation

        page = self.at_desk(raises=raises)
        account = Account.objects.get(id=person.id)
        place = Workstation.objects.get(id=person.workstation)
        key, _session = sessions.open_session(account, place, "totp")
        page.cookies[cookies.SESSION] = key
        return page

    def at_desk(self, *, raises: bool = True) -> Page:
        """A browser at the front desk's approved machine, nobody logged in."""
        from praxis.staff import cookies

        page = Page(raises=raises)
        page.cookies[cookies.DEVICE] = self._cast.device
        return page

    def nobody(self, *, raises: bool = True) -> Page:
        """A browser on a machine nobody knows (Eve)."""
        return Page(raises=raises)


def _path(name: str, ids: tuple[UUID | str, ...]) -> str:
    return name if name.startswith("/") else reverse(name, args=[str(i) for i in ids])
