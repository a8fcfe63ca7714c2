"""The pages of the forms: begin, write with preview, prepare, sign, withdraw, discard."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import PatientId
from praxis.core.said import saying
from praxis.core.words import marked, spoken
from praxis.forms import actions, queries
from praxis.forms.access import FormAct
from praxis.forms.known import known_about
from praxis.forms.manifest import Form, all_forms
from praxis.forms.models import FilledForm
from praxis.gate.views import guarded
from praxis.patients import queries as patients
from praxis.record.documents import asked
from praxis.record.head import head_of

_STATES = {
    "draft": marked("Entwurf"),
    "prepared": marked("wartet auf Unterschrift"),
    "signed": marked("unterschrieben"),
    "withdrawn": marked("widerrufen"),
}


@guarded("GET")
def forms(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A patient's forms and the templates to begin with."""
    actor = asked.actor(request)
    head = head_of(actor, PatientId(patient_id))
    told = {
        "head": head,
        "rows": [_row(one) for one in queries.of_patient(actor, head.id)],
        "forms": [(one, list(one.templates().items())) for one in all_forms().values()],
    }
    return render(request, "forms/list.html", told)


@guarded("POST")
def begin(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A new draft from a template."""
    form_id, template = asked.text(request, "formular", 40), asked.text(request, "vorlage", 20)
    begun = actions.begin_form(asked.actor(request), PatientId(patient_id), form_id, template)
    return _to(begun)


@guarded("GET")
def form(request: HttpRequest, filled_id: UUID) -> HttpResponse:
    """One form: writing while it is a draft, reading afterwards."""
    return _page(request, asked.actor(request), filled_id)


@guarded("POST")
def write(request: HttpRequest, filled_id: UUID) -> HttpResponse:
    """Keep what was typed, and prepare or sign if that button was pressed."""
    actor = asked.actor(request)
    typed = _typed(request, actions.form_named(queries.filled(actor, filled_id).form_id))
    try:
        version = _version(request)
        actions.edit_form(actor, filled_id, version, typed)
        if request.POST.get("dann") == "vorlegen":
            actions.prepare_form(actor, filled_id, version + 1)
        if request.POST.get("dann") == "unterschreiben":
            actions.sign_form(actor, filled_id, version + 1)
    except PraxisError as error:
        if error.status not in {409, 422}:
            raise
        return _page(request, actor, filled_id, error)
    return _to(filled_id)


@guarded("POST")
def withdraw(request: HttpRequest, filled_id: UUID) -> HttpResponse:
    """Withdraw a signed form with a reason."""
    actor = asked.actor(request)
    try:
        actions.withdraw_form(actor, filled_id, asked.text(request, "grund", 300))
    except PraxisError as error:
        if error.status not in {409, 422}:
            raise
        return _page(request, actor, filled_id, error)
    return _to(filled_id)


@guarded("POST")
def discard(request: HttpRequest, filled_id: UUID) -> HttpResponse:
    """Throw a draft away; the page said before what that means."""
    actor = asked.actor(request)
    try:
        patient_id = actions.discard_form(actor, filled_id, _version(request))
    except PraxisError as error:
        if error.status != 409:
            raise
        return _page(request, actor, filled_id, error)
    onward = reverse("forms:list", args=[patient_id])
    return HttpResponseRedirect(saying(onward, "entwurf-verworfen"))


@guarded("GET")
def folder(request: HttpRequest) -> HttpResponse:
    """The signing folder."""
    return _folder(request, asked.actor(request))


@guarded("POST")
def sign(request: HttpRequest) -> HttpResponse:
    """Sign one form of the folder, or with "alle" everything that was shown in it."""
    actor, faults = asked.actor(request), list[str]()
    for one in asked.text(request, "formulare", 20_000).split():
        filled_id, _sep, version = one.partition(":")
        try:
            actions.sign_form(actor, asked.row_id(filled_id), _number(version))
        except PraxisError as error:
            if error.status not in {409, 422}:
                raise
            faults.append(error.text)
    return _folder(request, actor, faults)


def _folder(request: HttpRequest, actor: Actor, faults: list[str] | None = None) -> HttpResponse:
    rows = [
        {"filled": one, "title": one.content["title"], "head": patients.header(one.patient)}
        for one in queries.waiting(actor)
    ]
    everything = " ".join(f"{row['filled'].pk}:{row['filled'].version}" for row in rows)
    told = {
        "rows": rows,
        "everything": everything,
        "faults": faults or [],
        "may_sign": gate.may(actor, FormAct.SIGN, on=FilledForm),
    }
    return render(request, "forms/folder.html", told, status=422 if faults else 200)


def _page(
    request: HttpRequest, actor: Actor, filled_id: UUID, error: PraxisError | None = None
) -> HttpResponse:
    filled = queries.filled(actor, filled_id)
    kind = actions.form_named(filled.form_id)
    content = kind.content.read(filled.content)
    patient_id = PatientId(filled.patient_id)
    told: dict[str, object] = {
        "filled": filled,
        "content": content,
        "head": head_of(actor, patient_id),
        "state": spoken(_STATES[filled.state]),
        "writing": filled.state in {"draft", "prepared"},
        "may_discard": gate.may(actor, FormAct.DISCARD, filled),
        "may_withdraw": gate.may(actor, FormAct.WITHDRAW, filled),
        "may_sign": gate.may(actor, FormAct.SIGN, filled) and actor.has(kind.who_may_sign),
        "preview": kind.shown(content, known_about(actor, patient_id)),
        "error": error.text if error else "",
    }
    if error and all(name in request.POST for name, _most in kind.asks.values()):
        told["content"] = {field: request.POST[name] for field, (name, _) in kind.asks.items()}
    return render(request, kind.page, told, status=error.status if error else 200)


def _typed(request: HttpRequest, form: Form) -> dict[str, str]:
    return {field: asked.text(request, name, most) for field, (name, most) in form.asks.items()}


def _row(one: FilledForm) -> dict[str, object]:
    return {
        "url": reverse("forms:form", args=[one.pk]),
        "date": f"{one.recorded_at:%d.%m.%Y}",
        "name": one.content["title"],
        "what": spoken(_STATES[one.state]),
        "text": "",
    }


def _version(request: HttpRequest) -> int:
    return _number(request.POST.get("fassung", ""))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotThere(detail="version")
    return int(text)


def _to(filled_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("forms:form", args=[filled_id]))
