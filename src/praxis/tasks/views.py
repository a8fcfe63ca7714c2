"""The list of tasks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis.core.actors import Actor
from praxis.core.assigning import Addressee
from praxis.core.errors import NotLoggedIn
from praxis.core.ids import PatientId
from praxis.gate.views import guarded
from praxis.patients import queries as patients
from praxis.staff.addressees import addressees, words_for
from praxis.tasks import actions, queries


def _actor(request: HttpRequest) -> Actor:
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


@guarded("GET")
def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done: mine first, or everybody's; or what was done lately."""
    actor, view = _actor(request), _view(request)
    if view == "erledigt":
        found = queries.done_tasks(actor)
    else:
        found = queries.open_tasks(actor, mine=view != "alle")
    heads = {
        one.id: one for one in patients.headers(actor, [PatientId(t.patient_id) for t in found])
    }
    rows = [
        {
            "task": one,
            "name": heads[PatientId(one.patient_id)].name,
            "url": reverse("record:chart", args=[one.patient_id]),
            "whose": words_for(one.for_account, one.for_role, one.for_place),
            "whom": Addressee(one.for_account, one.for_role, one.for_place).written(),
        }
        for one in found
        if one.patient_id in heads
    ]
    told = {"rows": rows, "view": view, "choices": addressees()}
    return render(request, "tasks/tasks.html", told)


def _view(request: HttpRequest) -> str:
    return next((name for name in ("alle", "erledigt") if request.GET.get(name) == "1"), "meine")


@guarded("POST")
def give(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Somebody else's from now on."""
    to = Addressee.read(request.POST.get("to", "")[:80])
    actions.give_task(_actor(request), task_id, to)
    return HttpResponseRedirect(f"{reverse('tasks:tasks')}?alle=1")


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
