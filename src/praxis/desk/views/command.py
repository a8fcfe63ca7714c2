"""The command field, always one key away: patients as one types, functions by name."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.navigation import NavEntry, navigation
from praxis.core.words import spoken
from praxis.gate.views import self_service
from praxis.patients import asked, finding
from praxis.patients.access import PatientAct
from praxis.patients.search.client import SearchAway

_MOST_PATIENTS: Final = 8
_MOST_FUNCTIONS: Final = 6
# The browser posts the same words to the next address: a name never stands in one.
SAME_AGAIN: Final = 307


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
    """Suggestions for what was typed; sent whole, the first one is opened.

    Where there is none, the same words go on to the search page, which says what can be tried.

    Marked self-service because functions are for everybody; patients come through the gate, which
    decides and writes down for itself, and only for the roles that may search.
    """
    actor, text = asked.actor(request), asked.text(request, "q", 200)
    groups = [group for group in (_patients(actor, text), _functions(actor, text)) if group.choices]
    if asked.is_part(request):
        return render(request, "desk/parts/choices.html", {"groups": groups})
    if groups:
        return HttpResponseRedirect(groups[0].choices[0].url)
    if text and _may_search(actor):
        return HttpResponseRedirect(reverse("patients:search"), status=SAME_AGAIN)
    return HttpResponseRedirect(reverse("desk:start"))


def _patients(actor: Actor, text: str) -> Group:
    if len(text) < 2 or not _may_search(actor):
        return Group(spoken("Patienten"), ())
    try:
        found = finding.search(actor, text, limit=_MOST_PATIENTS)
    except SearchAway as away:
        return Group(away.text, ())
    return Group(
        spoken("Patienten"),
        tuple(
            Choice(
                one.header.name,
                reverse("record:chart", args=[one.header.id]),
                one.header.birth_words + (spoken(" · klingt ähnlich") if one.roughly else ""),
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
    return Group(spoken("Funktionen"), tuple(one for one in found if one)[:_MOST_FUNCTIONS])


def _fits(entry: NavEntry, words: list[str]) -> bool:
    german = (entry.title, *entry.words)
    known = [name.casefold() for name in (*german, *map(spoken, german))]
    return all(
        any(part.startswith(word) for one in known for part in one.split()) for word in words
    )


def _choice(entry: NavEntry) -> Choice | None:
    try:
        return Choice(spoken(entry.title), reverse(entry.url_name), spoken("öffnen"), entry.icon)
    except NoReverseMatch:
        return None
