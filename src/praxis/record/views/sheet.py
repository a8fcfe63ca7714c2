"""The lab sheet: values by dates, a curve on demand, a choice handed over for release."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from praxis.core.amounts import places_of
from praxis.core.clock import berlin_day
from praxis.core.curves import Curve, curve_of
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.gate.views import guarded
from praxis.patients import asked
from praxis.patients import queries as patients
from praxis.record import sheet
from praxis.record.head import head_of
from praxis.record.queries import SheetRow


@guarded("GET")
def lab_sheet(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Analytes by dates."""
    actor = asked.actor(request)
    head = head_of(actor, PatientId(patient_id))
    told = {
        "head": head,
        "sheet": sheet.sheet_of(actor, head.ids, _skipped(request)),
        "release_url": _release_url(head.id),
    }
    return render(request, "record/sheet.html", told)


def _skipped(request: HttpRequest) -> int:
    """How many of the newest days are left out; anything else means none."""
    asked_for = request.GET.get("zurueck", "")[:4]
    return int(asked_for) if asked_for.isascii() and asked_for.isdigit() else 0


def _release_url(patient_id: PatientId) -> str:
    """Where chosen values go to the patient; empty while no room offers it."""
    for ids in ([patient_id], []):
        try:
            return reverse("messages:release", args=ids)
        except NoReverseMatch:
            continue
    return ""


@guarded("POST")
def curve(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The curve of one analyte over all its dates."""
    actor = asked.actor(request)
    patients.patient(actor, PatientId(patient_id))
    ids = patients.ids_of(actor, PatientId(patient_id))
    analyte, unit = asked.text(request, "analyte", 20), asked.text(request, "unit", 20)
    row = sheet.row_of(actor, ids, analyte, unit)
    if row is None:
        raise NotThere(detail="analyte")
    told = {"curve": _drawn(row), "label": f"{row.name} {unit}".strip(), "unit": unit}
    return render(request, "record/parts/curve.html", told)


def _drawn(row: SheetRow) -> Curve | None:
    last = row.findings[-1]
    points: list[tuple[date, float]] = [(berlin_day(at), float(value)) for at, value in row.curve]
    low = float(last.low) if last.low is not None else None
    high = float(last.high) if last.high is not None else None
    places = places_of((value for _at, value in row.curve), last.reference)
    return curve_of(points, low, high, places)
