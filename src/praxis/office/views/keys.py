"""The pages of the keys: how the vault is opened, sheets, replacing; for the owner only."""

import base64

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis import gate
from praxis.core.errors import NotLoggedIn, PraxisError, Refused
from praxis.core.words import spoken
from praxis.gate.views import guarded
from praxis.office import asked, shown
from praxis.office.access import OfficeAct
from praxis.office.keys import actions, rows
from praxis.vault import ceremony
from praxis.vault.client import KeeperAway, client

_LONGEST_SHEET = 600


@guarded("GET")
def page(request: HttpRequest) -> HttpResponse:
    """Ways in, sheets, every key with its last replacement."""
    gate.allow_function(asked.actor(request), OfficeAct.MANAGE_KEYS)
    return _page(request)


@guarded("GET")
def progress(request: HttpRequest) -> HttpResponse:
    """How far the replacements are; the page asks again while one runs."""
    gate.allow_function(asked.actor(request), OfficeAct.MANAGE_KEYS)
    return shown.form(request, "office/keys/table.html", None, **_keys())


@guarded("POST")
def renew(request: HttpRequest) -> HttpResponse:
    """Begin to replace one key."""
    try:
        actions.renew(asked.actor(request), asked.text(request, "what", 16))
    except (Refused, NotLoggedIn):
        raise
    except PraxisError as error:
        return _page(request, error)
    return HttpResponseRedirect(reverse("office:keys"))


@guarded("POST")
def sheets(request: HttpRequest) -> HttpResponse:
    """New recovery sheets: in this one answer and never again (L-01 names it)."""
    typed, source = asked.secret(request, "passphrase"), asked.source(request)
    try:
        pdf = actions.print_sheets(asked.actor(request), client(), typed, source)
    except (Refused, NotLoggedIn):
        raise
    except PraxisError as error:
        return _page(request, error)
    told = {"pdf": base64.b64encode(pdf).decode("ascii")}
    return shown.form(request, "office/keys/sheets.html", None, **told)


@guarded("POST")
def check_sheet(request: HttpRequest) -> HttpResponse:
    """Whether a sheet typed from paper is one of those that open now; never shown again."""
    words = asked.text(request, "words", _LONGEST_SHEET)
    try:
        number = actions.check_sheet(asked.actor(request), client(), words)
    except (Refused, NotLoggedIn):
        raise
    except PraxisError as error:
        return _page(request, error)
    return _page(
        request,
        done=spoken("Blatt {number} von 3 ist lesbar und gehört zum gültigen Satz.").format(
            number=number
        ),
    )


@guarded("POST")
def root(request: HttpRequest) -> HttpResponse:
    """Replace the root key."""
    typed, source = asked.secret(request, "passphrase"), asked.source(request)
    try:
        actions.renew_root(asked.actor(request), client(), typed, source)
    except (Refused, NotLoggedIn):
        raise
    except PraxisError as error:
        return _page(request, error)
    return _page(
        request, done=spoken("Der Wurzelschlüssel ist gewechselt. Alle Wege öffnen weiter.")
    )


def _page(request: HttpRequest, error: PraxisError | None = None, done: str = "") -> HttpResponse:
    told = {**_vault(), **_keys(), "kept": rows.kept(), "done": done}
    return shown.form(request, "office/keys/page.html", error, **told)


def _keys() -> dict[str, object]:
    found = rows.keys()
    return {"keys": found, "busy": any(one.running for one in found)}


def _vault() -> dict[str, object]:
    """What the keeper says; a keeper that is away is a warning, the keys still show."""
    try:
        found = ceremony.health(client())
    except KeeperAway as away:
        return {"away": True, "warnings": [away.text]}
    return {
        "ways": rows.ways(found),
        "warnings": found.warnings,
        "has_sheets": bool(found.sheets),
        "itself": actions.opens_itself(found),
    }
