"""Who may see and do tasks: the clinical roles, for the patients they may see."""

from django.db.models import OuterRef, Q

from praxis.core.actors import CLINICAL, Actor
from praxis.core.leaving import LEAVING
from praxis.gate.rules import Act, rule
from praxis.patients.access import of_visible_patient, visible_to_named
from praxis.staff.people import working_as
from praxis.tasks.models import Task


class TaskAct(Act):
    """What can be done with a task."""

    READ = "task:read"
    READ_MINE = "task:read-mine"
    WRITE = "task:write"
    HAND_OVER = "task:hand-over"


@rule(TaskAct.READ, on=Task, roles=CLINICAL, jobs=("post-inbox",))
def tasks_of_visible_patients(actor: Actor) -> Q:
    """A task says something about a patient."""
    return of_visible_patient(actor)


@rule(TaskAct.READ_MINE, on=Task, roles=CLINICAL)
def tasks_for(actor: Actor) -> Q:
    """Mine, my role's, a place's, nobody's; and those of people who cannot do them any more: who
    left, does no such work, or works at another site now, where the patient is not seen."""
    nobodys = Q(for_account__isnull=True) & (Q(for_role="") | Q(for_role__in=list(actor.roles)))
    able = Q(working_as(OuterRef("for_account"), CLINICAL)) & visible_to_named("for_account")
    unable = Q(for_account__isnull=False) & ~able
    return of_visible_patient(actor) & (Q(for_account=actor.id) | nobodys | unable)


@rule(TaskAct.WRITE, on=Task, roles=CLINICAL, seen_by=TaskAct.READ, jobs=("post-inbox",))
def writable_tasks(actor: Actor) -> Q:
    """Whoever sees it may do it, give it on, or open it again."""
    return of_visible_patient(actor)


@rule(TaskAct.HAND_OVER, on=Task, roles=frozenset(), jobs=(LEAVING.job,))
def tasks_of_somebody_who_left(actor: Actor) -> Q:
    """Only when Leitung closes an account; nobody sees anything by it."""
    del actor
    return Q(pk__in=[])
