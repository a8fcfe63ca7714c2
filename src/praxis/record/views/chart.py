"""The chart: one page, the newest hundred lines, the same number of queries for every history."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, Role
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.core.panels import registry
from praxis.gate.views import guarded
from praxis.patients import asked
from praxis.patients import queries as patients
from praxis.record import queries
from praxis.record.access import RecordAct
from praxis.record.actions.diagnoses import DIAGNOSIS_CODES
from praxis.record.actions.drafts import drafts_of
from praxis.record.completing import diagnosis_groups
from praxis.record.head import Head, head_of
from praxis.record.models import Entry
from praxis.record.queries import Before
from praxis.record.stream import Stream, stream
from praxis.record.tabs import TABS, Tab, tab_named

PLACE = "zeile"


@guarded("GET")
def chart(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A patient's chart; a merged id leads to the surviving record."""
    actor = asked.actor(request)
    head = head_of(actor, PatientId(patient_id))
    if head.id != patient_id:
        return HttpResponseRedirect(reverse("record:chart", args=[head.id]))
    return render(request, "record/chart.html", told(actor, head, _tab(request)))


def told(actor: Actor, head: Head, tab: Tab) -> dict[str, object]:
    """Everything the chart's template shows."""
    own: dict[str, object] = {
        "patient": head,
        "head_panels": _panels("head", actor, head),
        "left": _panels("left", actor, head),
        "right": _panels("right", actor, head),
        "stream_panels": _panels("stream", actor, head),
    }
    if not head.clinical:
        return own
    return own | {
        "stream": _opened(actor, head, tab),
        "tabs": TABS,
        "tab": tab,
        "draft": draft_of(actor, head.id),
        "today": clock.today(),
    }


def _tab(request: HttpRequest) -> Tab:
    return tab_named(request.GET.get("ansicht", ""))


def _panels(place: str, actor: Actor, head: Head) -> list[tuple[str, object]]:
    found = registry.panels(place, actor)
    return [(panel.template, panel.fill(actor, head.id)) for panel in found]


def _opened(actor: Actor, head: Head, tab: Tab) -> Stream:
    return stream(actor, head.ids, codes=tab.codes)


def draft_of(actor: Actor, patient_id: PatientId) -> dict[str, str]:
    """What this person was typing here before a lock, crash or reload, and the name it has."""
    kept = drafts_of(actor, patient_id, PLACE)
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
