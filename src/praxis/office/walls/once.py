"""A form sent twice has one effect: the second sending gets the answer of the first.

Django masks the session's token anew on every page, so the token a form carries names the page
it was sent from. Parts of a page (HTMX) repeat on purpose, so the page gives each sending a random
name of its own and keeps it until an answer came, also over a reload (`line.js`, `sending.js`) and
a new login of the same person (docs/decisions/0805).
Only sendings that had an effect are remembered: those that lead on to another page, and those
whose view says so (`shown_once`, `again`).
"""

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from praxis.core.errors import Conflict
from praxis.core.turns import one_at_a_time
from praxis.core.words import marked
from praxis.gate.views import SENT_BEFORE, answers_again, shown_once
from praxis.office.walls.answers import mistake
from praxis.office.walls.limits import STREAMS
from praxis.staff import sent_forms

_FIELD: Final = "csrfmiddlewaretoken"
_HEADER: Final = "X-Sending"
# The same name, kept with the draft of a line; what is sent does not depend on it.
_KEPT: Final = "sendung"
_NAME: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MASKED: Final = 64
_OK: Final = 200
_MOVED_ON: Final = (302, 303)
_LONGEST: Final = 300


class SentAlready(Conflict):
    """The same form came a second time, and what it showed is shown once only."""

    message = marked(
        "Dieses Formular wurde schon abgeschickt und nur einmal ausgeführt. "
        "Bitte öffnen Sie die Seite neu, um das Ergebnis zu sehen."
    )


@dataclass(slots=True)
class _Sending:
    session: UUID
    key: bytes
    shows: bool
    first: str | None = None

    def answered(self, response: HttpResponseBase) -> HttpResponseBase:
        if self.first:
            return HttpResponseRedirect(self.first)
        moved_on = response.status_code in _MOVED_ON
        if self.first is None and (moved_on or (self.shows and response.status_code == _OK)):
            answer = response.headers["Location"] if moved_on else ""
            if len(answer) <= _LONGEST:
                sent_forms.remember(self.session, self.key, answer)
        return response


class OnceMiddleware:
    """Inside the check of the token, outside the decision check: a redirect needs none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as held:
            request.once_held = held  # type: ignore[attr-defined] # Django's way to carry it
            response = self.get_response(request)
            sending: _Sending | None = getattr(request, "once", None)
            return sending.answered(response) if sending else response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        key = _key(request, view)
        if key is None:
            return None
        held: ExitStack = request.once_held  # type: ignore[attr-defined] # set above
        held.enter_context(one_at_a_time(key))
        knows = answers_again(view)
        sending = _Sending(_session(request), key, knows or shown_once(view))
        sending.first = sent_forms.first_answer(key)
        request.once = sending  # type: ignore[attr-defined] # Django's way to carry it
        if sending.first is None:
            return None
        if knows and not sending.first:
            setattr(request, SENT_BEFORE, True)
            return None
        return mistake(request, SentAlready())


def _session(request: HttpRequest) -> UUID:
    found: UUID = request.presence.session.id  # type: ignore[attr-defined] # set by its middleware
    return found


def _person(request: HttpRequest) -> UUID:
    found: UUID = request.presence.session.account_id  # type: ignore[attr-defined] # as above
    return found


def _key(request: HttpRequest, view: Callable[..., Any]) -> bytes | None:
    """None for what may come again: no form of a page, nobody logged in, a part without a name."""
    if request.method != "POST" or getattr(request, "actor", None) is None:
        return None
    if getattr(view, STREAMS, False):
        return None
    part = "HX-Request" in request.headers
    if part and not answers_again(view):
        return None
    token = request.headers.get(_HEADER, "") if part else request.POST.get(_FIELD, "")
    if not (_NAME.fullmatch(token) if part else len(token) == _MASKED):
        return None
    files = [
        (name, one.name, one.size)
        for name in request.FILES
        if (one := request.FILES.get(name)) is not None
    ]
    # The token names the page, and so stands in the key already; a part outlives its page.
    names = sorted(name for name in request.POST if name not in (_FIELD, _KEPT))
    typed = [(name, request.POST.getlist(name)) for name in names]
    fields = sha256(repr((typed, files)).encode()).hexdigest()
    return sent_forms.key_of(_person(request), token, request.get_full_path(), fields)
