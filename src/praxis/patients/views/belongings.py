"""What goes with the master data: coverage, consents, closing, merging, who may see the record."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import AccountId, PatientId, canonical_uuid
from praxis.gate.views import guarded
from praxis.patients import actions, asked, queries
from praxis.patients.access import PatientAct
from praxis.patients.errors import BadMasterData, NotMergeable
from praxis.patients.models import CoverageKind
from praxis.staff import people

KINDS = (
    (CoverageKind.STATUTORY.value, "gesetzlich (GKV)"),
    (CoverageKind.PRIVATE.value, "privat (PKV)"),
    (CoverageKind.SELF.value, "Selbstzahler"),
    (CoverageKind.ACCIDENT.value, "Berufsgenossenschaft"),
)
Doing = Callable[[HttpRequest, Actor, PatientId], None]


def _page(
    request: HttpRequest, actor: Actor, patient: PatientId, error: PraxisError | None = None
) -> HttpResponse:
    found = queries.patient(actor, patient)
    told = {
        "patient": found,
        "name": queries.header(found).name,
        "coverages": queries.coverages_of(actor, patient),
        "consents": queries.consents_of(actor, patient),
        "kinds": KINDS,
        "may_close": gate.may(actor, PatientAct.CLOSE, found),
        "may_restrict": gate.may(actor, PatientAct.RESTRICT, found),
        "may_merge": gate.may(actor, PatientAct.MERGE, found),
        "staff": [(str(each), name) for each, name in people.working_here().items()],
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "patients/belongings.html", told, status=status)


@guarded("GET")
def belongings(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Coverage, consents and the states of a record."""
    return _page(request, asked.actor(request), PatientId(patient_id))


def _done(request: HttpRequest, patient_id: UUID, doing: Doing) -> HttpResponse:
    """Do it and come back; what a person can mend stands on the same page."""
    actor, patient = asked.actor(request), PatientId(patient_id)
    try:
        doing(request, actor, patient)
    except NotThere:
        raise
    except PraxisError as error:
        if error.status == 403:
            raise
        return _page(request, actor, patient, error)
    return HttpResponseRedirect(reverse("patients:belongings", args=[patient]))


def _day(request: HttpRequest, name: str) -> date | None:
    typed = asked.text(request, name, 10)
    if not typed:
        return None
    try:
        day, month, year = typed.split(".")
        return date(int(year), int(month), int(day))
    except ValueError:
        raise BadMasterData(message="Bitte geben Sie den Tag als TT.MM.JJJJ an.") from None


@guarded("POST")
def insure(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who pays, from when, until when."""
    return _done(request, patient_id, _insure)


def _insure(request: HttpRequest, actor: Actor, patient: PatientId) -> None:
    since, payer = _day(request, "seit"), asked.text(request, "kasse", 120)
    kind = asked.text(request, "art", 8)
    if since is None or not payer or kind not in {each.value for each in CoverageKind}:
        raise BadMasterData(message="Bitte geben Sie Kostenträger, Art und Beginn an.")
    until = _day(request, "bis")
    if until and until < since:
        raise BadMasterData(message="Das Ende liegt vor dem Beginn.")
    actions.insure_patient(
        actor, patient, kind=CoverageKind(kind), payer=payer, since=since, until=until
    )


@guarded("POST")
def consent(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Record a consent with its words."""
    return _done(request, patient_id, _consent)


def _consent(request: HttpRequest, actor: Actor, patient: PatientId) -> None:
    what, wording = asked.text(request, "wozu", 40), asked.text(request, "wortlaut", 4000)
    if not what or not wording:
        raise BadMasterData(message="Bitte geben Sie an, wozu und mit welchen Worten.")
    actions.give_consent(actor, patient, what, wording, _day(request, "bis"))


@guarded("POST")
def revoke(request: HttpRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """Take a consent back from now on."""

    def doing(_request: HttpRequest, actor: Actor, patient: PatientId) -> None:
        if consent_id not in {one.pk for one in queries.consents_of(actor, patient)}:
            raise NotThere(detail="consent of another patient")
        actions.revoke_consent(actor, consent_id)

    return _done(request, patient_id, doing)


@guarded("POST")
def close(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Out of daily use."""
    return _done(request, patient_id, lambda _r, actor, own: actions.close_patient(actor, own))


@guarded("POST")
def reopen(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Back into daily use."""
    return _done(request, patient_id, lambda _r, actor, own: actions.reopen_patient(actor, own))


@guarded("POST")
def merge(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Fold another record of the same person, named by its number, into this one."""
    return _done(request, patient_id, _merge)


def _merge(request: HttpRequest, actor: Actor, patient: PatientId) -> None:
    try:
        other = queries.by_number(actor, asked.text(request, "nummer", 20))
    except NotThere:
        raise NotMergeable(message="Eine Karteikarte mit dieser Nummer gibt es nicht.") from None
    actions.merge_patients(actor, patient, PatientId(other.pk))


@guarded("POST")
def restrict(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Close the record to all but named staff; on a restricted one, name one more."""
    return _done(request, patient_id, _restrict)


def _restrict(request: HttpRequest, actor: Actor, patient: PatientId) -> None:
    chosen = canonical_uuid(asked.text(request, "person", 40))
    named = frozenset({AccountId(chosen)} if chosen in people.working_here() else ())
    if not queries.patient(actor, patient).restricted:
        actions.restrict_patient(actor, patient, named)
        return
    for account in named:
        actions.name_staff(actor, patient, account)


@guarded("POST")
def open_up(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Lift the restriction."""
    return _done(request, patient_id, lambda _r, actor, own: actions.open_to_all(actor, own))
