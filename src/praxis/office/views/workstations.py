"""The machines people work at: approving and revoking them. Leitung only."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.ids import AccountId
from praxis.gate.views import guarded
from praxis.office import asked, shown
from praxis.office.access import OfficeAct
from praxis.staff import people, workstations


def _leitung(request: HttpRequest, *subjects: UUID) -> Actor:
    actor = asked.actor(request)
    gate.allow_function(actor, OfficeAct.MANAGE_WORKSTATIONS, subjects=subjects)
    return actor


@guarded("GET")
def everywhere(request: HttpRequest) -> HttpResponse:
    """Every machine, those that wait for approval first."""
    actor = _leitung(request)
    places = workstations.all_in_use()
    names = people.names_of(place.requested_by_id for place in places if place.requested_by_id)
    rows = [
        {
            "place": place,
            "asked_by": str(names.get(AccountId(place.requested_by_id), ""))
            if place.requested_by_id
            else "",
            "here": place.id == actor.workstation,
        }
        for place in places
    ]
    return shown.form(request, "office/workstations.html", rows=rows)


@guarded("POST")
def approve(request: HttpRequest, workstation_id: UUID) -> HttpResponse:
    """Let people work there."""
    actor = _leitung(request, workstation_id)
    workstations.approve(actor, workstation_id, asked.text(request, "name", 60))
    return HttpResponseRedirect(reverse("office:workstations"))


@guarded("POST")
def revoke(request: HttpRequest, workstation_id: UUID) -> HttpResponse:
    """Nobody works there any more; sessions there end at once."""
    workstations.revoke(_leitung(request, workstation_id), workstation_id)
    return HttpResponseRedirect(reverse("office:workstations"))
