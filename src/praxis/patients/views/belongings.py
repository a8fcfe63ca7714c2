"""What goes with the master data: coverage, consents, closing, merging, who may see the record."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import AccountId, PatientId
from praxis.core.words import marked, spoken
from praxis.gate.views import guarded
from praxis.patients import actions, asked, queries
from praxis.patients.access import IDENTITY_READERS, PatientAct
from praxis.patients.errors import BadMasterData, NotMergeable
from praxis.patients.models import Patient
from praxis.patients.views.coverage import KINDS, last_day, read_coverage, read_day
from praxis.staff import people

Doing = Callable[[HttpRequest, Actor, PatientId], None]


def _page(
    request: HttpRequest, actor: Actor, patient: PatientId, error: PraxisError | None = None
) -> HttpResponse:
    found = queries.patient(actor, patient)
    own, may_restrict = PatientId(found.pk), gate.may(actor, PatientAct.RESTRICT, found)
    told = {
        "patient": found,
        "name": queries.header(found).name,
        "coverages": [(one, last_day(one)) for one in queries.coverages_of(actor, own)],
        "consents": queries.consents_of(actor, own),
        "kinds": [(kind, spoken(words)) for kind, words in KINDS],
        "may_close": gate.may(actor, PatientAct.CLOSE, found),
        "may_restrict": may_restrict,
        "named": _named(actor, found) if may_restrict else (),
        "may_merge": gate.may(actor, PatientAct.MERGE, found),
        "staff": [("", spoken("nur ich")), *_readers()],
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "patients/belongings.html", told, status=status)


def _readers() -> list[tuple[str, str]]:
    """Whom naming can let in at all: whoever reads patients by their role."""
    found = {
        key: name for role in IDENTITY_READERS for key, name in people.working_here(role).items()
    }
    return sorted(((str(key), name) for key, name in found.items()), key=lambda pair: pair[1])


def _named(actor: Actor, found: Patient) -> list[tuple[UUID, str, bool]]:
    """Everybody on the list: id, name, and whether it is the reader."""
    accounts = queries.named_staff(actor, PatientId(found.pk)) if found.restricted else []
    names = people.names_of(accounts)
    return [(one, names.get(AccountId(one), people.UNKNOWN), one == actor.id) for one in accounts]


@guarded("GET")
def belongings(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Coverage, consents and the states of a record; a merged id leads to the survivor's."""
    actor = asked.actor(request)
    own = queries.patient(actor, PatientId(patient_id)).pk
    if own != patient_id:
        return HttpResponseRedirect(reverse("patients:belongings", args=[own]))
    return _page(request, actor, PatientId(own))


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


@guarded("POST")
def insure(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who pays, from when, until when."""
    return _done(request, patient_id, _insure)


def _insure(request: HttpRequest, actor: Actor, patient: PatientId) -> None:
    kind, payer, since, until = read_coverage(request)
    actions.insure_patient(actor, patient, kind=kind, payer=payer, since=since, until=until)


@guarded("POST")
def consent(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Record a consent with its words."""
    return _done(request, patient_id, _consent)


def _consent(request: HttpRequest, actor: Actor, patient: PatientId) -> None:
    what, wording = asked.text(request, "wozu", 40), asked.text(request, "wortlaut", 4000)
    if not what or not wording:
        raise BadMasterData(message=marked("Bitte geben Sie an, wozu und mit welchen Worten."))
    actions.give_consent(actor, patient, what, wording, read_day(request, "gilt-bis", ahead=True))


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
    """Fold another record of the same person, named by its number, into this one: first both are
    shown, the second step does it."""
    actor, own = asked.actor(request), PatientId(patient_id)
    if asked.text(request, "sicher", 2):
        return _done(request, patient_id, _merge)
    if not gate.may(actor, PatientAct.MERGE, on=Patient):
        return _done(request, patient_id, _merge)
    try:
        return _sure(request, actor, own)
    except NotMergeable as error:
        return _page(request, actor, own, error)


def _merge(request: HttpRequest, actor: Actor, patient: PatientId) -> None:
    actions.merge_patients(actor, patient, PatientId(_other(request, actor).pk))


def _other(request: HttpRequest, actor: Actor) -> Patient:
    try:
        return queries.by_number(actor, asked.text(request, "nummer", 20))
    except NotThere:
        raise NotMergeable(
            message=marked("Eine Karteikarte mit dieser Nummer gibt es nicht.")
        ) from None


def _sure(request: HttpRequest, actor: Actor, patient: PatientId) -> HttpResponse:
    """Both people side by side: a slip in a number must not make one of two."""
    both = [queries.header(queries.patient(actor, patient)), queries.header(_other(request, actor))]
    told = {"keep": both[0], "fold": both[1], "nummer": asked.text(request, "nummer", 20)}
    return render(request, "patients/merge.html", told)


@guarded("POST")
def restrict(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Close the record to all but named staff; on a restricted one, name one more."""
    return _done(request, patient_id, _restrict)


def _restrict(request: HttpRequest, actor: Actor, patient: PatientId) -> None:
    chosen = asked.text(request, "person", 40)
    known = chosen and chosen in {key for key, _name in _readers()}
    named = frozenset({AccountId(UUID(chosen))} if known else ())
    if not queries.patient(actor, patient).restricted:
        actions.restrict_patient(actor, patient, named)
        return
    for account in named:
        actions.name_staff(actor, patient, account)


@guarded("POST")
def unname(request: HttpRequest, patient_id: UUID, account_id: UUID) -> HttpResponse:
    """Take somebody off the list of those who see the record."""
    out = AccountId(account_id)
    return _done(request, patient_id, lambda _r, actor, own: actions.unname_staff(actor, own, out))


@guarded("POST")
def open_up(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Lift the restriction."""
    return _done(request, patient_id, lambda _r, actor, own: actions.open_to_all(actor, own))
