"""What a request of this room brings, parsed once."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.days import day_written
from praxis.core.errors import NotLoggedIn, PraxisError
from praxis.core.ids import PatientId, canonical_uuid
from praxis.core.words import marked
from praxis.messages.access import MessageAct
from praxis.messages.models import Conversation
from praxis.patients import queries as patients


class BadForm(PraxisError):
    """A field holds what no form of ours sends."""

    message = marked("Diese Eingabe kann nicht stimmen. Bitte laden Sie die Seite neu.")


def actor(request: HttpRequest) -> Actor:
    """Who asks; NotLoggedIn without a session."""
    found: Actor | None = getattr(request, "actor", None)
    if found is None:
        raise NotLoggedIn
    return found


def person(request: HttpRequest, patient_id: UUID) -> PatientId:
    """Whose page it is: the surviving record's id, if two were merged."""
    # Asked of this room first: whoever never reads letters is refused, whoever the patient is.
    gate.count(actor(request), MessageAct.READ, Conversation, patient_id=patient_id)
    return PatientId(patients.patient(actor(request), PatientId(patient_id)).pk)


def text(request: HttpRequest, name: str, longest: int) -> str:
    """One field of the form; BadForm if overlong or with a zero byte."""
    value = request.POST.get(name, "")
    if len(value) > longest or "\x00" in value:
        raise BadForm(detail=name)
    return value.strip()


def day(request: HttpRequest, name: str) -> date | None:
    """A day as people write it (`day_written`), without a year the next one; None if empty."""
    value = text(request, name, 10)
    try:
        return day_written(value, clock.today(), ahead=True) if value else None
    except ValueError:
        raise BadForm(detail=name) from None


def chosen(request: HttpRequest, prefix: str) -> tuple[UUID, ...]:
    """The ids of the ticked boxes `prefix-<id>`, in the order of the form."""
    found = []
    for name in request.POST:
        if name.startswith(f"{prefix}-"):
            one = canonical_uuid(name.removeprefix(f"{prefix}-"))
            if one is None:
                raise BadForm(detail=prefix)
            found.append(one)
    return tuple(found)
