"""The start page: the day, and what waits in the inboxes of all rooms."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from praxis.core.actors import Actor
from praxis.core.panels import Inbox, registry
from praxis.gate.views import self_service
from praxis.patients import asked


@dataclass(frozen=True, slots=True)
class Waiting:
    """One inbox of the start page: where it leads and how much waits."""

    title: str
    url: str
    count: int


@self_service("GET")
def start(request: HttpRequest) -> HttpResponse:
    """What waits today; counts only, so everybody of the practice may see their own."""
    actor = asked.actor(request)
    found = [_waiting(box, actor) for box in registry.inboxes(actor)]
    return render(request, "desk/start.html", {"inboxes": [box for box in found if box]})


def _waiting(box: Inbox, actor: Actor) -> Waiting | None:
    try:
        url = reverse(box.url_name)
    except NoReverseMatch:
        return None
    return Waiting(box.title, url, box.count(actor))
