"""Locking, unlocking, switching between people, logging out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import canonical_uuid
from praxis.gate.views import public, self_service
from praxis.office import asked, shown
from praxis.staff import cookies, returning, sessions
from praxis.staff.login import Opened
from praxis.staff.sessions import Presence

_UNLOCKED = "desk:unlocked"


@self_service("POST")
def lock(request: HttpRequest) -> HttpResponse:
    """Lock at the server; the page has hidden itself already."""
    sessions.lock(asked.presence(request).session.id)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("office:locked"))


@public("GET")
def locked(request: HttpRequest) -> HttpResponse:
    """The lock as a page of its own; without a session the login."""
    presence: Presence | None = getattr(request, "presence", None)
    if presence is None:
        return HttpResponseRedirect(reverse("office:login"))
    told = {"person": presence.session.account.full_name, "way_back": asked.way_back(request)}
    return shown.form(request, "office/locked.html", **told)


@public("POST")
def unlock(request: HttpRequest) -> HttpResponse:
    """PIN (digits only) or password; the page that is still there goes on where it was."""
    session, secret = asked.presence(request).session, asked.secret(request, "secret")
    try:
        if secret.isdigit() and len(secret) <= 12:
            opened = returning.unlock_with_pin(session, secret)
        else:
            opened = returning.unlock_with_password(session, secret, asked.source(request))
    except PraxisError as error:
        return _still_locked(request, error)
    return _unlocked(request, opened)


@public("POST")
def passkey_options(request: HttpRequest) -> JsonResponse:
    """A challenge for the passkeys of whoever locked."""
    return JsonResponse(returning.begin_passkey(asked.presence(request).session))


@public("POST")
def unlock_with_passkey(request: HttpRequest) -> HttpResponse:
    """The signed challenge."""
    session = asked.presence(request).session
    try:
        opened = returning.unlock_with_passkey(session, asked.credential(request))
    except PraxisError as error:
        return _still_locked(request, error)
    return _unlocked(request, opened)


def _still_locked(request: HttpRequest, error: PraxisError) -> HttpResponse:
    if "HX-Request" in request.headers:
        told = {"kind": "warn", "text": error.text}
        return render(request, "desk/parts/notice.html", told, status=422)
    told = {"person": asked.presence(request).session.account.full_name, "way_back": "/"}
    return shown.form(request, "office/locked.html", error, **told)


def _unlocked(request: HttpRequest, opened: Opened) -> HttpResponse:
    response: HttpResponse
    if "HX-Request" in request.headers:
        response = HttpResponse(status=204, headers={"HX-Trigger": _UNLOCKED})
    else:
        response = HttpResponseRedirect(asked.way_back(request))
    cookies.give(response, cookies.SESSION, opened.key)
    return response


@public("GET")
def people_here(request: HttpRequest) -> HttpResponse:
    """Who can come back at this machine by PIN."""
    return _switch_page(request)


@public("POST")
def switch(request: HttpRequest) -> HttpResponse:
    """Go to somebody's waiting session; the one that was open here gets locked."""
    here = asked.place(request)
    wanted = canonical_uuid(asked.text(request, "person"))
    if here is None or wanted is None:
        raise NotThere(detail="switch")
    presence: Presence | None = getattr(request, "presence", None)
    if presence is not None:
        sessions.lock(presence.session.id)
    try:
        opened = returning.switch_with_pin(here, wanted, asked.secret(request, "pin", 12))
    except PraxisError as error:
        return _switch_page(request, error)
    response = HttpResponseRedirect("/")
    cookies.give(response, cookies.SESSION, opened.key)
    return response


def _switch_page(request: HttpRequest, error: PraxisError | None = None) -> HttpResponse:
    here = asked.place(request)
    if here is None or not here.trusted:
        return HttpResponseRedirect(reverse("office:login"))
    people = [person for person in returning.waiting_at(here.id) if person.has_pin]
    return shown.form(request, "office/switch.html", error, people=people)


@public("POST")
def logout(request: HttpRequest) -> HttpResponse:
    """End the session for good and let the browser forget what it kept (B-09)."""
    presence: Presence | None = getattr(request, "presence", None)
    if presence is not None:
        sessions.end(presence.session.id, "logout")
    response = HttpResponseRedirect(reverse("office:login"))
    cookies.take(response, cookies.SESSION)
    # Not "cookies": the machine stays known.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
