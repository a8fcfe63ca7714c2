"""The context processor that puts `frame` and `today` into every page."""

from functools import partial

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from praxis.config import config
from praxis.core.actors import Actor
from praxis.core.clock import SystemClock, berlin_day
from praxis.core.navigation import NavEntry, navigation
from praxis.desk.frame import Frame, Light, Place
from praxis.office.health import light
from praxis.staff import people
from praxis.staff.sessions import Presence


def desk(request: HttpRequest) -> dict[str, object]:
    """`frame` for the page's frame and `today` (Berlin) for ages; asks no patient data.

    A part of a page has no frame, so it is made where a template first names it.
    """
    return {
        "frame": SimpleLazyObject(partial(_frame, request)),
        "today": berlin_day(SystemClock().now()),
    }


def _frame(request: HttpRequest) -> Frame:
    actor = getattr(request, "actor", None)
    places = _places(request, actor) if isinstance(actor, Actor) else ()
    return Frame(
        practice=people.practice_name() or "Praxistresor",
        person=_person(request),
        workstation=_workstation(request),
        places=places,
        demo=config().demo,
        light=_light() if isinstance(actor, Actor) else None,
    )


def _light() -> Light:
    now = light.light()
    return Light(now.level, now.words, now.url)


def _person(request: HttpRequest) -> str:
    presence: Presence | None = getattr(request, "presence", None)
    return presence.session.account.full_name if presence else ""


def _workstation(request: HttpRequest) -> str:
    presence: Presence | None = getattr(request, "presence", None)
    return presence.session.workstation.name if presence else ""


def _places(request: HttpRequest, actor: Actor) -> tuple[Place, ...]:
    found = (_place(request, entry) for entry in navigation.menu_of(actor))
    return tuple(place for place in found if place is not None)


def _place(request: HttpRequest, entry: NavEntry) -> Place | None:
    try:
        url = reverse(entry.url_name)
    except NoReverseMatch:
        # An entry whose page needs an id is a function of the command field, not a place.
        return None
    match = request.resolver_match
    here = match is not None and match.view_name == entry.url_name
    return Place(title=gettext(entry.title), url=url, icon=entry.icon, here=here)
