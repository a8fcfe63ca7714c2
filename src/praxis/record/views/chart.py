"""The chart: one page, the newest hundred lines, the same number of queries for every history."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, Role
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.core.panels import Filled, registry
from praxis.gate.views import guarded
from praxis.patients import asked
from praxis.patients import queries as patients
from praxis.record import queries
from praxis.record.access import RecordAct
from praxis.record.actions.diagnoses import DIAGNOSIS_CODES
from praxis.record.actions.drafts import drafts_of
from praxis.record.completing import diagnosis_groups
from praxis.record.head import AskedHead, head_asked
from praxis.record.models import Entry, EntryDraft
from praxis.record.queries import Before
from praxis.record.stream import stream, stream_of
from praxis.record.tabs import TABS, Tab, tab_named

PLACE = "zeile"
# Where panels stand, by the name the template has for them.
_PLACES: Final = {
    "head_panels": "head", "left": "left", "right": "right", "stream_panels": "stream"
}  # fmt: skip


@guarded("GET")
def chart(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A patient's chart; a merged id leads to the surviving record."""
    actor = asked.actor(request)
    head = head_asked(actor, PatientId(patient_id))
    if head.id != patient_id:
        return HttpResponseRedirect(reverse("record:chart", args=[head.id]))
    return render(request, "record/chart.html", told(actor, head, _tab(request)))


def told(actor: Actor, head: AskedHead, tab: Tab) -> dict[str, object]:
    """Everything the chart's template shows; all is asked before the first value is opened."""
    panels = {name: _panels(place, actor, head) for name, place in _PLACES.items()}
    lines = queries.entries(actor, head.ids, codes=tab.codes) if head.clinical else []
    drafts = drafts_of(actor, head.id, PLACE) if head.clinical else []
    own: dict[str, object] = {"patient": head.opened()}
    for name, asked_for in panels.items():
        own[name] = [(template, opened()) for template, opened in asked_for]
    if not head.clinical:
        return own
    return own | {
        "stream": stream_of(lines),
        "tabs": TABS,
        "tab": tab,
        "draft": draft_of(drafts),
        "today": clock.today(),
    }


def _tab(request: HttpRequest) -> Tab:
    return tab_named(request.GET.get("ansicht", ""))


def _panels(place: str, actor: Actor, head: AskedHead) -> list[tuple[str, Filled]]:
    found = registry.panels(place, actor)
    return [(panel.template, panel.fill(actor, head.id)) for panel in found]


def draft_of(kept: Sequence[EntryDraft]) -> dict[str, str]:
    """What this person was typing here before a lock, crash or reload, and the name it has."""
    content = kept[0].content if kept else {}
    known = content if isinstance(content, dict) else {}
    return {name: str(known.get(name, "")) for name in ("zeile", "sendung")}


@guarded("GET")
def older(request: HttpRequest, patient_id: UUID, entry_id: UUID) -> HttpResponse:
    """The hundred lines before one, for "Mehr laden"."""
    actor, tab = asked.actor(request), _tab(request)
    ids = patients.ids_of(actor, PatientId(patient_id))
    last = gate.one(actor, RecordAct.READ, Entry, entry_id)
    if last.patient_id not in ids:
        raise NotThere(detail="entry of another patient")
    page = stream(actor, ids, before=Before(last.happened_at, last.pk), codes=tab.codes)
    return render(
        request, "record/parts/page.html", {"stream": page, "tab": tab, "patient_id": patient_id}
    )


@guarded("POST")
def complete(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What may follow in the command line: entry codes, and diagnoses after `D` and `DD`."""
    actor = asked.actor(request)
    patients.patient(actor, PatientId(patient_id))
    typed = asked.text(request, "zeile", 20_000)
    if request.POST.get("zeile", "").endswith(" "):
        typed += " "
    return render(request, "record/parts/codes.html", {"groups": _groups(actor, typed)})


def _groups(actor: Actor, typed: str) -> list[queries.CodeGroup]:
    if " " not in typed:
        return queries.code_groups(typed, registry.codes(actor))
    if typed.split(" ", 1)[0].upper() not in DIAGNOSIS_CODES:
        return []
    suspects = Role.DOCTOR not in actor.roles
    return diagnosis_groups(typed, clock.today(), only_suspicion=suspects)
