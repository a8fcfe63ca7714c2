"""The pages of a patient's documents: list, one, upload, version, mistakes, move, download."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import PatientId
from praxis.core.words import marked, spoken
from praxis.gate.views import guarded
from praxis.patients import queries as patients
from praxis.record import queries as record
from praxis.record.documents import actions, asked, mistakes, queries
from praxis.record.documents.downloads import PICTURES, download
from praxis.record.head import head_of
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
        fault = PraxisError(message=marked("Unter dieser Nummer finden Sie hier niemanden."))
        return _page(request, actor, document_id, fault)
    except PraxisError as error:
        if error.status != 422:
            raise
        return _page(request, actor, document_id, error)
    return _to(moved)


@guarded("POST")
def correct(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Put title and kind right."""
    actor = asked.actor(request)
    title, kind = asked.text(request, "titel", 100), asked.text(request, "art", 16)
    try:
        corrected = mistakes.correct_document(actor, document_id, title, kind)
    except PraxisError as error:
        if error.status != 422:
            raise
        return _page(request, actor, document_id, error)
    return _to(corrected)


@guarded("POST")
def withdraw(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take a document filed by mistake out of the list."""
    mistakes.withdraw_document(asked.actor(request), document_id)
    return _to(document_id)


@guarded("POST")
def restore(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Put it back into the list."""
    mistakes.restore_document(asked.actor(request), document_id)
    return _to(document_id)


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
    head = head_of(actor, patient_id)
    told = {
        "head": head,
        "rows": [_row(one) for one in record.documents(actor, head.ids)],
        "withdrawn": [_row(one) for one in record.documents(actor, head.ids, withdrawn=True)],
        "kinds": [(kind, spoken(words)) for kind, words in actions.KINDS.items()],
        "typed": {name: asked.text(request, name) for name in ("titel", "art", "tag")},
        "today": clock.today(),
        "error": error.text if error else "",
    }
    status = error.status if error else 200
    return render(request, "record/documents/list.html", told, status=status)


def _page(
    request: HttpRequest, actor: Actor, document_id: UUID, error: PraxisError | None = None
) -> HttpResponse:
    found = queries.document(actor, document_id)
    told = {
        "document": found,
        "kind": _kind(found),
        "head": head_of(actor, actions.patient_of(found)),
        "kinds": [(one, spoken(words)) for one, words in _kinds_for(found).items()],
        "author": name_of(found.author) if found.author else "",
        "withdrawn_by": name_of(found.withdrawn_by) if found.withdrawn_by else "",
        "older": [(one, _kind(one)) for one in queries.versions(actor, found)],
        "newer": queries.newer(actor, found),
        "is_picture": found.media_type in PICTURES,
        "error": error.text if error else "",
    }
    status = error.status if error else 200
    return render(request, "record/documents/one.html", told, status=status)


def _kind(found: Document) -> str:
    return spoken(actions.NAMES.get(found.kind, found.kind))


def _kinds_for(found: Document) -> dict[str, str]:
    """What may be chosen, and what it is: laboratory and photo come from other rooms."""
    return actions.KINDS | {found.kind: actions.NAMES.get(found.kind, found.kind)}


def _row(found: Document) -> dict[str, object]:
    return {
        "url": reverse("documents:document", args=[found.pk]),
        "date": clock.berlin_day(found.happened_at).strftime("%d.%m.%Y"),
        "name": found.title,
        "what": _kind(found),
        "text": "",
    }
