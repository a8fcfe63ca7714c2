"""The command field, always one key away: patients as one types, functions by name."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.navigation import NavEntry, navigation
from praxis.gate.views import self_service
from praxis.patients import asked, finding
from praxis.patients.access import PatientAct
from praxis.patients.search.client import SearchAway

_MOST_PATIENTS: Final = 8
_MOST_FUNCTIONS: Final = 6


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """One suggestion: where it leads and what stands beside it."""

    title: str
    url: str
    hint: str = ""
    icon: str = "dot"
    fill: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Group:
    """Suggestions of one kind under a heading."""

    title: str
    choices: tuple[Choice, ...]


@self_service("POST")
def command(request: HttpRequest) -> HttpResponse:
    """Suggestions for what was typed; without script, the first one is opened.

    Marked self-service because functions are for everybody; patients come through the gate, which
    decides and writes down for itself, and only for the roles that may search.
    """
    actor, text = asked.actor(request), asked.text(request, "q", 200)
    groups = [group for group in (_patients(actor, text), _functions(actor, text)) if group.choices]
    if asked.is_part(request):
        return render(request, "desk/parts/choices.html", {"groups": groups})
    first = groups[0].choices[0].url if groups else reverse("desk:start")
    return HttpResponseRedirect(first)


def _patients(actor: Actor, text: str) -> Group:
    if len(text) < 2 or not _may_search(actor):
        return Group("Patienten", ())
    try:
        found = finding.search(actor, text, limit=_MOST_PATIENTS)
    except SearchAway as away:
        return Group(away.text, ())
    return Group(
        "Patienten",
        tuple(
            Choice(
                one.header.name,
                reverse("record:chart", args=[one.header.id]),
                one.header.birth_words + (" · klingt ähnlich" if one.roughly else ""),
                "chart",
            )
            for one in found
        ),
    )


def _may_search(actor: Actor) -> bool:
    return gate.may(actor, PatientAct.SEARCH)


def _functions(actor: Actor, text: str) -> Group:
    words = text.casefold().split()
    fitting = [entry for entry in navigation.of(actor) if words and _fits(entry, words)]
    found = (_choice(entry) for entry in fitting)
    return Group("Funktionen", tuple(one for one in found if one)[:_MOST_FUNCTIONS])


def _fits(entry: NavEntry, words: list[str]) -> bool:
    known = [name.casefold() for name in (entry.title, *entry.words)]
    return all(
        any(part.startswith(word) for one in known for part in one.split()) for word in words
    )


def _choice(entry: NavEntry) -> Choice | None:
    try:
        return Choice(entry.title, reverse(entry.url_name), "öffnen", entry.icon)
    except NoReverseMatch:
        return None
