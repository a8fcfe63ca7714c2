"""The first-run set-up; once it is done this page does not exist."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis.core.actors import Role
from praxis.core.errors import NotThere, PraxisError
from praxis.gate.views import public
from praxis.office import asked, shown
from praxis.staff import cookies, login, setup, throttle
from praxis.staff.accounts import NewAccount
from praxis.staff.setup import SetUp

_KEPT = ("practice", "site", "bsnr", "login_name", "display_name", "title", "lanr")


@public("GET", "POST")
def set_up(request: HttpRequest) -> HttpResponse:
    """Practice, site and first owner; the code from the server's disk proves who is there."""
    if setup.is_done():
        raise NotThere(detail="set up already")
    if request.method == "GET":
        return shown.form(request, "office/set_up.html", doctor=True)
    kept = {name: asked.text(request, name, 120) for name in _KEPT}
    try:
        attempt = throttle.begin_try("set-up", asked.source(request))
        setup.check_code(asked.text(request, "code", 40))
        throttle.succeeded(attempt)
        account = setup.set_up(_wanted(request, kept))
    except NotThere:
        raise
    except PraxisError as error:
        doctor = bool(request.POST.get("doctor"))
        return shown.form(request, "office/set_up.html", error, doctor=doctor, **kept)
    key, _step = login.start(account, password_ok=True)
    response = HttpResponseRedirect(reverse("office:login_going_on"))
    cookies.give(response, cookies.STEP, key)
    return response


def _wanted(request: HttpRequest, kept: dict[str, str]) -> SetUp:
    roles = frozenset({Role.DOCTOR}) if request.POST.get("doctor") else frozenset()
    owner = NewAccount(kept["login_name"], kept["display_name"], kept["title"], kept["lanr"], roles)
    password = asked.secret(request, "password")
    return SetUp(kept["practice"], kept["site"], kept["bsnr"], owner, password)
