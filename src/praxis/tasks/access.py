"""Who may see and do tasks: the clinical roles, for the patients they may see."""

from django.db.models import Q

from praxis.core.actors import CLINICAL, Actor
from praxis.core.leaving import LEAVING
from praxis.gate.rules import Act, rule
from praxis.patients.access import of_visible_patient
from praxis.tasks.models import Task


class TaskAct(Act):
    """What can be done with a task."""

    READ = "task:read"
    WRITE = "task:write"
    HAND_OVER = "task:hand-over"


@rule(TaskAct.READ, on=Task, roles=CLINICAL, jobs=("post-inbox",))
def tasks_of_visible_patients(actor: Actor) -> Q:
    """A task says something about a patient."""
    return of_visible_patient(actor)


@rule(TaskAct.WRITE, on=Task, roles=CLINICAL, seen_by=TaskAct.READ, jobs=("post-inbox",))
def writable_tasks(actor: Actor) -> Q:
    """Whoever sees it may do it, give it on, or open it again."""
    return of_visible_patient(actor)


@rule(TaskAct.HAND_OVER, on=Task, roles=frozenset(), jobs=(LEAVING.job,))
def tasks_of_somebody_who_left(actor: Actor) -> Q:
    """Only when Leitung closes an account; nobody sees anything by it."""
    del actor
    return Q(pk__in=[])
