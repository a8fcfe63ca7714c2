"""Devices and invites of a patient: who holds what, a new sheet, an end in one click."""

import base64
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis.core.errors import NotThere, PraxisError, Refused
from praxis.core.ids import PatientId
from praxis.gate.views import guarded
from praxis.messages import queries
from praxis.messages.actions.access_log import send_access_log
from praxis.messages.actions.devices import revoke_device
from praxis.messages.actions.invites import Holder, create_invite, revoke_invite
from praxis.messages.errors import HandedOut
from praxis.messages.sheet import sheet_pdf
from praxis.messages.views import asked
from praxis.record.head import head_of
from wire.notices import HolderRole, RevokeReason


@guarded("GET")
def devices(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Every device and open sheet, with the safety number to compare.

    The part for a new sheet asks again by itself until the post is set up.
    """
    who = asked.person(request, patient_id)
    if who != patient_id:
        return HttpResponseRedirect(reverse("messages:devices", args=[who]))
    part = "HX-Request" in request.headers
    name = "messages/parts/new_invite.html" if part else "messages/devices.html"
    return render(request, name, _devices(request, who))


def _devices(request: HttpRequest, who: PatientId) -> dict[str, object]:
    actor = asked.actor(request)
    found = queries.devices_of(actor, who)
    former = queries.former_numbers(actor, found)
    return {
        "head": head_of(actor, who),
        "devices": [(one, queries.safety_number_of(one), former.get(one.pk, "")) for one in found],
        "invites": queries.invites_of(actor, who)[:10],
        "ready": queries.is_set_up(),
        "active": any(one.active for one in found),
        "told": request.method == "GET" and "mitgeteilt" in request.GET,
    }


def _invite_again(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The one that exists stands in the list; its sheet is never shown a second time."""
    who = asked.person(request, patient_id)
    told = _devices(request, who) | {"error": HandedOut()}
    return render(request, "messages/devices.html", told)


@guarded("POST", shown_once=True, again=_invite_again)
def invite(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A new sheet: shown in this one answer and never again (L-01 names it)."""
    who, actor = asked.person(request, patient_id), asked.actor(request)
    try:
        sheet = create_invite(
            actor, who, holder=_holder(request), checked_how=asked.text(request, "checked", 200)
        )
    except (NotThere, Refused):
        raise
    except PraxisError as error:
        told = _devices(request, who) | {"error": error}
        return render(request, "messages/devices.html", told, status=error.status)
    pdf = base64.b64encode(sheet_pdf(sheet)).decode("ascii")
    told = _devices(request, who) | {"sheet": sheet, "pdf": pdf}
    answer = render(request, "messages/sheet.html", told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _holder(request: HttpRequest) -> Holder:
    role = asked.text(request, "holder", 8) or HolderRole.SELF.value
    if role not in set(HolderRole):
        raise asked.BadForm(detail="holder")
    name = asked.text(request, "holder_name", 200)
    return Holder(role=HolderRole(role), name=name, until=asked.day(request, "until"))


@guarded("POST")
def end_invite(request: HttpRequest, invite_id: UUID, patient_id: UUID) -> HttpResponse:
    """Take a sheet of this patient back."""
    who, actor = asked.person(request, patient_id), asked.actor(request)
    if all(one.pk != invite_id for one in queries.invites_of(actor, who)):
        raise NotThere(detail=f"invite={invite_id}")
    revoke_invite(actor, invite_id)
    return HttpResponseRedirect(reverse("messages:devices", args=[patient_id]))


@guarded("POST")
def end_device(request: HttpRequest, device_id: UUID, patient_id: UUID) -> HttpResponse:
    """End a device of this patient: ended by the practice, or stolen."""
    who, actor = asked.person(request, patient_id), asked.actor(request)
    if all(one.pk != device_id for one in queries.devices_of(actor, who)):
        raise NotThere(detail=f"device={device_id}")
    stolen = asked.text(request, "why", 8) == "stolen"
    reason = RevokeReason.STOLEN if stolen else RevokeReason.PRACTICE
    revoke_device(actor, device_id, reason)
    return HttpResponseRedirect(reverse("messages:devices", args=[patient_id]))


@guarded("POST")
def access_log(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Tell the patient who opened the record."""
    send_access_log(asked.actor(request), asked.person(request, patient_id))
    return HttpResponseRedirect(reverse("messages:devices", args=[patient_id]) + "?mitgeteilt=1")
