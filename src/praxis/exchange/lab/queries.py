"""What the laboratory inbox shows; every list is closed and bounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.ids import PatientId
from praxis.core.panels import Filled
from praxis.core.words import marked, spoken
from praxis.exchange.lab import content as shape
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.models import FileState, LabAttachment, LabFile, LabReport, ReportState
from praxis.patients import finding
from praxis.patients import queries as patients
from praxis.patients.access import PatientAct
from praxis.patients.queries import Header
from praxis.record import queries as record

PAGE: Final = 200
_MOST_NAMED: Final = 8
_SHORT: Final = 5
_WAITING: Final = Q(seen_at__isnull=True, state__in=(ReportState.OPEN, ReportState.FILED))
_ABNORMAL_FIRST: Final = ("-severity", "arrived_at", "id")
_WITH_PATIENT: Final = {"patient": PatientAct.READ}


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One line of the inbox, opened."""

    report: LabReport
    name: str
    birth_date: str

    @property
    def is_open(self) -> bool:
        """Whether it is red: nobody's yet."""
        return self.report.state == ReportState.OPEN


def waiting(actor: Actor, only: str = "") -> list[Line]:
    """What nobody has seen yet, abnormal first; `only` is `rot`, `auffaellig` or nothing."""
    wanted = _WAITING
    if only == "rot":
        wanted &= Q(state=ReportState.OPEN)
    elif only == "auffaellig":
        wanted &= Q(severity__gte=2)
    rows = gate.many(
        actor, LabAct.READ, LabReport, wanted, order_by=_ABNORMAL_FIRST, related=_WITH_PATIENT,
        limit=PAGE,
    )  # fmt: skip
    return [_line(row) for row in rows]


def _line(row: LabReport) -> Line:
    if row.patient is not None:
        person = row.patient
        return Line(row, _name(person.family_name, person.given_name), german(person.birth_date))
    told = row.content["patient"]
    name = _name(told["family_name"], told["given_name"])
    return Line(row, name, german(told["birth_date"]))


def german(day: str) -> str:
    """A birth date as people read it; what is not known of it stays away."""
    return ".".join(reversed(day.split("-"))) if day else ""


def _name(family: str, given: str) -> str:
    return ", ".join(filter(None, (family, given)))


def counts(actor: Actor) -> dict[str, int]:
    """How much waits, how much of it is red, abnormal, set aside."""
    ask = gate.count
    return {
        "all": ask(actor, LabAct.READ, LabReport, _WAITING),
        "red": ask(actor, LabAct.READ, LabReport, _WAITING, state=ReportState.OPEN),
        "abnormal": ask(actor, LabAct.READ, LabReport, _WAITING, severity__gte=2),
        "aside": ask(actor, LabAct.READ, LabFile, state=FileState.QUARANTINED),
    }


def waiting_count(actor: Actor) -> int:
    """For the start page."""
    return gate.count(actor, LabAct.READ, LabReport, _WAITING)


def next_waiting(actor: Actor) -> UUID | None:
    """The next report to look at."""
    rows = gate.columns(
        actor, LabAct.READ, LabReport, "id", conditions=[_WAITING], order_by=_ABNORMAL_FIRST,
        limit=1,
    )  # fmt: skip
    return rows[0][0] if rows else None


def report(actor: Actor, report_id: UUID) -> Line:
    """One report; NotThere if it is not this person's to see."""
    return _line(gate.one(actor, LabAct.READ, LabReport, report_id, related=_WITH_PATIENT))


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """One value of the report view."""

    name: str
    value: str
    words: str
    sign: str
    abnormal: bool
    meaning: str
    reference: str
    comment: str
    carried: bool


_MEANING: Final = {
    "+": marked("erhöht"), "++": marked("stark erhöht"),
    "-": marked("erniedrigt"), "--": marked("stark erniedrigt"),
    "!": marked("auffällig"), "N": marked("normal"), "": "",
}  # fmt: skip


def values(told: Mapping[str, Any]) -> list[Shown]:
    """The values of a report, pathological ones first, otherwise in the laboratory's order."""
    return [
        Shown(
            name=one["name"],
            value=shape.shown_value(one),
            words=one["text"] if one["value"] is not None else "",
            sign=shape.sign(one),
            abnormal=shape.weight(one) > 0,
            meaning=spoken("kritisch")
            if one.get("critical")
            else spoken(_MEANING[one["abnormal"]]),
            reference=one["reference"].replace(".", ","),
            comment=one["comment"],
            carried=bool(one.get("carried")),
        )
        for one in sorted(told["findings"], key=shape.weight, reverse=True)
    ]


@dataclass(frozen=True, slots=True, repr=False)
class Suggested:
    """Somebody the report might concern."""

    id: PatientId
    name: str
    born: str
    number: str


def suggestions(actor: Actor, row: LabReport) -> list[Suggested]:
    """Whom it might concern, as far as this person may see them."""
    ids = [PatientId(UUID(one)) for one in row.content.get("suggestions", ())]
    found = patients.headers(actor, ids) if ids else []
    return [_suggested(one) for one in found]


def named(actor: Actor, typed: str) -> list[Suggested]:
    """Whom typed words mean, to choose from; never more than a screen can show."""
    return [_suggested(one.header) for one in finding.search(actor, typed, limit=_MOST_NAMED)]


def _suggested(head: Header) -> Suggested:
    return Suggested(head.id, head.name, german(head.birth_date), head.number)


def attachments(actor: Actor, report_id: UUID) -> list[LabAttachment]:
    """The documents that came with a report."""
    return gate.many(actor, LabAct.READ, LabAttachment, report_id=report_id)


def set_aside(actor: Actor) -> list[LabFile]:
    """Files in quarantine, newest first."""
    return gate.many(
        actor, LabAct.READ, LabFile, state=FileState.QUARANTINED, order_by=("-arrived_at",)
    )


def history(actor: Actor) -> list[LabFile]:
    """What came in, newest first."""
    return gate.many(actor, LabAct.READ, LabFile, order_by=("-arrived_at", "-id"))


def of_patient(actor: Actor, patient_id: PatientId) -> Filled:
    """For the chart: what nobody has seen yet, abnormal first, then the newest of the others."""
    ids = patients.ids_of(actor, patient_id)
    new = gate.many(
        actor, LabAct.READ, LabReport, _WAITING,
        patient_id__in=ids, order_by=_ABNORMAL_FIRST, limit=_SHORT,
    )  # fmt: skip
    shown = {row.filed_id for row in new}
    newest = record.reports(actor, ids, limit=_SHORT)
    others = [one for one in newest if one.pk not in shown]
    return lambda: {"new_reports": new, "other_reports": others, "patient_id": patient_id}
