"""Logging in: the pages of `praxis.staff.login`, one small form per step."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from praxis.core.errors import PraxisError
from praxis.gate.views import public
from praxis.office import asked, shown
from praxis.staff import cookies, factors, login, own_account, passkeys, people, setup, workstations
from praxis.staff.errors import StepExpired, WorkstationNotApproved
from praxis.staff.login import Next
from praxis.staff.models import LoginStep, Workstation

PAGES = {
    Next.SECOND: "office/login_second.html",
    Next.CHANGE: "office/login_change.html",
    Next.ENROL: "office/login_enrol.html",
    Next.DONE: "office/login_place.html",
}


@public("GET")
def start(request: HttpRequest) -> HttpResponse:
    """The login page; before the set-up it leads there."""
    if not setup.is_done():
        return HttpResponseRedirect(reverse("office:set_up"))
    return shown.form(request, "office/login.html", way_back=asked.way_back(request))


@public("POST")
def with_password(request: HttpRequest) -> HttpResponse:
    """Login name and password; the next step is told, never which of the two was wrong."""
    name = asked.text(request, "login_name", 100)
    try:
        key, step = login.with_password(
            name, asked.secret(request, "password"), asked.source(request)
        )
    except PraxisError as error:
        told = {"login_name": name[:40], "way_back": asked.way_back(request)}
        return shown.form(request, "office/login.html", error, **told)
    response = _advance(request, step)
    if cookies.SESSION not in response.cookies:
        cookies.give(response, cookies.STEP, key)
    return response


@public("GET")
def going_on(request: HttpRequest) -> HttpResponse:
    """What the login still needs."""
    try:
        return _page(request, _step(request))
    except StepExpired:
        return HttpResponseRedirect(reverse("office:login"))


@public("POST")
def with_code(request: HttpRequest) -> HttpResponse:
    """The code of the app or a recovery code."""
    step = _step(request)
    try:
        login.with_code(step, asked.secret(request, "code", 40), asked.source(request))
    except StepExpired:
        raise
    except PraxisError as error:
        return _page(request, step, error)
    return _advance(request, step)


@public("POST")
def passkey_options(request: HttpRequest) -> JsonResponse:
    """A challenge for any passkey of this practice, or for the second factor of this login."""
    try:
        step, key = _step(request), None
    except StepExpired:
        key, step = login.start()
    response = JsonResponse(login.begin_passkey(step))
    if key is not None:
        cookies.give(response, cookies.STEP, key)
    return response


@public("POST")
def with_passkey(request: HttpRequest) -> HttpResponse:
    """The signed challenge."""
    step = _step(request)
    try:
        login.with_passkey(step, asked.credential(request))
    except PraxisError as error:
        if step.account_id is not None:
            return _page(request, step, error)
        return shown.form(request, "office/login.html", error, way_back="/")
    return _advance(request, step)


@public("POST")
def new_password(request: HttpRequest) -> HttpResponse:
    """The first own password instead of the start password."""
    step = _step(request)
    account = login.insist_on(step, Next.CHANGE)
    try:
        new = asked.secret(request, "new_password")
        own_account.change_password(None, account, new, but=step.id)
    except StepExpired:
        raise
    except PraxisError as error:
        return _page(request, step, error)
    return _advance(request, step)


@public("POST")
def begin_app(request: HttpRequest) -> HttpResponse:
    """A new seed for the authenticator app; shown on the page that follows."""
    factors.begin_totp(login.insist_on(_step(request), Next.ENROL))
    return HttpResponseRedirect(reverse("office:login_going_on"))


@public("POST")
def confirm_app(request: HttpRequest) -> HttpResponse:
    """The app's first code; answers with the recovery codes, shown this once."""
    step = _step(request)
    account = login.insist_on(step, Next.ENROL)
    try:
        factors.confirm_totp(None, account, asked.text(request, "code", 20))
    except PraxisError as error:
        return _page(request, step, error)
    login.note_second(step, "enrolled")
    codes = factors.new_recovery_codes(None, account)
    onward = reverse("office:login_going_on")
    return shown.form(request, "office/recovery_codes.html", codes=codes, onward=onward)


@public("POST")
def at_place(request: HttpRequest) -> HttpResponse:
    """The last step: the owner approves this machine, everybody else asks for it."""
    step = _step(request)
    account = login.insist_on(step, Next.DONE)
    here, name, device = asked.place(request), asked.text(request, "name", 60), None
    if here is None:
        device, here = workstations.request_approval(account, name)
    try:
        opened = (
            login.finish(step, here) if here.trusted else login.finish_and_approve(step, here, name)
        )
    except WorkstationNotApproved as error:
        response = _page(request, step, error, here=here)
    else:
        response = _enter(opened, asked.way_back(request))
    if device is not None:
        cookies.give(response, cookies.DEVICE, device)
    return response


def _step(request: HttpRequest) -> LoginStep:
    return login.step_of(cookies.read(request, cookies.STEP))


def _advance(request: HttpRequest, step: LoginStep) -> HttpResponse:
    """Open the session if nothing is missing, else show what is."""
    here = asked.place(request)
    if login.next_of(step) is Next.DONE and here is not None and here.trusted:
        return _enter(login.finish(step, here), asked.way_back(request))
    return HttpResponseRedirect(reverse("office:login_going_on"))


def _enter(opened: login.Opened, way: str) -> HttpResponse:
    response = HttpResponseRedirect(way)
    cookies.give(response, cookies.SESSION, opened.key)
    cookies.take(response, cookies.STEP)
    return response


def _page(
    request: HttpRequest,
    step: LoginStep,
    error: PraxisError | None = None,
    here: Workstation | None = None,
) -> HttpResponse:
    what = login.next_of(step)
    if what is Next.PASSWORD or step.account is None:
        raise StepExpired
    told: dict[str, object] = {"way_back": asked.way_back(request)}
    if what is Next.ENROL and (totp := factors.waiting_totp(step.account)):
        told["seed"] = factors.base32(totp)
        told["qr"] = shown.qr_code(
            factors.otpauth_uri(totp, step.account.login_name, people.practice_name())
        )
    if what is Next.SECOND:
        told["has_passkey"] = bool(passkeys.in_use(step.account.id))
    if what is Next.DONE:
        told["here"] = here or asked.place(request)
        told["owner"] = step.account.id in people.owners()
    return shown.form(request, PAGES[what], error, **told)
