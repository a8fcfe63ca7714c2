"""Reads a question to the log from a form: selects, ids, Berlin times; never from the address."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import HttpRequest

from praxis.audit.reading import Asked
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.clock import BERLIN
from praxis.core.days import moment_written
from praxis.core.errors import NotThere, PraxisError, Refused
from praxis.core.ids import canonical_uuid
from praxis.core.words import marked
from praxis.office import asked as form
from praxis.patients import queries

FIELDS = ("account", "workstation", "session", "patient", "act", "outcome", "since", "until")


class BadQuestion(PraxisError):
    """Something in the form cannot be read."""

    message = marked(
        "Bitte prüfen Sie die Angaben: Zeiten als Tag, auch mit Uhrzeit (12.03. 8:15), "
        "Kennungen vollständig."
    )


class NoSuchPatient(PraxisError):
    """No visible patient with this number."""

    message = marked(
        "Zu dieser Angabe ist kein Patient zu sehen. Patientennummern löst nur eine Rolle mit "
        "Einblick auf; die Kennung (36 Zeichen) geht immer."
    )


class TooWide(PraxisError):
    """A blast radius of everything is no answer."""

    message = marked(
        "Bitte ein Konto, einen Arbeitsplatz, eine Sitzung oder einen Zeitraum angeben."
    )


def typed(request: HttpRequest) -> dict[str, str]:
    """What stood in the form, to show it again."""
    return {name: form.text(request, name, 64) for name in FIELDS}


def question(actor: Actor, kept: dict[str, str]) -> Asked:
    """The question; BadQuestion or NoSuchPatient with a sentence."""
    if kept["outcome"] not in {"", "allowed", "refused"}:
        raise BadQuestion(detail="outcome")
    since, until = _time(kept["since"]), _time(kept["until"], whole_day=True)
    if since and until and until <= since:
        raise BadQuestion(message=marked("Das Ende liegt vor dem Beginn."), detail="time")
    return Asked(
        account=_id(kept["account"]),
        workstation=_id(kept["workstation"]),
        session=_id(kept["session"]),
        patient=_patient(actor, kept["patient"]),
        act=kept["act"],
        outcome=kept["outcome"],
        since=since,
        until=until,
    )


def narrow_question(actor: Actor, kept: dict[str, str]) -> Asked:
    """The same for a blast radius: it must name something; TooWide otherwise."""
    asked = question(actor, kept)
    if not (asked.account or asked.workstation or asked.session or asked.patient or asked.since):
        raise TooWide
    return asked


def _id(text: str) -> UUID | None:
    if not text:
        return None
    found = canonical_uuid(text.lower())
    if found is None:
        raise BadQuestion(detail="id")
    return found


def _patient(actor: Actor, text: str) -> UUID | None:
    if not text:
        return None
    found = canonical_uuid(text.lower())
    if found is not None:
        return found
    try:
        return queries.by_number(actor, text).pk
    except (NotThere, Refused):
        raise NoSuchPatient from None


def _time(text: str, *, whole_day: bool = False) -> datetime | None:
    """The instant of what was typed; of a day its beginning, or with `whole_day` its end."""
    if not text:
        return None
    try:
        day, at = moment_written(text, clock.today())
        if at is None and whole_day:
            day += timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadQuestion(detail="time") from None
    return datetime.combine(day, at or time(), BERLIN)
