"""The release dialog: choose, see exactly what the patient will see, release."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError, Refused
from praxis.core.ids import PatientId
from praxis.gate.views import guarded
from praxis.messages.access import MessageAct
from praxis.messages.actions.devices import active_devices
from praxis.messages.actions.release import Draft, prepare
from praxis.messages.actions.release import release as release_draft
from praxis.messages.errors import OtherThanSeen
from praxis.messages.models import Message
from praxis.messages.views import asked
from praxis.patients import queries as patients
from praxis.record import queries as record
from praxis.record.head import head_of
from praxis.record.models import Finding
from praxis.record.sheet import Cell, cell_of


@guarded("GET", "POST")
def release(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """First the choice, then the preview, then the release of the very same content.

    What was ticked on the lab sheet comes as a choice that can still be changed.
    """
    who = asked.person(request, patient_id)
    if request.method == "GET" and who != patient_id:
        return HttpResponseRedirect(reverse("messages:release", args=[who]))
    error: PraxisError | None = None
    actor = asked.actor(request)
    draft = _draft(request, who)
    told: dict[str, object] = {"draft": draft}
    if request.method == "POST" and "auswahl" not in request.POST:
        try:
            if seen := asked.text(request, "seen", 64):
                release_draft(actor, draft, seen=seen)
                return HttpResponseRedirect(reverse("messages:conversation", args=[who]))
            told["prepared"] = prepare(actor, draft)
        except (NotThere, Refused):
            raise
        except OtherThanSeen as found:
            error, told["prepared"] = found, prepare(actor, draft)
        except PraxisError as found:
            error = found
    told |= _choice(request, draft) | {"error": error}
    name = "messages/preview.html" if "prepared" in told else "messages/release.html"
    return render(request, name, told, status=error.status if error else 200)


def _draft(request: HttpRequest, who: PatientId) -> Draft:
    return Draft(
        who,
        asked.text(request, "title", 200),
        asked.text(request, "comment", 20_000),
        asked.chosen(request, "finding"),
        asked.chosen(request, "document"),
    )


def _lines(actor: Actor, report_id: UUID) -> list[tuple[Finding, Cell]]:
    return [(one, cell_of(one)) for one in record.findings_of_report(actor, report_id)]


def _choice(request: HttpRequest, draft: Draft) -> dict[str, object]:
    actor, who = asked.actor(request), draft.patient
    ids = patients.ids_of(actor, who)
    reports = record.reports(actor, ids, limit=10, holding=draft.findings)
    return {
        "head": head_of(actor, who),
        "reports": [(one, _lines(actor, one.pk)) for one in reports],
        "documents": record.documents(actor, ids, limit=20),
        "devices": active_devices(actor, who),
        "may_release": gate.may(actor, MessageAct.RELEASE, on=Message),
    }
