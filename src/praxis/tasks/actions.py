"""Making, correcting, giving on, finishing and reopening tasks."""

import re
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.assigning import Addressee
from praxis.core.days import day_written
from praxis.core.ids import PatientId, TaskId
from praxis.core.leaving import LEAVING
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.staff.addressees import insist_on_somebody_here
from praxis.tasks.access import TaskAct
from praxis.tasks.errors import AlreadyATask, AlreadyDone, BadDueDay, EmptyTask, StillOpen
from praxis.tasks.models import Task

LONGEST: Final = 2_000
_DAY: Final = re.compile(r"\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})?")


def create_task(
    actor: AnyActor,
    patient_id: PatientId | UUID,
    text: str,
    *,
    to: Addressee,
    due: date | None = None,
    source: tuple[str, UUID] | None = None,
) -> TaskId:
    """A new task; AlreadyATask if the same source made one before, NobodyHere as in `give_task`."""
    said = _checked(text)
    insist_on_somebody_here(to)
    patient = gate.one(actor, PatientAct.READ, Patient, patient_id)
    kind, from_id = source or ("", None)
    task = Task(
        patient_id=patient.pk, key_owner=patient.key_owner, text=said, due=due,
        for_account=to.account, for_role=to.role, for_place=to.place,
        source_kind=kind, source=from_id,
        created_by=actor.id if isinstance(actor, Actor) else None, created_at=clock.now(),
    )  # fmt: skip
    try:
        with gate.creating(actor, TaskAct.WRITE) as work:
            work.add(task)
    except IntegrityError as clash:
        raise AlreadyATask(detail=kind) from clash
    return TaskId(task.pk)


def _checked(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise EmptyTask
    return said


def read_due(typed: str, today: date) -> date | None:
    """A day as `day_written` takes it, without a year the next one; None for nothing. BadDueDay."""
    if not typed.strip():
        return None
    try:
        return day_written(typed, today, ahead=True)
    except ValueError:
        raise BadDueDay from None


def first_day(typed: str, today: date) -> tuple[date | None, str]:
    """The day a typed task begins with, if it does, and what is to be done."""
    head, _, rest = typed.strip().partition(" ")
    return (read_due(head, today), rest) if _DAY.fullmatch(head) else (None, typed)


def change_task(actor: Actor, task_id: TaskId | UUID, text: str, due: date | None) -> None:
    """Correct what is to be done and until when; AlreadyDone once it is finished."""
    said = _checked(text)
    with gate.doing(actor, TaskAct.WRITE, Task, task_id) as work:
        if work.subject.done_at is not None:
            raise AlreadyDone
        work.subject.text, work.subject.due = said, due
        work.save(work.subject, "text", "due")


def give_task(actor: Actor, task_id: TaskId | UUID, to: Addressee) -> None:
    """Give a task to a person, a role or a place; NobodyHere for a person who has left."""
    insist_on_somebody_here(to)
    with gate.doing(actor, TaskAct.WRITE, Task, task_id) as work:
        task = work.subject
        task.for_account, task.for_role, task.for_place = to.account, to.role, to.place
        work.save(task, "for_account", "for_role", "for_place")


def count_given(account: UUID) -> int:
    """How many open tasks are one person's, whosever patients they are about."""
    return gate.count(LEAVING, TaskAct.HAND_OVER, Task, for_account=account, done_at__isnull=True)


def hand_over_tasks(account: UUID, to: Addressee) -> int:
    """Give every open task of one person to somebody else; what is done meanwhile stays done."""
    moved, act = 0, TaskAct.HAND_OVER
    while rows := gate.columns(LEAVING, act, Task, "id", for_account=account, done_at__isnull=True):
        ids = [row[0] for row in rows]
        with gate.doing_many(LEAVING, act, Task, ids) as (work, found):
            still = [one for one in found if one.for_account == account and not one.done_at]
            work.set_many(still, for_account=to.account, for_role=to.role, for_place=to.place)
            moved += len(still)
    return moved


def finish_task(actor: Actor, task_id: TaskId | UUID) -> None:
    """Done, by whom and when; AlreadyDone the second time."""
    with gate.doing(actor, TaskAct.WRITE, Task, task_id) as work:
        if work.subject.done_at is not None:
            raise AlreadyDone
        work.subject.done_at, work.subject.done_by = clock.now(), actor.id
        work.save(work.subject, "done_at", "done_by")


def reopen_task(actor: Actor, task_id: TaskId | UUID) -> None:
    """Undo a finish."""
    with gate.doing(actor, TaskAct.WRITE, Task, task_id) as work:
        if work.subject.done_at is None:
            raise StillOpen
        work.subject.done_at, work.subject.done_by = None, None
        work.save(work.subject, "done_at", "done_by")
