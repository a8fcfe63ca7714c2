"""The pages of a patient's documents: list, one document, upload, version, move, download."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import PatientId
from praxis.gate.views import guarded
from praxis.patients import queries as patients
from praxis.record import queries as record
from praxis.record.documents import actions, asked, queries
from praxis.record.documents.downloads import PICTURES, download
from praxis.record.models import Document
from praxis.staff.people import name_of


@guarded("GET")
def documents(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A patient's documents in their newest version."""
    return _list(request, asked.actor(request), PatientId(patient_id))


@guarded("POST", takes_file=True)
def upload(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """File what was brought; a fault comes back on the list with the fields kept."""
    actor = asked.actor(request)
    try:
        new = asked.new_document(request)
        added = actions.add_document(actor, PatientId(patient_id), new, asked.upload(request))
    except PraxisError as error:
        if error.status not in {413, 422}:
            raise
        return _list(request, actor, PatientId(patient_id), error)
    return _to(added)


@guarded("GET")
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One document with its versions."""
    return _page(request, asked.actor(request), document_id)


@guarded("POST", takes_file=True)
def version(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """File a newer version."""
    actor = asked.actor(request)
    try:
        added = actions.add_version(actor, document_id, asked.upload(request))
    except PraxisError as error:
        if error.status not in {413, 422}:
            raise
        return _page(request, actor, document_id, error)
    return _to(added)


@guarded("POST")
def move(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Move a wrongly filed document to the patient with the typed number."""
    actor = asked.actor(request)
    try:
        to = patients.by_number(actor, asked.text(request, "nummer", 20))
        moved = actions.move_document(actor, document_id, PatientId(to.pk))
    except NotThere:
        queries.document(actor, document_id)
        fault = PraxisError(message="Unter dieser Nummer finden Sie hier niemanden.")
        return _page(request, actor, document_id, fault)
    except PraxisError as error:
        if error.status != 422:
            raise
        return _page(request, actor, document_id, error)
    return _to(moved)


@guarded("GET")
def content(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The document as a download."""
    return download(request, queries.content(asked.actor(request), document_id))


@guarded("GET")
def picture(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """A picture for our own page; anything else still comes as a download."""
    return download(request, queries.content(asked.actor(request), document_id), shown=True)


def _to(document_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("documents:document", args=[document_id]))


def _list(
    request: HttpRequest, actor: Actor, patient_id: PatientId, error: PraxisError | None = None
) -> HttpResponse:
    found = patients.patient(actor, patient_id)
    ids = patients.ids_of(actor, PatientId(found.pk))
    told = {
        "head": patients.header(found),
        "rows": [_row(one) for one in record.documents(actor, ids)],
        "kinds": list(actions.KINDS.items()),
        "typed": {name: asked.text(request, name) for name in ("titel", "art", "tag")},
        "today": clock.today(),
        "fault": error.text if error else "",
    }
    status = error.status if error else 200
    return render(request, "record/documents/list.html", told, status=status)


def _page(
    request: HttpRequest, actor: Actor, document_id: UUID, error: PraxisError | None = None
) -> HttpResponse:
    found = queries.document(actor, document_id)
    told = {
        "document": found,
        "kind": actions.NAMES.get(found.kind, found.kind),
        "head": patients.header(patients.patient(actor, actions.patient_of(found))),
        "author": name_of(found.author) if found.author else "",
        "older": queries.versions(actor, found),
        "newer": queries.newer(actor, found),
        "is_picture": found.media_type in PICTURES,
        "fault": error.text if error else "",
    }
    status = error.status if error else 200
    return render(request, "record/documents/one.html", told, status=status)


def _row(found: Document) -> dict[str, object]:
    return {
        "url": reverse("documents:document", args=[found.pk]),
        "date": clock.berlin_day(found.happened_at).strftime("%d.%m.%Y"),
        "name": found.title,
        "what": actions.NAMES.get(found.kind, found.kind),
        "text": "",
    }
