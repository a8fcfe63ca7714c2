"""Making, giving on, finishing and reopening tasks."""

from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.assigning import Addressee
from praxis.core.ids import PatientId, TaskId
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.tasks.access import TaskAct
from praxis.tasks.errors import AlreadyATask, AlreadyDone, EmptyTask, StillOpen
from praxis.tasks.models import Task

LONGEST: Final = 2_000


def create_task(
    actor: AnyActor,
    patient_id: PatientId | UUID,
    text: str,
    *,
    to: Addressee,
    due: date | None = None,
    source: tuple[str, UUID] | None = None,
) -> TaskId:
    """A new task; AlreadyATask if the same source made one before."""
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise EmptyTask
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


def give_task(actor: Actor, task_id: TaskId | UUID, to: Addressee) -> None:
    """Give a task to a person, a role or a place."""
    with gate.doing(actor, TaskAct.WRITE, Task, task_id) as work:
        task = work.subject
        task.for_account, task.for_role, task.for_place = to.account, to.role, to.place
        work.save(task, "for_account", "for_role", "for_place")


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
