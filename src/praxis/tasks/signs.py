"""What this room puts up elsewhere: menu entries, inboxes, chart panels."""

from collections.abc import Mapping

from praxis.core.actors import CLINICAL, Actor
from praxis.core.assigning import Addressee
from praxis.core.ids import PatientId
from praxis.core.leaving import Given, given
from praxis.core.navigation import NavEntry, navigation
from praxis.core.panels import Filled, Inbox, LineCode, Panel, registry
from praxis.core.words import marked

NOBODY = Addressee()


def _clinical(actor: Actor) -> bool:
    return actor.has(CLINICAL)


def _count(actor: Actor) -> int:
    from praxis.tasks.queries import count_mine

    return count_mine(actor)


def _fill(actor: Actor, patient_id: PatientId) -> Filled:
    from praxis.staff.addressees import addressees, words_for_each
    from praxis.tasks.queries import open_tasks_of

    found = open_tasks_of(actor, patient_id)

    def opened() -> Mapping[str, object]:
        whose = words_for_each(((t.for_account, t.for_role, t.for_place) for t in found), actor)
        rows = [{"task": one, "whose": words} for one, words in zip(found, whose, strict=True)]
        return {"task_rows": rows, "task_choices": addressees(actor), "task_patient": patient_id}

    return opened


def _take(actor: Actor, patient_id: PatientId, rest: str) -> None:
    from praxis.core import clock
    from praxis.tasks.actions import create_task, first_day

    due, text = first_day(rest, clock.today())
    create_task(actor, patient_id, text, to=NOBODY, due=due)


def put_up() -> None:
    """Called once at start-up."""
    from praxis.tasks.actions import count_given, hand_over_tasks

    navigation.add(
        NavEntry(marked("Aufgaben"), "tasks:tasks", 50, "task", (marked("todo"),), CLINICAL)
    )
    registry.add_inbox(Inbox("tasks", marked("Aufgaben"), "tasks:tasks", 40, _count, _clinical))
    registry.add_panel(Panel("tasks", "left", 5, "tasks/panel.html", _fill, _clinical))
    given.add(Given(marked("offene Aufgaben"), count_given, hand_over_tasks))
    registry.add_code(LineCode("AUF", marked("Aufgabe"), _take, _clinical))
