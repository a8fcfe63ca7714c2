"""A task is somebody's, gets done once, and can be opened again."""

from datetime import date

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.assigning import Addressee
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import PatientId, uuid7
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.tasks.actions import (
    create_task,
    finish_task,
    first_day,
    give_task,
    read_due,
    reopen_task,
)
from praxis.tasks.errors import AlreadyATask, AlreadyDone, BadDueDay, EmptyTask, StillOpen
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


def test_what_is_open_about_somebody_stands_in_the_chart(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben = page.as_(cast.ben)
    ben.get("record:chart", dora).is_ok().hides("Rezept vorbereiten")
    with gate.visiting():
        task = create_task(cast.ben.actor, dora, "Rezept vorbereiten", to=DESK)
    ben.get("record:chart", dora).is_ok().shows("Rezept vorbereiten")
    with gate.visiting():
        finish_task(cast.ben.actor, task)
    ben.get("record:chart", dora).is_ok().hides("Rezept vorbereiten")


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


def test_a_task_is_made_by_the_command_line_of_the_chart(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben = page.as_(cast.ben)
    ben.post("record:write", dora, data={"zeile": "AUF Bitte anrufen"}).is_ok()
    ben.post("record:write", dora, data={"zeile": "auf 24.12. Rezept vorbereiten"}).is_ok()
    ben.get("record:chart", dora).is_ok().shows("Bitte anrufen", "24.12.", "Rezept vorbereiten")
    ben.get("/aufgaben/").is_ok().shows("Bitte anrufen", "Demo, Dora")
    ben.post("record:complete", dora, data={"zeile": "AU"}).is_ok().shows("Aufgabe")
    ben.post("record:write", dora, data={"zeile": "AUF"}).has_status(422).shows("was zu tun ist")
    ben.post("record:write", dora, data={"zeile": "AUF 31.02. X"}).has_status(422)
    page.as_(cast.cem).post("record:write", dora, data={"zeile": "AUF Nein"}).is_not_found()


def test_a_task_is_made_corrected_and_finished_on_the_screen(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben = page.as_(cast.ben)
    wanted = {"was": "Rückruf", "bis": "24.12.2026", "to": f"person:{cast.ada.id}"}
    ben.post("tasks:create", dora, data={**wanted, "was": " "}).has_status(422)
    ben.post("tasks:create", dora, data={**wanted, "bis": "morgen"}).has_status(422).shows("TT.MM.")
    ben.post("tasks:create", dora, data=wanted).has_status(302)
    with gate.visiting():
        (task,) = open_tasks(cast.ben.actor)
        assert (task.due, task.for_account) == (date(2026, 12, 24), cast.ada.id)
    ben.get("tasks:task", task.pk).is_ok().shows("Rückruf", "24.12.2026")
    ben.post("tasks:task", task.pk, data={"was": "Rückruf bis 12 Uhr", "bis": ""}).has_status(302)
    ben.get("record:chart", dora).is_ok().shows("Rückruf bis 12 Uhr")
    back = ben.post("tasks:finish", task.pk, data={"von": "karte"}).has_status(302)
    assert back.location.endswith("/karteikarte/")
    ben.post("tasks:task", task.pk, data={"was": "Doch noch", "bis": ""}).has_status(409)
    page.as_(cast.ria).post("tasks:create", dora, data=wanted).is_refused()


def test_a_due_day_without_a_year_is_the_next_such_day() -> None:
    today = date(2026, 11, 29)
    assert read_due("24.12.", today) == date(2026, 12, 24)
    assert read_due("1.3.", today) == date(2027, 3, 1)
    assert read_due(" ", today) is None
    assert first_day("1.3. Impfung", today) == (date(2027, 3, 1), "Impfung")
    assert first_day("3 Tage warten", today) == (None, "3 Tage warten")
    with pytest.raises(BadDueDay):
        read_due("29.02.2027", today)
