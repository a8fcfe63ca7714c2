"""The search page: a list that follows the typing."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.gate.views import guarded
from praxis.patients import asked, finding
from praxis.patients.access import PatientAct


@guarded("GET", "POST")
def search(request: HttpRequest) -> HttpResponse:
    """An empty field; with each key the people it means, with Enter the only one they mean.

    Words are posted, never in the URL.
    """
    actor = asked.actor(request)
    if request.method == "GET":
        gate.allow_function(actor, PatientAct.SEARCH)
        return render(request, "patients/search.html", {"asked": False})
    text = asked.text(request, "q")
    found = finding.search(actor, text, limit=40)
    told = {"found": found, "asked": bool(text), "q": text}
    if asked.is_part(request):
        return render(request, "patients/parts/found.html", told)
    exact = [one for one in found if not one.roughly]
    if len(exact) == 1:
        return HttpResponseRedirect(reverse("record:chart", args=[exact[0].header.id]))
    return render(request, "patients/search.html", told)
