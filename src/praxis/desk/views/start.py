"""The start page: the day, and what waits in the inboxes of all rooms."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from praxis.core.actors import Actor
from praxis.core.panels import Inbox, registry
from praxis.core.words import spoken
from praxis.gate.views import self_service
from praxis.patients import asked
from praxis.staff import sessions


@dataclass(frozen=True, slots=True)
class Waiting:
    """One inbox of the start page: where it leads and how much waits."""

    title: str
    url: str
    count: int


@self_service("GET")
def start(request: HttpRequest) -> HttpResponse:
    """What waits today; counts only, so everybody of the practice may see their own.

    And whether the same account is at work at another machine: one account is one person (O-07).
    """
    actor = asked.actor(request)
    found = [_waiting(box, actor) for box in registry.inboxes(actor)]
    told = {
        "inboxes": [box for box in found if box],
        "elsewhere": ", ".join(sessions.in_use_elsewhere(actor)),
    }
    return render(request, "desk/start.html", told)


def _waiting(box: Inbox, actor: Actor) -> Waiting | None:
    try:
        url = reverse(box.url_name)
    except NoReverseMatch:
        return None
    count = box.count(actor)
    return Waiting(spoken(box.title), url, count) if count or not box.rare else None
