"""A task is somebody's, gets done once, and can be opened again."""

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.assigning import Addressee
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import PatientId, uuid7
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.tasks.actions import create_task, finish_task, give_task, reopen_task
from praxis.tasks.errors import AlreadyATask, AlreadyDone, EmptyTask, StillOpen
from praxis.tasks.queries import count_mine, open_tasks, open_tasks_of

DESK = Addressee(place="Anmeldung")


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """A patient of the main site."""
    form = {"family_name": "Demo", "given_name": "Dora"}
    with gate.visiting():
        return create_patient(cast.ada.actor, read_identity(form), site=cast.main)


def test_a_task_is_done_once_and_opened_again(cast: Cast, dora: PatientId) -> None:
    ben = cast.ben.actor
    with gate.visiting():
        task = create_task(ben, dora, "Bitte anrufen", to=DESK)
        assert [one.text for one in open_tasks_of(ben, dora)] == ["Bitte anrufen"]
        finish_task(ben, task)
    with gate.visiting(), pytest.raises(AlreadyDone):
        finish_task(ben, task)
    with gate.visiting():
        reopen_task(ben, task)
    with gate.visiting(), pytest.raises(StillOpen):
        reopen_task(ben, task)


def test_a_task_is_counted_for_whom_it_is(cast: Cast, dora: PatientId) -> None:
    with gate.visiting():
        task = create_task(cast.ada.actor, dora, "Rückruf", to=Addressee(account=cast.ben.id))
        assert count_mine(cast.ben.actor) == 1
        assert count_mine(cast.ada.actor) == 0
        give_task(cast.ben.actor, task, Addressee(role="doctor"))
        assert count_mine(cast.ben.actor) == 0
        assert count_mine(cast.ada.actor) == 1
        assert len(open_tasks(cast.ben.actor)) == 1


def test_strangers_neither_see_nor_do(cast: Cast, dora: PatientId) -> None:
    with gate.visiting():
        task = create_task(cast.ben.actor, dora, "Rückruf", to=DESK)
    with gate.visiting():
        assert open_tasks(cast.cem.actor) == []
    with gate.visiting(), pytest.raises(NotThere):
        finish_task(cast.cem.actor, task)
    with gate.visiting(), pytest.raises(NotThere):
        create_task(cast.cem.actor, dora, "Rückruf", to=DESK)
    with gate.visiting(), pytest.raises(Refused):
        open_tasks(cast.ria.actor)


def test_one_source_makes_one_task_and_nothing_makes_none(cast: Cast, dora: PatientId) -> None:
    source = ("message", uuid7())
    with gate.visiting():
        create_task(cast.ben.actor, dora, "Rückruf", to=DESK, source=source)
    with gate.visiting(), pytest.raises(AlreadyATask):
        create_task(cast.ben.actor, dora, "Rückruf", to=DESK, source=source)
    with gate.visiting(), pytest.raises(EmptyTask):
        create_task(cast.ben.actor, dora, "  ", to=DESK)


def test_a_task_is_given_on_and_opened_again_on_the_screen(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    with gate.visiting():
        task = create_task(cast.ben.actor, dora, "Rezept vorbereiten", to=DESK)
    ben = page.as_(cast.ben)
    ben.post("tasks:give", task, data={"to": "place:Labor"}).has_status(302)
    with gate.visiting():
        assert [one.for_place for one in open_tasks(cast.ben.actor)] == ["Labor"]
    ben.post("tasks:finish", task).has_status(302)
    ben.get("/aufgaben/?alle=1").is_ok().hides("Rezept vorbereiten")
    ben.get("/aufgaben/?erledigt=1").is_ok().shows("Rezept vorbereiten", "Wieder öffnen")
    ben.post("tasks:reopen", task).has_status(302)
    ben.post("tasks:reopen", task).has_status(409)
    ben.get("/aufgaben/?alle=1").is_ok().shows("Rezept vorbereiten")
    ben.post("tasks:give", task, data={"to": "role:king"}).has_status(422)
    page.as_(cast.cem).post("tasks:give", task, data={"to": ""}).is_not_found()
