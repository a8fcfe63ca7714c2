"""Writing, correcting and striking out lines; every answer is a part of the chart."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import EntryId, PatientId
from praxis.core.panels import registry
from praxis.gate.views import guarded
from praxis.patients import asked
from praxis.record import actions, queries
from praxis.record.access import RecordAct
from praxis.record.actions.diagnoses import TypedDiagnosis
from praxis.record.actions.drafts import drafts_of
from praxis.record.errors import AlreadyCorrected
from praxis.record.head import head_asked
from praxis.record.line import TypedLine, read_day, read_line
from praxis.record.models import Entry
from praxis.record.stream import lines_of
from praxis.record.tabs import TABS
from praxis.record.views.chart import PLACE, told

Replacing = Callable[[Actor, EntryId, str], EntryId]
_LONGEST: Final = 20_000
_IN_THE_HEAD_TOO: Final = frozenset({"D", "DD", "!", "!A", "M"})
_IN_THE_HEAD: Final = frozenset({"caution", "allergy"})


def _chart_again(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The line stands there already; its draft may have been kept once more meanwhile."""
    actor, patient = asked.actor(request), PatientId(patient_id)
    drop_draft(actor, patient)
    return whole(request, actor, patient)


def _chart_of_entry_again(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    entry = gate.one(asked.actor(request), RecordAct.READ, Entry, entry_id)
    return whole(request, asked.actor(request), PatientId(entry.patient_id))


@guarded("POST", again=_chart_again)
def write(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Take one typed line into the chart; a fault comes back beside the line."""
    actor, patient = asked.actor(request), PatientId(patient_id)
    types = {kind.code: kind.meaning for kind in queries.entry_types()}
    try:
        if _taken_elsewhere(request, actor, patient):
            drop_draft(actor, patient)
            return whole(request, actor, patient)
        line = read_line(asked.text(request, "zeile", _LONGEST), types, clock.today())
        if day := asked.text(request, "tag", 10):
            line = TypedLine(line.code, line.text, read_day(day, clock.today()))
        written = _written(actor, patient, line, types[line.code])
    except NotThere:
        raise
    except PraxisError as error:
        return _fault(request, error)
    drop_draft(actor, patient)
    # What stands in the head, in a panel or on another day draws the whole chart again.
    return _line(request, actor, written) if written else whole(request, actor, patient)


def _taken_elsewhere(request: HttpRequest, actor: Actor, patient: PatientId) -> bool:
    """Whether the line's code belongs to another room, which has done what the line says."""
    code, _, rest = asked.text(request, "zeile", _LONGEST).partition(" ")
    for brought in registry.codes(actor):
        if brought.code == code.upper():
            brought.take(actor, patient, rest.strip())
            return True
    return False


def _written(actor: Actor, patient: PatientId, line: TypedLine, meaning: str) -> EntryId | None:
    """The new line's id if it stands in the stream only."""
    at = line.happened_at(clock.now())
    if meaning not in {"diagnosis", "permanent"}:
        written = actions.write_entry(actor, patient, line.code, line.text, happened_at=at)
        return None if at or line.code == "M" or meaning in _IN_THE_HEAD else written
    typed, lasting = TypedDiagnosis.read(line.text), meaning == "permanent"
    actions.diagnose(actor, patient, typed, permanent=lasting, since=line.day, happened_at=at)
    return None


def drop_draft(actor: Actor, patient: PatientId) -> None:
    """What was written for real needs no draft."""
    for kept in drafts_of(actor, patient, PLACE):
        actions.drop_draft(actor, kept.pk)


def whole(request: HttpRequest, actor: Actor, patient: PatientId) -> HttpResponse:
    """The chart again, below the frame."""
    shown = told(actor, head_asked(actor, patient), TABS[0]) | {"draft": {}}
    answer = render(request, "record/parts/card.html", shown)
    answer.headers["HX-Retarget"] = "#karte"
    answer.headers["HX-Reswap"] = "outerMorph"
    return answer


def _fault(request: HttpRequest, error: PraxisError) -> HttpResponse:
    answer = render(request, "record/parts/fault.html", {"text": error.text}, status=error.status)
    answer.headers["HX-Retarget"] = "#zeile-fehler"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _line(request: HttpRequest, actor: Actor, entry_id: UUID) -> HttpResponse:
    entry = gate.one(actor, RecordAct.READ, Entry, entry_id)
    return render(request, "record/parts/line.html", {"line": lines_of([entry])[0]})


@guarded("GET")
def line(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One line as it is shown; leaves the form of a correction."""
    return _line(request, asked.actor(request), entry_id)


@guarded("GET", "POST", again=_chart_of_entry_again)
def correct(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Correct a line in place; the old text stays and can be asked for."""
    actor = asked.actor(request)
    if request.method == "GET":
        entry = gate.one(actor, RecordAct.READ, Entry, entry_id)
        return render(request, "record/parts/edit.html", {"line": lines_of([entry])[0]})
    return _replaced(request, actor, entry_id, actions.correct_entry, "text")


@guarded("POST", again=_chart_of_entry_again)
def withdraw(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Strike a line out with a reason."""
    return _replaced(request, asked.actor(request), entry_id, actions.withdraw_entry, "grund")


def _replaced(
    request: HttpRequest, actor: Actor, entry_id: UUID, act: Replacing, field: str
) -> HttpResponse:
    text = asked.text(request, field, _LONGEST)
    try:
        new = act(actor, EntryId(entry_id), text)
    except AlreadyCorrected as clash:
        shown = {"text": clash.text, "old": clash.theirs, "new": clash.yours}
        return render(request, "desk/parts/conflict.html", shown, status=409)
    except NotThere:
        raise
    except PraxisError as error:
        entry = gate.one(actor, RecordAct.READ, Entry, entry_id)
        context: dict[str, object] = {
            "line": lines_of([entry])[0],
            "typed": text,
            "fault": error.text,
            "field": field,
        }
        return render(request, "record/parts/edit.html", context, status=error.status)
    stands = gate.one(actor, RecordAct.READ, Entry, new)
    if stands.code in _IN_THE_HEAD_TOO:
        return whole(request, actor, PatientId(stands.patient_id))
    return _line(request, actor, new)


@guarded("GET")
def history(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The line with its former texts, newest first."""
    actor = asked.actor(request)
    shown = lines_of(queries.history(actor, EntryId(entry_id)))
    return render(request, "record/parts/history.html", {"line": shown[0], "former": shown[1:]})
