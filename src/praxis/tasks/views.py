"""The list of tasks."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.assigning import Addressee
from praxis.core.errors import NotLoggedIn, NotThere, PraxisError
from praxis.core.ids import PatientId
from praxis.gate.views import guarded
from praxis.patients import queries as patients
from praxis.staff.addressees import addressees, words_for_each
from praxis.tasks import actions, queries
from praxis.tasks.access import TaskAct
from praxis.tasks.models import Task


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
    shown = [one for one in found if one.patient_id in heads]
    whose = words_for_each(((t.for_account, t.for_role, t.for_place) for t in shown), actor)
    choices = addressees(actor)
    known = {key for key, _words in choices}
    rows = [
        {
            "task": one,
            "name": heads[PatientId(one.patient_id)].name,
            "url": reverse("record:chart", args=[one.patient_id]),
            "whose": words,
            "whom": (whom := Addressee(one.for_account, one.for_role, one.for_place).written()),
            "elsewhere": bool(whom) and whom not in known,
        }
        for one, words in zip(shown, whose, strict=True)
    ]
    told = {"rows": rows, "view": view, "choices": choices}
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
    """Done; from the chart back to the chart."""
    actions.finish_task(_actor(request), task_id)
    if request.POST.get("von") == "karte":
        patient = queries.task(_actor(request), task_id).patient_id
        return HttpResponseRedirect(reverse("record:chart", args=[patient]))
    return HttpResponseRedirect(reverse("tasks:tasks"))


@guarded("POST")
def create(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A task about a patient, from the chart."""
    actor, patient = _actor(request), PatientId(patient_id)
    # Asked of this room first: whoever never has tasks is refused, whoever the patient is.
    gate.count(actor, TaskAct.WRITE, Task, patient_id=patient)
    name = patients.header(patients.patient(actor, patient)).name
    try:
        text, due, to = _text(request), _due(request), Addressee.read(request.POST.get("to", ""))
        actions.create_task(actor, patient, text, to=to, due=due)
    except NotThere:
        raise
    except PraxisError as error:
        return _form(request, name, error)
    return HttpResponseRedirect(reverse("record:chart", args=[patient]))


@guarded("GET", "POST")
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Correct one task: what is to be done, and until when."""
    actor = _actor(request)
    found = queries.task(actor, task_id)
    name = patients.header(patients.patient(actor, PatientId(found.patient_id))).name
    if request.method == "GET":
        return _form(request, name, task=found)
    try:
        actions.change_task(actor, task_id, _text(request), _due(request))
    except NotThere:
        raise
    except PraxisError as error:
        return _form(request, name, error, task=found)
    return HttpResponseRedirect(f"{reverse('tasks:tasks')}?alle=1")


def _text(request: HttpRequest) -> str:
    return request.POST.get("was", "")[: actions.LONGEST + 1]


def _due(request: HttpRequest) -> date | None:
    return actions.read_due(request.POST.get("bis", "")[:20], clock.today())


def _form(
    request: HttpRequest, name: str, error: PraxisError | None = None, task: Task | None = None
) -> HttpResponse:
    due = task.due.strftime("%d.%m.%Y") if task and task.due else ""
    told = {
        "name": name,
        "error": error,
        "task": task,
        "text": request.POST.get("was", task.text if task else ""),
        "due": request.POST.get("bis", due),
        "to": request.POST.get("to", ""),
        "choices": addressees(_actor(request)),
    }
    return render(request, "tasks/task.html", told, status=error.status if error else 200)


@guarded("POST")
def reopen(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Not done after all."""
    actions.reopen_task(_actor(request), task_id)
    return HttpResponseRedirect(reverse("tasks:tasks"))
