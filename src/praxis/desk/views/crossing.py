"""Acts that cross two rooms and belong to neither: a patient's question becomes a task."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis.core.actors import Actor
from praxis.core.assigning import Addressee
from praxis.core.errors import NotLoggedIn
from praxis.flows.post import question_to_task as make_task
from praxis.gate.views import guarded


@guarded("POST")
def question_to_task(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Give what the patient asked to a person, a role or a place."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotLoggedIn
    make_task(actor, message_id, Addressee.read(request.POST.get("to", "")[:80]))
    return HttpResponseRedirect(reverse("tasks:tasks"))
