"""Who pays for a patient: reading what was typed, correcting it, ending it."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis.core import clock
from praxis.core.days import day_written
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import PatientId
from praxis.core.words import marked, spoken
from praxis.gate.views import guarded
from praxis.patients import actions, asked, queries
from praxis.patients.errors import BadMasterData
from praxis.patients.models import Coverage, CoverageKind

KINDS = (
    (CoverageKind.STATUTORY.value, marked("gesetzlich (GKV)")),
    (CoverageKind.PRIVATE.value, marked("privat (PKV)")),
    (CoverageKind.SELF.value, marked("Selbstzahler")),
    (CoverageKind.ACCIDENT.value, marked("Berufsgenossenschaft")),
)


def last_day(one: Coverage) -> date | None:
    """The last day a coverage holds; the database keeps the day after."""
    return one.valid.upper - timedelta(days=1) if one.valid.upper else None


def read_day(request: HttpRequest, name: str, *, ahead: bool = False) -> date | None:
    typed = asked.text(request, name, 10)
    if not typed:
        return None
    try:
        return day_written(typed, clock.today(), ahead=ahead)
    except ValueError:
        raise BadMasterData(message=marked("Bitte geben Sie den Tag als TT.MM.JJJJ an.")) from None


def read_coverage(request: HttpRequest) -> tuple[CoverageKind, str, date, date | None]:
    since, payer = read_day(request, "seit"), asked.text(request, "kasse", 120)
    kind = asked.text(request, "art", 8)
    if since is None or not payer or kind not in {each.value for each in CoverageKind}:
        raise BadMasterData(message=marked("Bitte geben Sie Kostenträger, Art und Beginn an."))
    until = read_day(request, "bis", ahead=True)
    if until and until < since:
        raise BadMasterData(message=marked("Das Ende liegt vor dem Beginn."))
    return CoverageKind(kind), payer, since, until


@guarded("GET", "POST")
def coverage(request: HttpRequest, patient_id: UUID, coverage_id: UUID) -> HttpResponse:
    """Correct a coverage, or end it."""
    actor, patient = asked.actor(request), PatientId(patient_id)
    own = queries.patient(actor, patient)
    found = queries.coverage(actor, PatientId(own.pk), coverage_id)
    error: PraxisError | None = None
    if request.method == "POST":
        try:
            kind, payer, since, until = read_coverage(request)
            actions.change_coverage(
                actor, coverage_id, kind=kind, payer=payer, since=since, until=until
            )
            return HttpResponseRedirect(reverse("patients:belongings", args=[own.pk]))
        except NotThere:
            raise
        except PraxisError as fault:
            error = fault
    told = {
        "patient": own,
        "coverage_id": coverage_id,
        "name": queries.header(own).name,
        "kinds": [(kind, spoken(words)) for kind, words in KINDS],
        "error": error,
    }
    told |= _shown(request, found) if error else _stands(found)
    return render(request, "patients/coverage.html", told, status=error.status if error else 200)


@guarded("POST")
def withdraw(request: HttpRequest, patient_id: UUID, coverage_id: UUID) -> HttpResponse:
    """Take back a coverage of somebody else."""
    actor = asked.actor(request)
    own = PatientId(queries.patient(actor, PatientId(patient_id)).pk)
    actions.withdraw_coverage(actor, queries.coverage(actor, own, coverage_id).pk)
    return HttpResponseRedirect(reverse("patients:belongings", args=[own]))


def _stands(found: Coverage) -> dict[str, object]:
    last = last_day(found)
    return {
        "kasse": found.payer,
        "art": found.kind,
        "seit": found.valid.lower.strftime("%d.%m.%Y"),
        "bis": last.strftime("%d.%m.%Y") if last else "",
    }


def _shown(request: HttpRequest, found: Coverage) -> dict[str, object]:
    return {name: asked.text(request, name, 120) for name in _stands(found)}
