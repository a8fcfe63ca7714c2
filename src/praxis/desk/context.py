"""The context processor that puts `frame` and `today` into every page."""

from functools import cache, partial

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from praxis.config import config
from praxis.core.actors import Actor
from praxis.core.clock import SystemClock, berlin_day
from praxis.core.navigation import navigation
from praxis.core.said import NAME, THING, sayings, thing_named
from praxis.core.words import spoken
from praxis.desk.frame import Frame, Light, Place, Words
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
        practice=_practice(request) or "Praxistresor",
        person=_person(request),
        workstation=_workstation(request),
        places=places,
        demo=config().demo,
        light=_light() if isinstance(actor, Actor) else None,
        said=_said(request),
    )


def _light() -> Light:
    now = light.light()
    return Light(now.level, spoken(now.words), now.url)


def _said(request: HttpRequest) -> Words | None:
    """What the action that led to this page says of itself."""
    found = sayings.find(request.GET.get(NAME, ""))
    if found is None:
        return None
    thing = thing_named(request.GET.get(THING, ""))
    url = reverse(found.page, args=[thing]) if found.page and thing else ""
    return Words(spoken(found.words), NAME, spoken(found.again), url)


def _practice(request: HttpRequest) -> str:
    presence: Presence | None = getattr(request, "presence", None)
    return presence.practice if presence else people.practice_name()


def _person(request: HttpRequest) -> str:
    presence: Presence | None = getattr(request, "presence", None)
    return presence.session.account.full_name if presence else ""


def _workstation(request: HttpRequest) -> str:
    presence: Presence | None = getattr(request, "presence", None)
    return presence.session.workstation.name if presence else ""


def _places(request: HttpRequest, actor: Actor) -> tuple[Place, ...]:
    found = [(entry, url) for entry in navigation.menu_of(actor) if (url := _url(entry.url_name))]
    here = _nearest(request.path, [url for _entry, url in found])
    return tuple(
        Place(title=spoken(entry.title), url=url, icon=entry.icon, here=url == here)
        for entry, url in found
    )


@cache
def _url(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        # An entry whose page needs an id is a function of the command field, not a place.
        return ""


def _nearest(path: str, urls: list[str]) -> str:
    """The place a page belongs to: the longest address it begins with; the start only itself."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default="")
