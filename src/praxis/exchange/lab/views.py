"""The pages of the laboratory inbox."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from praxis import gate
from praxis.config import config
from praxis.core.actors import Actor
from praxis.core.errors import NotLoggedIn, NotThere, PraxisError
from praxis.core.ids import PatientId, SiteId, canonical_uuid
from praxis.core.said import saying
from praxis.exchange.lab import actions, intake, queries, watching
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.errors import NobodyFound, NoFile
from praxis.exchange.lab.models import FileState, LabAttachment, LabFile
from praxis.gate.views import guarded
from praxis.messages.access import MessageAct
from praxis.messages.models import Message
from praxis.patients.search.client import SearchAway
from praxis.staff import people
from praxis.vault import documents
from praxis.vault.uploads import SealedUpload

_SHOWN_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})


def _actor(request: HttpRequest) -> Actor:
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


@guarded("GET")
def inbox(request: HttpRequest, only: str = "") -> HttpResponse:
    """What nobody has seen yet, abnormal first."""
    return _inbox(request, only)


def _inbox(request: HttpRequest, only: str = "", fault: PraxisError | None = None) -> HttpResponse:
    actor = _actor(request)
    told = {
        "rows": queries.waiting(actor, only),
        "counts": queries.counts(actor),
        "only": only,
        "in_folder": len(watching.candidates(config().lab_spool)),
        "too_large": watching.too_large(config().lab_spool),
        "stuck": watching.stuck(config().lab_spool),
        "no_files": watching.no_files(config().lab_spool),
        "error": fault,
    }
    return render(request, "lab/inbox.html", told, status=fault.status if fault else 200)


def _site(actor: Actor) -> SiteId:
    here = people.own_open_sites(actor)
    return SiteId(here[0].id) if here else watching.main_site()


@guarded("POST", takes_file=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file from the browser: sealed as it arrived, read by the job a moment later."""
    actor = _actor(request)
    sent = request.FILES.get("datei")
    if not isinstance(sent, SealedUpload):
        gate.count(actor, LabAct.READ, LabFile)
        return _inbox(request, fault=NoFile())
    site = _site(actor)
    intake.take_in(actor, sent.chunks(), name=sent.name or "", site=site, source="upload")
    return HttpResponseRedirect(reverse("lab:history"))


@guarded("GET")
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report: pathological values first."""
    return _report(request, report_id)


def _report(
    request: HttpRequest, report_id: UUID, fault: PraxisError | None = None, typed: str = ""
) -> HttpResponse:
    actor = _actor(request)
    line = queries.report(actor, report_id)
    found = queries.named(actor, typed) if typed else []
    if typed and not found:
        fault = NobodyFound()
    told: dict[str, Any] = {
        "line": line,
        "row": line.report,
        "told": line.report.content,
        "values": queries.values(line.report.content),
        "attachments": queries.attachments(actor, report_id),
        "suggestions": queries.suggestions(actor, line.report) if line.is_open else [],
        "typed": typed,
        "found": found,
        "chart_url": _url("record:chart", line.report.patient_id),
        "release_url": _release_url(actor, line.report.patient_id),
        "error": fault,
    }
    return render(request, "lab/report.html", told, status=fault.status if fault else 200)


def _release_url(actor: Actor, patient_id: UUID | None) -> str:
    """Only for whom the release is allowed at all."""
    if not gate.may(actor, MessageAct.RELEASE, on=Message):
        return ""
    return _url("messages:release", patient_id)


def _url(name: str, row_id: UUID | None) -> str:
    """The address of another room's page; empty where that room is not there."""
    if row_id is None:
        return ""
    try:
        return reverse(name, args=[row_id])
    except NoReverseMatch:
        return ""


@guarded("POST")
def seen(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Seen, with one's name and perhaps a line; then the next one."""
    actor = _actor(request)
    try:
        actions.see(actor, report_id, request.POST.get("notiz", "")[:2000])
    except PraxisError as fault:
        if fault.status == 404:
            raise
        return _report(request, report_id, fault)
    following = queries.next_waiting(actor)
    if following is None:
        return HttpResponseRedirect(saying(reverse("lab:inbox"), "befund-gesehen", report_id))
    onward = reverse("lab:report", args=[following])
    return HttpResponseRedirect(saying(onward, "vorbefund-gesehen", report_id))


def _chosen(request: HttpRequest, actor: Actor) -> PatientId:
    """The patient of the form: somebody chosen from a list, or a number that was typed."""
    picked = canonical_uuid(request.POST.get("patient", ""))
    if picked is not None:
        return PatientId(picked)
    number = _typed(request)
    if not number:
        raise NobodyFound
    return actions.find_by_number(actor, number)


def _typed(request: HttpRequest) -> str:
    return request.POST.get("nummer", "").strip()[:80]


def _to_choose(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """No number of anybody: the people the words mean. Nobody is ever taken by name alone."""
    try:
        return _report(request, report_id, typed=_typed(request))
    except SearchAway as fault:
        return _report(request, report_id, fault)


@guarded("POST")
def assign(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Red becomes green in one step."""
    actor = _actor(request)
    try:
        actions.assign(actor, report_id, _chosen(request, actor))
    except NobodyFound:
        return _to_choose(request, report_id)
    except PraxisError as fault:
        if fault.status == 404:
            raise
        return _report(request, report_id, fault)
    return HttpResponseRedirect(reverse("lab:report", args=[report_id]))


@guarded("POST")
def new_patient(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """A new record from the report's data, and the report into it."""
    actor = _actor(request)
    site = _site(actor)
    try:
        actions.create_and_assign(actor, report_id, site)
    except PraxisError as fault:
        if fault.status == 404:
            raise
        return _report(request, report_id, fault)
    return HttpResponseRedirect(reverse("lab:report", args=[report_id]))


@guarded("POST")
def move(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Take a wrongly assigned report to the right person."""
    actor = _actor(request)
    try:
        moved = actions.move(actor, report_id, _chosen(request, actor))
    except NobodyFound:
        return _to_choose(request, report_id)
    except PraxisError as fault:
        if fault.status == 404:
            raise
        return _report(request, report_id, fault)
    return HttpResponseRedirect(reverse("lab:report", args=[moved]))


@guarded("GET")
def attachment(request: HttpRequest, report_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """A document of a report, as a download of the type its content has."""
    one = gate.one(_actor(request), LabAct.READ, LabAttachment, attachment_id)
    if one.report_id != report_id:
        raise NotThere(detail="attachment of another report")
    kind = one.media_type if one.media_type in _SHOWN_TYPES else "application/octet-stream"
    reader = documents.store().open(one.key_owner, bytes(one.address))
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(kind, "bin")
    return StreamingHttpResponse(
        reader.chunks(),
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="laborbefund.{ending}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Length": str(reader.length),
        },
    )


@guarded("GET")
def quarantine(request: HttpRequest) -> HttpResponse:
    """Files set aside, with reason and line."""
    return render(request, "lab/quarantine.html", {"rows": queries.set_aside(_actor(request))})


@guarded("POST")
def dismiss(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Settled: the laboratory was asked."""
    actions.dismiss_file(_actor(request), file_id)
    return HttpResponseRedirect(reverse("lab:quarantine"))


@guarded("GET")
def history(request: HttpRequest) -> HttpResponse:
    """What came in; the list asks again by itself while a file is being read."""
    rows = queries.history(_actor(request))
    told = {"rows": rows, "waiting": any(row.state == FileState.WAITING for row in rows)}
    part = "HX-Request" in request.headers
    return render(request, "lab/parts/files.html" if part else "lab/history.html", told)
