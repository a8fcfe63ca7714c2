"""My account: password, PIN, authenticator app, recovery codes, passkeys."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from praxis.core.errors import PraxisError
from praxis.core.said import saying
from praxis.core.words import spoken
from praxis.gate.views import self_service
from praxis.office import asked, shown
from praxis.staff import factors, login, own_account, passkeys, people, sessions
from praxis.staff.errors import ConfirmAgain

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Only within ten minutes of a proof; otherwise the password is asked for first."""

    @wraps(view)
    def asked_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sessions.confirmed_lately(asked.presence(request).session):
            return _page(request, ConfirmAgain())
        return view(request, *args, **kwargs)

    return asked_first


@self_service("GET")
def mine(request: HttpRequest) -> HttpResponse:
    """What I can log in with."""
    return _page(request)


@self_service("POST")
def confirm(request: HttpRequest) -> HttpResponse:
    """Prove once more who sits here."""
    account = own_account.account_of(asked.actor(request))
    try:
        login.prove_password_of(account, asked.secret(request, "password"), asked.source(request))
    except PraxisError as error:
        return _page(request, error)
    sessions.note_confirmed(asked.presence(request).session.id)
    return _home()


@self_service("POST")
def password(request: HttpRequest) -> HttpResponse:
    """A new password; my other sessions end."""
    current, new = asked.secret(request, "password"), asked.secret(request, "new_password")
    try:
        own_account.change_own_password(asked.actor(request), current, new, asked.source(request))
    except PraxisError as error:
        return _page(request, error)
    return _page(
        request, done=spoken("Das neue Passwort gilt ab jetzt. Bitte setzen Sie auch die PIN neu.")
    )


@self_service("POST")
def language(request: HttpRequest) -> HttpResponse:
    """What the screen speaks to me."""
    try:
        own_account.set_language(asked.actor(request), asked.text(request, "language", 2))
    except PraxisError as error:
        return _page(request, error)
    return _home()


@self_service("POST")
@confirmed
def pin(request: HttpRequest) -> HttpResponse:
    """The PIN for coming back to a machine; empty takes it away."""
    chosen = asked.secret(request, "pin", 20)
    try:
        own_account.set_pin(asked.actor(request), chosen)
    except PraxisError as error:
        return _page(request, error)
    return _home("pin-gespeichert" if chosen else "pin-entfernt")


@self_service("POST")
@confirmed
def begin_app(request: HttpRequest) -> HttpResponse:
    """A new authenticator app; the old one works until the new one is confirmed."""
    factors.begin_totp(own_account.account_of(asked.actor(request)))
    return HttpResponseRedirect(reverse("office:own_app"))


@self_service("GET", "POST")
@confirmed
def app(request: HttpRequest) -> HttpResponse:
    """The QR code of the new app, and its first code."""
    actor, error = asked.actor(request), None
    account = own_account.account_of(actor)
    if request.method == "POST":
        try:
            factors.confirm_totp(actor, account, asked.text(request, "code", 20))
            return _home("app-eingerichtet")
        except PraxisError as fault:
            error = fault
    if (totp := factors.waiting_totp(account)) is None:
        return _home()
    uri = factors.otpauth_uri(totp, account.login_name, people.practice_name())
    told = {"seed": factors.base32(totp), "qr": shown.qr_code(uri)}
    return shown.form(request, "office/own_app.html", error, **told)


@self_service("POST")
@confirmed
def codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown this once."""
    actor = asked.actor(request)
    fresh = factors.new_recovery_codes(actor, own_account.account_of(actor))
    onward = reverse("office:own_account")
    return shown.form(request, "office/recovery_codes.html", codes=fresh, onward=onward)


@self_service("POST")
@confirmed
def passkey_options(request: HttpRequest) -> HttpResponse:
    """A challenge for making a passkey."""
    account = own_account.account_of(asked.actor(request))
    return JsonResponse(passkeys.begin_adding(account, asked.presence(request).session.id))


@self_service("POST")
@confirmed
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the new passkey."""
    actor, session = asked.actor(request), asked.presence(request).session
    account, name = own_account.account_of(actor), asked.text(request, "name", 60)
    try:
        passkeys.add(actor, account, session.id, asked.credential(request), name)
    except PraxisError as error:
        return _page(request, error)
    return _home("passkey-angelegt")


@self_service("POST")
@confirmed
def remove_passkey(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """Take a passkey away."""
    actor = asked.actor(request)
    try:
        passkeys.remove(actor, own_account.account_of(actor), passkey_id)
    except PraxisError as error:
        return _page(request, error)
    return _home("passkey-entfernt")


def _home(name: str = "") -> HttpResponse:
    address = reverse("office:own_account")
    return HttpResponseRedirect(saying(address, name) if name else address)


def _page(request: HttpRequest, error: PraxisError | None = None, done: str = "") -> HttpResponse:
    actor = asked.actor(request)
    account = own_account.account_of(actor)
    told = {
        "account": account,
        "languages": settings.LANGUAGES,
        "has_pin": bool(account.pin),
        "passkeys": passkeys.in_use(account.id),
        "has_app": factors.app_in_use(account.id),
        "codes_left": factors.recovery_codes_left(account.id),
        "confirmed": sessions.confirmed_lately(asked.presence(request).session),
        "done": done,
    }
    return shown.form(request, "office/own_account.html", error, **told)
