"""Notfallsuche and Notfallzugriff, and joining somebody known at another site."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import SiteId, canonical_uuid
from praxis.gate.views import guarded
from praxis.patients import actions, asked
from praxis.patients.access import PatientAct
from praxis.patients.errors import KnownElsewhere
from praxis.patients.identity import read_birth_date
from praxis.patients.looking import emergency_opening
from praxis.patients.models import Patient
from praxis.staff import people


@guarded("GET", "POST")
def emergency(request: HttpRequest) -> HttpResponse:
    """Reason first, then full name and birth date; nobody is listed. Opens for four hours."""
    actor = asked.actor(request)
    if request.method == "GET":
        gate.allow_function(actor, PatientAct.SEARCH)
        told = {"may": gate.may(actor, PatientAct.BREAK_GLASS, on=Patient)}
        return render(request, "patients/emergency.html", told)
    typed = {name: asked.text(request, name) for name in ("reason", "family_name", "given_name")}
    birth = asked.text(request, "birth_date", 10)
    try:
        patient = emergency_opening(actor, **typed, birth_date=read_birth_date(birth))
    except PraxisError as error:
        if error.status == 403:
            raise
        shown: dict[str, object] = {"may": True, "error": error, "birth_date": birth, **typed}
        status = 422 if isinstance(error, NotThere) else error.status
        return render(request, "patients/emergency.html", shown, status=status)
    return HttpResponseRedirect(reverse("record:chart", args=[patient]))


@guarded("GET", "POST")
def join(request: HttpRequest) -> HttpResponse:
    """Bring somebody known at another site here: exact number, card or identity check."""
    actor = asked.actor(request)
    sites = people.own_open_sites(actor)
    if request.method == "GET":
        gate.allow_function(actor, PatientAct.SEARCH)
        return render(request, "patients/join.html", {"sites": sites})
    number = asked.text(request, "insurance_number", 20).replace(" ", "").upper()
    site = canonical_uuid(asked.text(request, "site", 40))
    try:
        if site is None:
            raise KnownElsewhere(detail="site")
        patient = actions.join_site(
            actor, number, site=SiteId(site), proof=asked.text(request, "proof", 20)
        )
    except PraxisError as error:
        if error.status == 403:
            raise
        told = {"sites": sites, "error": error, "insurance_number": number}
        return render(request, "patients/join.html", told, status=error.status)
    return HttpResponseRedirect(reverse("record:chart", args=[patient]))
