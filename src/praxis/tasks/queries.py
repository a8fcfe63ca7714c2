"""What can be asked about tasks."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.ids import PatientId
from praxis.patients.queries import ids_of
from praxis.tasks.access import TaskAct
from praxis.tasks.models import Task

DONE_DAYS: Final = 14


def task(actor: Actor, task_id: UUID) -> Task:
    """One task; NotThere if it is about somebody this person does not see."""
    return gate.one(actor, TaskAct.READ, Task, task_id)


def open_tasks(actor: Actor, *, mine: bool = False) -> list[Task]:
    """What is to be done, the most urgent first."""
    return gate.many(
        actor, TaskAct.READ_MINE if mine else TaskAct.READ, Task, done_at__isnull=True,
        order_by=("due", "created_at"),
    )  # fmt: skip


def done_tasks(actor: Actor) -> list[Task]:
    """What was finished in the last days, the newest first; from here it can be opened again."""
    since = clock.now() - timedelta(days=DONE_DAYS)
    return gate.many(
        actor, TaskAct.READ, Task, done_at__gte=since, order_by=("-done_at",), limit=100
    )


def count_mine(actor: Actor) -> int:
    """How many open tasks are for this person, one of their roles, a place, or nobody."""
    return gate.count(actor, TaskAct.READ_MINE, Task, done_at__isnull=True)


def open_tasks_of(actor: Actor, patient_id: UUID) -> list[Task]:
    """What is to be done about one person (all ids)."""
    return gate.many(
        actor, TaskAct.READ, Task,
        patient_id__in=ids_of(actor, PatientId(patient_id)), done_at__isnull=True,
        order_by=("due", "created_at"),
    )  # fmt: skip
