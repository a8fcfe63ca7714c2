"""Taking somebody in, and keeping the master data right."""

from dataclasses import fields
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import PatientId, SiteId, canonical_uuid
from praxis.core.words import marked, spoken
from praxis.gate.views import guarded
from praxis.patients import actions, asked, finding, queries
from praxis.patients.access import PatientAct
from praxis.patients.errors import BadMasterData, Stale
from praxis.patients.identity import LONGEST, Identity, read_identity
from praxis.patients.models import Patient
from praxis.staff import people

SURE = "trotzdem"
SEXES = (
    ("X", marked("unbekannt")),
    ("W", marked("weiblich")),
    ("M", marked("männlich")),
    ("D", marked("divers")),
)
LABELS = {
    "family_name": marked("Nachname"), "given_name": marked("Vorname"),
    "birth_date": marked("Geburtsdatum"),
    "title": marked("Titel"), "former_name": marked("Geburtsname"),
    "insurance_number": marked("Versichertennummer"),
    "street": marked("Straße, Nr."), "postal_code": marked("PLZ"),
    "city": marked("Ort"), "phone": marked("Telefon"),
    "mobile": marked("Mobil"), "mail": marked("E-Mail"),
}  # fmt: skip


def _typed(request: HttpRequest) -> dict[str, str]:
    return {f.name: asked.text(request, f.name, LONGEST * 2) for f in fields(Identity)}


def _shown(values: dict[str, str], fault: PraxisError | None = None) -> dict[str, object]:
    """The fields of the form with what stands in them, the wrong one marked."""
    wrong = fault.detail if isinstance(fault, BadMasterData) else ""
    return {
        "fields": [
            {
                "name": name,
                "label": spoken(label),
                "value": values.get(name, ""),
                "fault": fault.text if fault and name == wrong else "",
            }
            for name, label in LABELS.items()
        ],
        "sexes": [(sex, spoken(words)) for sex, words in SEXES],
        "sex": values.get("sex", "") or "X",
        "error": fault if fault and wrong not in LABELS else None,
    }


@guarded("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    """A new record, empty or with values another room hands over by POST without `aufnehmen`."""
    actor = asked.actor(request)
    sites = people.own_open_sites(actor)
    gate.allow_function(actor, PatientAct.SEARCH)
    values = _typed(request) if request.method == "POST" else {}
    told: dict[str, object] = {"sites": sites, "heading": spoken("Aufnehmen")}
    if "aufnehmen" not in request.POST:
        return render(request, "patients/form.html", told | _shown(values))
    try:
        identity = read_identity(values)
        if request.POST["aufnehmen"] != SURE and (twins := finding.alike(actor, identity)):
            shown = told | _shown(values) | {"twins": twins, "sure": SURE}
            return render(request, "patients/form.html", shown, status=409)
        patient_id = actions.create_patient(actor, identity, site=_site(request, actor))
    except NotThere:
        raise
    except PraxisError as error:
        shown = told | _shown(values, error)
        return render(request, "patients/form.html", shown, status=error.status)
    return HttpResponseRedirect(reverse("record:chart", args=[patient_id]))


def _site(request: HttpRequest, actor: Actor) -> SiteId:
    chosen = canonical_uuid(asked.text(request, "site", 40))
    if chosen is not None:
        return SiteId(chosen)
    if not (here := people.own_open_sites(actor)):
        raise BadMasterData(
            message=marked("Sie arbeiten an keinem Standort; bitte Leitung fragen.")
        )
    return SiteId(here[0].id)


@guarded("GET", "POST")
def edit(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Master data with the version they were read at; who was slower sees both."""
    actor, own = asked.actor(request), PatientId(patient_id)
    if request.method == "GET":
        found = queries.patient(actor, own)
        return render(request, "patients/form.html", _edited(actor, found, _values(found)))
    values = _typed(request)
    version = asked.text(request, "version", 10)
    try:
        if not version.isdecimal():
            raise BadMasterData(detail="version")
        actions.edit_patient(actor, own, read_identity(values), int(version))
    except NotThere:
        raise
    except PraxisError as error:
        found = queries.patient(actor, own)
        shown = _edited(actor, found, values, error)
        return render(request, "patients/form.html", shown, status=error.status)
    return HttpResponseRedirect(reverse("record:chart", args=[own]))


def _values(found: Patient) -> dict[str, str]:
    identity = queries.identity_of(found)
    values = {f.name: str(getattr(identity, f.name)) for f in fields(Identity)}
    return values | {"birth_date": ".".join(reversed(identity.birth_date.split("-")))}


def _edited(
    actor: Actor, found: Patient, values: dict[str, str], error: PraxisError | None = None
) -> dict[str, object]:
    told: dict[str, object] = {
        "patient": found,
        "name": queries.header(found).name,
        "version": found.version,
        "heading": spoken("Stammdaten"),
        "may_close": gate.may(actor, PatientAct.CLOSE, found),
    }
    if isinstance(error, Stale):
        now = _values(found)
        told["differences"] = [
            (spoken(label), now[name], values.get(name, ""))
            for name, label in LABELS.items()
            if now[name] != values.get(name, "")
        ]
    return told | _shown(values, error)
