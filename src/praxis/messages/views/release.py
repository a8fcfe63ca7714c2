"""The release dialog: choose, see exactly what the patient will see, release."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis.core.errors import NotThere, PraxisError, Refused
from praxis.core.ids import PatientId
from praxis.gate.views import guarded
from praxis.messages.actions.devices import active_devices
from praxis.messages.actions.release import Draft, prepare
from praxis.messages.actions.release import release as release_draft
from praxis.messages.errors import OtherThanSeen
from praxis.messages.views import asked
from praxis.patients import queries as patients
from praxis.record import queries as record


@guarded("GET", "POST")
def release(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """First the choice, then the preview, then the release of the very same content."""
    who = PatientId(patient_id)
    error: PraxisError | None = None
    actor = asked.actor(request)
    draft = _draft(request, who)
    told: dict[str, object] = {"draft": draft}
    if request.method == "POST":
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
    told |= _choice(request, who) | {"error": error}
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


def _choice(request: HttpRequest, who: PatientId) -> dict[str, object]:
    actor = asked.actor(request)
    ids = patients.ids_of(actor, who)
    reports = record.reports(actor, ids, limit=10)
    return {
        "head": patients.header(patients.patient(actor, who)),
        "reports": [(one, record.findings_of_report(actor, one.pk)) for one in reports],
        "documents": record.documents(actor, ids, limit=20),
        "devices": active_devices(actor, who),
    }
