"""The search page: a list that follows the typing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from praxis import gate
from praxis.gate.views import guarded
from praxis.patients import asked, finding
from praxis.patients.access import PatientAct


@guarded("GET", "POST")
def search(request: HttpRequest) -> HttpResponse:
    """An empty field; with each key the people it means. Words are posted, never in the URL."""
    actor = asked.actor(request)
    if request.method == "GET":
        gate.allow_function(actor, PatientAct.SEARCH)
        return render(request, "patients/search.html", {"asked": False})
    text = asked.text(request, "q")
    told = {"found": finding.search(actor, text, limit=40), "asked": bool(text), "q": text}
    page = "patients/parts/found.html" if asked.is_part(request) else "patients/search.html"
    return render(request, page, told)
