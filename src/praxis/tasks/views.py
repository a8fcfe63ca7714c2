"""The list of tasks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis.core.actors import Actor
from praxis.core.errors import NotLoggedIn
from praxis.core.ids import PatientId
from praxis.gate.views import guarded
from praxis.patients import queries as patients
from praxis.staff import people
from praxis.tasks import actions, queries


def _actor(request: HttpRequest) -> Actor:
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


@guarded("GET")
def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done: mine first, or everybody's."""
    actor, everybody = _actor(request), request.GET.get("alle") == "1"
    found = queries.open_tasks(actor, mine=not everybody)
    heads = {
        one.id: one for one in patients.headers(actor, [PatientId(t.patient_id) for t in found])
    }
    names = people.names_of(one.for_account for one in found if one.for_account)
    rows = [
        {
            "task": one,
            "name": heads[PatientId(one.patient_id)].name,
            "whose": names.get(one.for_account) or one.for_place or one.for_role,  # type: ignore[call-overload]
        }
        for one in found
        if one.patient_id in heads
    ]
    return render(request, "tasks/tasks.html", {"rows": rows, "everybody": everybody})


@guarded("POST")
def finish(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Done."""
    actions.finish_task(_actor(request), task_id)
    return HttpResponseRedirect(reverse("tasks:tasks"))


@guarded("POST")
def reopen(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Not done after all."""
    actions.reopen_task(_actor(request), task_id)
    return HttpResponseRedirect(reverse("tasks:tasks"))
