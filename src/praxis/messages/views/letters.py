"""The practice's message inbox and one patient's conversation."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from praxis import gate
from praxis.core.assigning import Addressee
from praxis.core.errors import NotThere, PraxisError, Refused
from praxis.core.ids import PatientId
from praxis.core.words import spoken
from praxis.gate.views import guarded
from praxis.messages import queries
from praxis.messages.access import MessageAct
from praxis.messages.actions import writing
from praxis.messages.models import Device, Message
from praxis.messages.views import asked
from praxis.patients import queries as patients
from praxis.record import queries as record
from praxis.record.head import head_of
from praxis.staff import people
from praxis.staff.addressees import addressees, words_for, words_for_each


@guarded("GET")
def inbox(request: HttpRequest) -> HttpResponse:
    """What patients wrote and nobody answered, the oldest first."""
    actor = asked.actor(request)
    waiting = queries.waiting(actor)
    heads = {
        head.id: head
        for head in patients.headers(actor, [PatientId(one.patient_id) for one in waiting])
    }
    shown = [one for one in waiting if one.patient_id in heads]
    whose = words_for_each((one.for_account, one.for_role, one.for_place) for one in shown)
    rows = [
        {
            "url": reverse("messages:conversation", args=[one.patient_id]),
            "name": heads[PatientId(one.patient_id)].name,
            "since": one.waiting_since,
            "whose": words,
        }
        for one, words in zip(shown, whose, strict=True)
    ]
    told = {"rows": rows, "post": queries.state()}
    return render(request, "messages/inbox.html", told)


@guarded("GET", "POST")
def conversation(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """One patient's letters, and the answer below them."""
    who, error = asked.person(request, patient_id), None
    if request.method == "GET" and who != patient_id:
        return HttpResponseRedirect(reverse("messages:conversation", args=[who]))
    if request.method == "POST":
        try:
            _answer(request, who)
            return HttpResponseRedirect(reverse("messages:conversation", args=[who]))
        except (NotThere, Refused):
            raise
        except PraxisError as found:
            error = found
    told = _conversation(request, who)
    told |= {"error": error, "answer": request.POST.get("answer", "") if error else ""}
    status = error.status if error else 200
    return render(request, "messages/conversation.html", told, status=status)


def _answer(request: HttpRequest, who: PatientId) -> None:
    actor = asked.actor(request)
    shown = queries.messages_of(actor, patients.ids_of(actor, who))
    asking = [one.message.pk for one in shown if one.message.incoming]
    words = asked.text(request, "answer", 20_000)
    writing.answer(
        actor,
        who,
        words,
        to=asking[-1] if asking else None,
        documents=asked.chosen(request, "document"),
    )


def _conversation(request: HttpRequest, who: PatientId) -> dict[str, object]:
    actor = asked.actor(request)
    ours = queries.conversation(actor, who)
    devices = queries.devices_of(actor, who)
    shown = queries.messages_of(actor, patients.ids_of(actor, who))
    names = people.names_of(one.message.author for one in shown if one.message.author)
    return {
        "head": head_of(actor, who),
        "ours": ours,
        "whose": words_for(ours.for_account, ours.for_role, ours.for_place) if ours else "",
        "shown": [(one, names.get(one.message.author, "")) for one in shown],  # type: ignore[call-overload] # an id read from a row
        "devices": [one for one in devices if one.active],
        "alarms": _alarms(devices),
        "early": queries.early(actor, shown) if any(d.gap_since for d in devices) else (),
        "choices": addressees(actor),
        "documents": record.documents(actor, patients.ids_of(actor, who), limit=20)
        if gate.may(actor, MessageAct.RELEASE, on=Message)
        else (),
    }


def _alarms(devices: list[Device]) -> list[str]:
    found = []
    if any(one.halted_at for one in devices):
        found.append(
            spoken(
                "Ein Gerät hat zwei verschiedene Briefe mit derselben Nummer geschickt. Es wird "
                "nicht mehr gelesen. Bitte rufen Sie an und geben Sie ein neues Blatt aus."
            )
        )
    if any(one.gap_since for one in devices):
        found.append(spoken("Es fehlt ein Brief. Er wurde angefordert."))
    return found


@guarded("POST")
def assign(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Give the conversation to somebody."""
    to = Addressee.read(asked.text(request, "to", 80))
    writing.assign(asked.actor(request), conversation_id, to)
    return HttpResponseRedirect(reverse("messages:inbox"))


@guarded("POST")
def finish(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Nothing more to do here."""
    writing.finish(asked.actor(request), conversation_id)
    return HttpResponseRedirect(reverse("messages:inbox"))
