"""Somebody at a screen of the practice: logs in, opens pages, sends forms, over real HTTP."""

import base64
import html
import re
import time
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from praxis.staff.factors import code_at
from standing.practice import StandingPractice

_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came over the wire."""

    who: str
    asked: str
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def text(self) -> str:
        """The body, entities resolved."""
        return html.unescape(self.body.decode("utf-8", "replace"))

    @property
    def location(self) -> str:
        """Where it leads."""
        return str(self.headers.get("location", ""))

    @property
    def raw(self) -> bytes:
        """Headers and body."""
        return b"\r\n".join(k + b": " + v for k, v in self.headers.raw) + b"\r\n\r\n" + self.body

    def found(self, pattern: str) -> str:
        """The first group of a pattern in the text."""
        match = re.search(pattern, self.text)
        assert match, f"{self.asked}: {self.status}, no {pattern}"
        return match[1]


@dataclass
class Desk:
    """A browser on one machine of the practice; `answers` keeps whatever came back."""

    practice: StandingPractice
    name: str
    cookies: dict[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    seed: bytes = b""
    typed_seed: str = ""
    codes: list[str] = field(default_factory=list)
    token: str = ""

    def __post_init__(self) -> None:
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.practice.port}", timeout=60, trust_env=False
        )

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, data: Any = None, files: Any = None, **headers: str) -> Answer:
        """Send a form as our own pages do."""
        told = {"Origin": f"http://{self.practice.host}", "Sec-Fetch-Site": "same-origin"}
        if self.token:
            told["X-CSRFToken"] = self.token
        return self._ask("POST", path, data=data, files=files, headers={**told, **headers})

    def done(self, path: str, data: Any = None, files: Any = None, **headers: str) -> Answer:
        """Send a form that must be accepted."""
        answer = self.post(path, data, files, **headers)
        assert answer.status < 400, f"{path}: {answer.status} {answer.text[-1500:]}"
        return answer

    def _ask(self, method: str, path: str, **sent: Any) -> Answer:
        told = {"Host": self.practice.host, **sent.pop("headers", {})}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        back = self._client.request(method, path, headers=told, **sent)
        for line in back.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if value in {"", '""'}:
                del self.cookies[name]
        answer = Answer(self.name, f"{method} {path}", back.status_code, back.headers, back.content)
        self.answers.append(answer)
        if found := _TOKEN.search(back.text):
            self.token = found[1]
        return answer

    # -- coming in -----------------------------------------------------------------------------

    def set_up(self, password: str, **form: str) -> None:
        """The first run: practice, site and owner, then the second factor and this machine."""
        code = self.practice.set_up_code()
        answer = self.done("/einrichten/", {**form, "code": code, "password": password})
        assert answer.location == "/anmelden/weiter/", answer.text
        self._enrol()
        self.done("/anmelden/arbeitsplatz/", {"name": "Anmeldung", "weiter": "/"})
        assert self.get("/").status == 200

    def first_login(self, start_password: str, password: str) -> None:
        """A new colleague: start password, an own one, the app; at a machine already approved."""
        self.done("/anmelden/passwort/", {"login_name": self.name, "password": start_password})
        self.done("/anmelden/neues-passwort/", {"new_password": password})
        self._enrol()
        self.get("/anmelden/weiter/")
        if "__Host-sitzung" not in self.cookies:
            self.done("/anmelden/arbeitsplatz/", {"weiter": "/"})
        assert self.get("/").status == 200

    def comes_back(self, password: str) -> None:
        """Log in again at the same machine, with one of the recovery codes."""
        self.cookies = {k: v for k, v in self.cookies.items() if k == "__Host-arbeitsplatz"}
        self.get("/anmelden/")
        self.done("/anmelden/passwort/", {"login_name": self.name, "password": password})
        self.done("/anmelden/code/", {"code": self.codes.pop()})
        self.get("/anmelden/weiter/")
        assert self.get("/").status == 200

    def is_at_work(self, password: str) -> None:
        """Unlock the screen if it locked itself meanwhile; nothing to do while it is in use."""
        if self.get("/").status != 200:
            self.get("/sperre/")
            self.done("/entsperren/", {"secret": password})
        assert self.get("/").status == 200, f"{self.name} is out"

    def _enrol(self) -> None:
        self.done("/anmelden/app/beginnen/")
        shown = self.get("/anmelden/weiter/")
        seed = shown.found(r"Von Hand:\s*<code>([A-Z2-7 ]+)</code>").replace(" ", "")
        self.typed_seed = seed
        self.seed = base64.b32decode(seed + "=" * (-len(seed) % 8))
        answer = self.done("/anmelden/app/", {"code": code_at(self.seed, int(time.time()) // 30)})
        self.codes = re.findall(r"<li><code>([^<]+)</code>", answer.text)
        assert self.codes

    def hire(self, login: str, name: str, *roles: str, site: str = "") -> str:
        """Let Leitung hire somebody, at the named site or the first; the start password."""
        at = r'name="sites" value="([0-9a-f-]{36})"[^>]*>' + (rf"\s*{site}" if site else "")
        site = self.get("/team/neu/").found(at)
        form = {"login_name": login, "display_name": name, "roles": list(roles), "sites": [site]}
        return self.done("/team/neu/", form).found(r"Startpasswort</dt><dd><code>([^<]+)</code>")

    def at_the_same_machine(self, name: str) -> "Desk":
        """Another person's browser at this machine."""
        cookies = {k: v for k, v in self.cookies.items() if k == "__Host-arbeitsplatz"}
        return Desk(self.practice, name, cookies)
