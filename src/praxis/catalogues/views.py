"""The pages of the catalogues: search for everybody, editions and imports for Leitung and IT."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from formats.catalogues import Catalogue
from praxis import gate
from praxis.catalogues import queries
from praxis.catalogues.access import CatalogueAct
from praxis.catalogues.changes import changes
from praxis.catalogues.errors import NoCatalogueFile
from praxis.catalogues.models import Edition, RunState
from praxis.catalogues.runs import latest_runs, send_in
from praxis.core.actors import Actor
from praxis.core.errors import NotLoggedIn, NotThere, PraxisError
from praxis.core.words import marked, spoken
from praxis.gate.views import guarded
from praxis.vault.uploads import SealedUpload

# The others have an edition for each table or KV, which no search names.
_SEARCHED: Final = [one for one in Catalogue if one not in {Catalogue.KEYS, Catalogue.REGIONAL}]
_MOST: Final = 40
_STATES: Final = {
    RunState.WAITING: marked("wartet"),
    RunState.RUNNING: marked("wird gelesen"),
    RunState.DONE: marked("eingelesen"),
    RunState.FAILED: marked("abgewiesen"),
}


def _actor(request: HttpRequest) -> Actor:
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


@guarded("GET", "POST")
def search(request: HttpRequest) -> HttpResponse:
    """Look for a code or for words in one catalogue as it counts today."""
    actor = _actor(request)
    gate.allow_function(actor, CatalogueAct.SEARCH)
    chosen = request.POST.get("katalog", Catalogue.ICD.value)
    chosen = chosen if chosen in {one.value for one in _SEARCHED} else Catalogue.ICD.value
    typed = request.POST.get("q", "")[:200]
    now = queries.counting(chosen)
    found = queries.search(now.edition, typed, limit=_MOST) if now and typed.strip() else []
    told = {
        "catalogues": [(one.value, spoken(one.label)) for one in _SEARCHED],
        "chosen": chosen,
        "typed": typed,
        "now": now,
        "found": found,
        "may_import": gate.may(actor, CatalogueAct.IMPORT),
    }
    part = "HX-Request" in request.headers
    name = "catalogues/parts/found.html" if part else "catalogues/search.html"
    return render(request, name, told)


@guarded("GET")
def editions(request: HttpRequest) -> HttpResponse:
    """What is there, what was sent in, and the form to send more."""
    gate.allow_function(_actor(request), CatalogueAct.IMPORT)
    return _editions(request)


def _editions(request: HttpRequest, fault: PraxisError | None = None) -> HttpResponse:
    told = {"rows": queries.editions(), "error": fault, **_runs()}
    status = fault.status if fault else 200
    return render(request, "catalogues/editions.html", told, status=status)


def _runs() -> dict[str, object]:
    rows = [(run, spoken(_STATES[RunState(run.state)])) for run in latest_runs()]
    busy = any(run.state in {RunState.WAITING, RunState.RUNNING} for run, _words in rows)
    return {"runs": rows, "busy": busy}


@guarded("GET")
def runs(request: HttpRequest) -> HttpResponse:
    """How far the files are; the page asks again while one is being read."""
    gate.allow_function(_actor(request), CatalogueAct.IMPORT)
    return render(request, "catalogues/parts/runs.html", _runs())


@guarded("POST", takes_file=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file from the browser; the worker reads it a moment later."""
    actor = _actor(request)
    gate.allow_function(actor, CatalogueAct.IMPORT)
    sent = request.FILES.get("datei")
    try:
        if not isinstance(sent, SealedUpload):
            raise NoCatalogueFile
        send_in(actor, sent.chunks(), sent.name or "")
    except NoCatalogueFile as fault:
        return _editions(request, fault)
    return HttpResponseRedirect(reverse("catalogues:editions"))


@guarded("GET")
def edition(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """The report of one edition: what is new, different and gone."""
    gate.allow_function(_actor(request), CatalogueAct.IMPORT)
    found = Edition.objects.select_related("compared_with").filter(pk=edition_id).first()
    if found is None:
        raise NotThere(detail="edition")
    told = {"edition": found, "rows": changes(found)}
    return render(request, "catalogues/edition.html", told)
