"""What was given to somebody who left is nobody's secret: everybody sees it, or others get it."""

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.actors import Role
from praxis.core.assigning import Addressee
from praxis.core.errors import Refused
from praxis.core.ids import PatientId, uuid7
from praxis.core.leaving import given
from praxis.patients.actions import create_patient
from praxis.patients.actions.seeing import restrict_patient
from praxis.patients.identity import read_identity
from praxis.staff import accounts, sessions
from praxis.staff.errors import NobodyHere
from praxis.staff.models import Account
from praxis.tasks.access import TaskAct
from praxis.tasks.actions import create_task, finish_task, give_task
from praxis.tasks.models import Task
from praxis.tasks.queries import count_mine, done_tasks, open_tasks


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """A patient of the main site."""
    form = {"family_name": "Demo", "given_name": "Dora"}
    with gate.visiting():
        return create_patient(cast.ada.actor, read_identity(form), site=cast.main)


@pytest.fixture
def for_ben(cast: Cast, dora: PatientId) -> Addressee:
    """Ben has one open and one finished task."""
    to = Addressee(account=cast.ben.id)
    with gate.visiting():
        create_task(cast.ada.actor, dora, "Rückruf", to=to)
        done = create_task(cast.ada.actor, dora, "Rezept", to=to)
        finish_task(cast.ben.actor, done)
    return to


def test_tasks_of_somebody_who_left_are_everybodys(
    cast: Cast, page: Pages, for_ben: Addressee
) -> None:
    with gate.visiting():
        assert count_mine(cast.ada.actor) == 0
        accounts.leave(cast.lea.actor, cast.ben.id)
        assert count_mine(cast.ada.actor) == 1
    shown = page.as_(cast.ada).get("tasks:tasks").is_ok()
    shown.shows("Rückruf", "Ben Muster (nicht mehr hier)")
    with gate.visiting():
        assert open_tasks(cast.cem.actor, mine=True) == [], "the patient is of another site"


def test_tasks_of_somebody_who_does_no_such_work_any_more_are_everybodys(
    cast: Cast, for_ben: Addressee
) -> None:
    accounts.set_roles(cast.lea.actor, cast.ben.id, {Role.BILLING})
    with gate.visiting():
        assert count_mine(cast.ada.actor) == 1


def test_tasks_of_somebody_who_moved_to_another_site_are_everybodys_here(
    cast: Cast, page: Pages, for_ben: Addressee
) -> None:
    accounts.set_sites(cast.lea.actor, cast.ben.id, {cast.main, cast.branch})
    with gate.visiting():
        assert count_mine(cast.ada.actor) == 0, "Ben still sees the patient"
    accounts.set_sites(cast.lea.actor, cast.ben.id, {cast.branch})
    with gate.visiting():
        assert count_mine(cast.ada.actor) == 1
        assert [one.text for one in open_tasks(cast.ada.actor, mine=True)] == ["Rückruf"]
        assert open_tasks(cast.cem.actor, mine=True) == [], "the patient is of another site"
    shown = page.as_(cast.ada).get("tasks:tasks").is_ok()
    shown.shows("Rückruf", "Ben Muster (hier nicht mehr zuständig)")


def test_a_task_about_a_record_closed_to_its_person_goes_to_those_named(
    cast: Cast, dora: PatientId, for_ben: Addressee
) -> None:
    with gate.visiting():
        restrict_patient(cast.ada.actor, dora, frozenset({cast.ada.id}))
        assert count_mine(cast.ada.actor) == 1


def test_closing_an_account_names_what_it_has_and_hands_it_over(
    cast: Cast, page: Pages, for_ben: Addressee
) -> None:
    lea = page.as_(cast.lea)
    shown = lea.get("office:person", cast.ben.id).is_ok()
    shown.shows("offene Aufgaben (1)", "Dr. med. Ada Beispiel").hides("Rückruf", "Demo")
    to = f"person:{cast.ada.id}"
    lea.post("office:leave", cast.ben.id, data={"to": to}).leads_to("/team/")
    with gate.visiting():
        assert [one.for_account for one in open_tasks(cast.ada.actor)] == [cast.ada.id]
        assert [one.for_account for one in done_tasks(cast.ada.actor)] == [cast.ben.id]
        assert given.counts(cast.ben.id) == []


def test_nobody_gets_it_who_could_not_see_it(cast: Cast, page: Pages, for_ben: Addressee) -> None:
    lea = page.as_(cast.lea)
    lea.get("office:person", cast.ben.id).is_ok().hides("Cem Beispiel")
    for one in (cast.cem.id, cast.ria.id, cast.ben.id, uuid7()):
        refused = lea.post("office:leave", cast.ben.id, data={"to": f"person:{one}"})
        refused.has_status(422)
    lea.post("office:leave", cast.ben.id, data={"to": "role:king"}).has_status(422)
    assert Account.objects.get(id=cast.ben.id).left_at is None
    assert sessions.roles_of(cast.ben.id) == cast.ben.roles


def test_nothing_is_given_to_somebody_who_left_or_never_was(
    cast: Cast, dora: PatientId, for_ben: Addressee
) -> None:
    with gate.visiting():
        task = create_task(cast.ada.actor, dora, "Befund", to=Addressee())
    accounts.leave(cast.lea.actor, cast.ben.id)
    for to in (for_ben, Addressee(account=uuid7())):
        with gate.visiting(), pytest.raises(NobodyHere):
            give_task(cast.ada.actor, task, to)
        with gate.visiting(), pytest.raises(NobodyHere):
            create_task(cast.ada.actor, dora, "Befund", to=to)


def test_more_than_one_page_of_tasks_is_handed_over(
    cast: Cast, dora: PatientId, for_ben: Addressee
) -> None:
    with gate.visiting():
        for number in range(205):
            create_task(cast.ada.actor, dora, f"Rückruf {number}", to=for_ben)
        assert given.hand_over(cast.ben.id, Addressee(role="doctor")) == 206
        assert given.counts(cast.ben.id) == []


def test_no_person_has_the_act_of_handing_over(cast: Cast, for_ben: Addressee) -> None:
    for person in cast.everyone.values():
        with gate.visiting(), pytest.raises(Refused):
            gate.many(person.actor, TaskAct.HAND_OVER, Task)
