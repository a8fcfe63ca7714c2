"""The number of queries of a page does not grow with what lies behind it: 1, 50 and 2,000 rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.core.ids import PatientId, uuid7
from praxis.exchange.lab import content as shape
from praxis.exchange.lab import filing
from praxis.exchange.lab.access import JOB, LabAct
from praxis.exchange.lab.models import FileState, LabFile, LabReport, ReportState
from praxis.exchange.lab.samples import invented
from praxis.messages.access import MessageAct
from praxis.messages.models import Conversation
from praxis.patients.access import PatientAct
from praxis.patients.actions import create_patient, create_patients
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.actions.reports import NewFinding, NewReport, add_reports
from praxis.record.models import Entry, FindingState
from praxis.tasks.access import TaskAct
from praxis.tasks.models import Task
from praxis.vault.data_keys import create_first_keys
from praxis.vault.keys import Kind

SIZES = (1, 50, 2000)
_TOGETHER = 400
Grow = Callable[[Cast, Patient, int], None]


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """A patient with an empty record."""
    form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}
    with gate.visiting():
        return create_patient(cast.ada.actor, read_identity(form), site=cast.main)


def lines(cast: Cast, patient: Patient, count: int) -> None:
    """Lines of the chart, an hour apart."""
    now = clock.now()
    with gate.creating(cast.ada.actor, RecordAct.WRITE) as work:
        work.add_many(
            [
                Entry(
                    patient_id=patient.pk, key_owner=patient.key_owner, code="N", text="Zeile",
                    author=cast.ada.id, happened_at=now - timedelta(hours=at + 1), recorded_at=now,
                )
                for at in range(count)
            ]
        )  # fmt: skip


def findings(cast: Cast, patient: Patient, count: int) -> None:
    """Reports of one value each, a day apart."""
    del cast
    with gate.creating(SystemActor(JOB), RecordAct.FILE_REPORT) as work:
        add_reports(work, [(patient, _report(days)) for days in range(count)])


def _report(days: int) -> NewReport:
    at = clock.now() - timedelta(days=days + 1)
    value = NewFinding(
        analyte="K", name="Kalium", measured_at=at, value=Decimal("4.4"), unit="mmol/l"
    )
    return NewReport(
        laboratory="Labor Erfunden", order_number=f"O{days}", state=FindingState.FINAL,
        source_hash=bytes(32), findings=[value], collected_at=at, reported_at=at,
    )  # fmt: skip


def tasks(cast: Cast, patient: Patient, count: int) -> None:
    """Open tasks for everybody."""
    with gate.creating(cast.ada.actor, TaskAct.WRITE) as work:
        work.add_many(
            [
                Task(
                    patient_id=patient.pk, key_owner=patient.key_owner, text="Anrufen",
                    for_account=cast.ada.id, created_by=cast.ada.id, created_at=clock.now(),
                )
                for _ in range(count)
            ]
        )  # fmt: skip


def questions(cast: Cast, patient: Patient, count: int) -> None:
    """As many other people who wait for an answer."""
    del patient
    ada = cast.ada.actor
    form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}
    people = create_patients(ada, [read_identity(form)] * count, site=cast.main)
    with gate.creating(ada, MessageAct.WRITE) as work:
        work.add_many(
            [
                Conversation(
                    patient_id=one, key_owner=one, wire_id=uuid7().bytes, for_account=cast.ada.id,
                    waiting_since=clock.now(), last_at=clock.now(),
                )
                for one in people
            ]
        )  # fmt: skip


def red_reports(cast: Cast, patient: Patient, count: int) -> None:
    """Reports nobody could be found for; the patient plays no part."""
    del patient
    told = shape.content_of(
        invented.report(
            "B-1", invented.DORA, invented.analyte("K", "Kalium", "4.4", "mmol/l", "3.5", "5.1")
        )
    )
    file = _file(cast)
    ids = [uuid7() for _ in range(count)]
    create_first_keys(ids, Kind.INTAKE)
    rows = [
        LabReport(
            id=one, key_owner=one, file=file, position=at, site=cast.main, state=ReportState.OPEN,
            report_hash=one.bytes * 2, arrived_at=clock.now(),
        )
        for at, one in enumerate(ids)
    ]  # fmt: skip
    for row in rows:
        filing.describe(row, told)
    with gate.creating(SystemActor(JOB), LabAct.IMPORT) as work:
        work.add_many(rows)


def _file(cast: Cast) -> LabFile:
    made = uuid7()
    create_first_keys([made], Kind.INTAKE)
    with gate.creating(SystemActor(JOB), LabAct.IMPORT) as work:
        return work.add(
            LabFile(
                id=made, key_owner=made, site=cast.main, source="folder", name="a.ldt", size=1,
                laboratory="Labor Erfunden", state=FileState.IMPORTED, arrived_at=clock.now(),
                content_hash=made.bytes * 2, done_at=clock.now(),
            )
        )  # fmt: skip


@contextmanager
def _opened(cast: Cast, patient_id: PatientId) -> Iterator[Patient]:
    with gate.visiting():
        yield gate.one(cast.ada.actor, PatientAct.READ, Patient, patient_id)


def _grown(cast: Cast, patient_id: PatientId, grow: Grow, count: int) -> None:
    for at in range(0, count, _TOGETHER):
        with _opened(cast, patient_id) as patient:
            grow(cast, patient, min(_TOGETHER, count - at))


@pytest.mark.usefixtures("nothing_due")
@pytest.mark.parametrize(
    ("page_name", "of_patient", "grow"),
    [
        ("record:chart", True, lines),
        ("record:chart", True, findings),
        ("record:chart", True, tasks),
        ("record:lab_sheet", True, findings),
        ("tasks:tasks", False, tasks),
        ("messages:inbox", False, questions),
        ("lab:inbox", False, red_reports),
        ("lab:history", False, red_reports),
        ("desk:start", False, lines),
        ("desk:start", False, tasks),
        ("desk:start", False, questions),
        ("desk:start", False, red_reports),
        ("messages:conversation", True, lines),
        ("office:audit", False, lines),
    ],
)
def test_a_page_asks_as_much_of_2000_rows_as_of_one(
    cast: Cast, page: Pages, dora: PatientId, page_name: str, of_patient: bool, grow: Grow
) -> None:
    who = page.as_(cast.lea if page_name == "office:audit" else cast.ada)
    given: tuple[Any, ...] = (dora,) if of_patient else ()
    counts, there = [], 0
    for size in SIZES:
        _grown(cast, dora, grow, size - there)
        there = size
        who.get(page_name, *given).is_ok()  # what is learned once is learned now
        with CaptureQueriesContext(connection) as seen:
            who.get(page_name, *given).is_ok()
        counts.append(len(seen))
    assert counts == [counts[0]] * len(SIZES)
