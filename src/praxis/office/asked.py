"""Reads what a request brings: fields of sane length, the machine it comes from, who it is."""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from praxis.core.actors import Actor
from praxis.core.errors import NotLoggedIn
from praxis.staff import cookies, workstations
from praxis.staff.errors import BadInput
from praxis.staff.models import Workstation
from praxis.staff.passwords import insist_on_sane
from praxis.staff.sessions import Presence
from praxis.staff.throttle import Source

_LONGEST_ANSWER: Final = 20_000


def text(request: HttpRequest, name: str, longest: int = 200) -> str:
    """One form field, stripped; empty if absent. BadInput if overlong or not typeable."""
    return secret(request, name, longest).strip()


def secret(request: HttpRequest, name: str, longest: int = 1000) -> str:
    """One form field exactly as typed: leading blanks belong to a password."""
    value = insist_on_sane(request.POST.get(name, ""))
    if len(value) > longest:
        raise BadInput(detail=name)
    return value


def credential(request: HttpRequest) -> Mapping[str, Any]:
    """The browser's WebAuthn answer: one JSON object, no key twice."""
    value = request.POST.get("answer", "")
    if len(value) > _LONGEST_ANSWER:
        raise BadInput(detail="answer")
    try:
        found = json.loads(value, object_pairs_hook=_no_key_twice, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadInput(detail="answer") from None
    if not isinstance(found, dict):
        raise BadInput(detail="answer")
    return found


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or "__proto__" in found:
        raise ValueError("a key twice")
    return found


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("no number")


def place(request: HttpRequest) -> Workstation | None:
    """The workstation of this browser's cookie, approved or not."""
    return workstations.known(cookies.read(request, cookies.DEVICE))


def source(request: HttpRequest) -> Source:
    """Where a try comes from: the approved workstation, else the network address."""
    here = place(request)
    trusted = here.id if here is not None and here.trusted else None
    return Source(str(request.META.get("REMOTE_ADDR", "")), trusted)


def actor(request: HttpRequest) -> Actor:
    """Who asks; NotLoggedIn without a live, unlocked session."""
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


def presence(request: HttpRequest) -> Presence:
    """The live session, also a locked one; NotLoggedIn without."""
    found: Presence | None = getattr(request, "presence", None)
    if found is None:
        raise NotLoggedIn
    return found


def way_back(request: HttpRequest) -> str:
    """Where somebody wanted to go: a path of ours, else the start page."""
    given = request.POST.get("weiter", "") or request.GET.get("weiter", "")
    ours = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if ours else "/"
