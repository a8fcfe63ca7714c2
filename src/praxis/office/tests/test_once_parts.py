"""A part of a page, an upload or an invite sent twice has one effect, also at the same moment."""

import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from house.cast import CHEAP, Cast, read_cast
from house.pages import Answer, Page, Pages
from house.practice_keys import practice_open
from house.template import cast_file
from praxis import gate
from praxis.core.ids import PatientId
from praxis.exchange.lab.models import LabFile
from praxis.gate.guard import passage
from praxis.gate.visit import visiting
from praxis.office.tests.test_once import token_of
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record.access import RecordAct
from praxis.record.models import Entry
from praxis.staff.models import AccountSite, SentForm
from praxis.staff.passwords import hashing_with
from praxis.tasks.queries import open_tasks

PART = {"HX-Request": "true"}


@pytest.fixture
def committing(own_database: str) -> Iterator[Cast]:
    """A practice whose writes are seen by other threads."""
    with practice_open(), hashing_with(CHEAP):
        yield read_cast(cast_file())


def _dora(cast: Cast) -> PatientId:
    form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "01.02.1960", "sex": "W"}
    with visiting():
        return create_patient(cast.ada.actor, read_identity(form), site=cast.main)


def _write(browser: Page, dora: PatientId, line: str, name: str) -> Answer:
    return browser.post("record:write", dora, data={"zeile": line}, **PART, **{"X-Sending": name})


def _lines(cast: Cast, dora: PatientId) -> list[str]:
    with visiting():
        rows = gate.many(cast.ada.actor, RecordAct.READ, Entry, patient_id=dora)
        return sorted(row.text for row in rows)


def _at_once(count: int, act: Callable[[], Answer]) -> list[int]:
    said: list[int] = []
    ready = threading.Barrier(count)

    def run() -> None:
        try:
            ready.wait(20)
            said.append(act().status)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said)


def test_a_line_sent_again_after_a_new_login_is_known_by_its_person(
    cast: Cast, page: Pages
) -> None:
    dora, name = _dora(cast), str(uuid4())
    before = page.as_(cast.ben)
    _write(before, dora, "A Husten", name).is_ok()
    before.post("office:logout").has_status(302)
    after = page.as_(cast.ben)
    _write(after, dora, "A Husten", name).is_ok().shows("Husten")
    assert _lines(cast, dora) == ["Husten"]
    _write(after, dora, "A Schnupfen", name).is_ok()
    _write(page.as_(cast.ada), dora, "A Husten", name).is_ok()
    assert _lines(cast, dora) == ["Husten", "Husten", "Schnupfen"]


def test_a_form_of_a_page_of_an_ended_session_has_no_effect_at_all(cast: Cast, page: Pages) -> None:
    before = page.as_(cast.ben)
    token, data = token_of(before), {"family_name": "Demo", "given_name": "Nora"}
    before.post("office:logout").has_status(302)
    sent = data | {"csrfmiddlewaretoken": token}
    page.as_(cast.ben).post("patients:create", data=sent).is_refused()
    assert not SentForm.objects.exists()


def test_a_line_whose_answer_was_lost_is_there_once_and_shown(cast: Cast, page: Pages) -> None:
    dora, browser, name = _dora(cast), page.as_(cast.ben), str(uuid4())
    _write(browser, dora, "A Husten", name).is_ok()
    again = _write(browser, dora, "A Husten", name).is_ok().shows("Husten")
    assert again.header("HX-Retarget") == "#karte"
    assert _lines(cast, dora) == ["Husten"]


def test_the_same_words_meant_twice_are_there_twice(cast: Cast, page: Pages) -> None:
    dora, browser, name = _dora(cast), page.as_(cast.ben), str(uuid4())
    _write(browser, dora, "A Husten", name).is_ok()
    _write(browser, dora, "A Husten", str(uuid4())).is_ok()
    _write(browser, dora, "A Husten, trocken", name).is_ok()
    for no_name in ("", "1", "x" * 36, name.upper()):
        _write(browser, dora, "A Nochmal", no_name).is_ok()
    assert _lines(cast, dora) == ["Husten", "Husten", "Husten, trocken", *["Nochmal"] * 4]


def test_what_was_refused_or_is_another_patients_is_no_repetition(cast: Cast, page: Pages) -> None:
    dora, browser, name = _dora(cast), page.as_(cast.ben), str(uuid4())
    _write(browser, dora, "X", name).has_status(422)
    _write(browser, dora, "X", name).has_status(422)
    _write(browser, dora, "A Husten", name).is_ok()
    _write(page.as_(cast.ada), dora, "A Husten", name).is_ok()
    _write(page.as_(cast.cem), dora, "A Husten", name).is_not_found()
    assert _lines(cast, dora) == ["Husten", "Husten"]


def test_somebody_who_may_no_longer_see_is_shown_nothing_again(cast: Cast, page: Pages) -> None:
    dora, browser, name = _dora(cast), page.as_(cast.ben), str(uuid4())
    _write(browser, dora, "A Husten", name).is_ok()
    AccountSite.objects.filter(account_id=cast.ben.id).update(site_id=cast.branch)
    _write(browser, dora, "A Husten", name).is_not_found()


def test_a_task_of_the_command_line_is_made_once(cast: Cast, page: Pages) -> None:
    dora, browser, name = _dora(cast), page.as_(cast.ben), str(uuid4())
    for _ in range(3):
        _write(browser, dora, "AUF Bitte anrufen", name).is_ok()
    with visiting():
        assert len(open_tasks(cast.ben.actor)) == 1


def test_a_correction_sent_again_shows_the_chart_and_no_conflict(cast: Cast, page: Pages) -> None:
    dora, browser = _dora(cast), page.as_(cast.ben)
    _write(browser, dora, "A Husten", str(uuid4())).is_ok()
    with visiting():
        (entry,) = gate.many(cast.ada.actor, RecordAct.READ, Entry, patient_id=dora)
    for address, field in (("record:correct", "text"), ("record:withdraw", "grund")):
        headers, data = PART | {"X-Sending": str(uuid4())}, {field: "Husten, trocken"}
        subject = _newest(cast, dora, entry.pk)
        browser.post(address, subject, data=data, **headers).is_ok()
        again = browser.post(address, subject, data=data, **headers).is_ok()
        assert again.header("HX-Retarget") == "#karte"


def _newest(cast: Cast, dora: PatientId, first: UUID) -> UUID:
    with visiting():
        rows = gate.many(
            cast.ada.actor, RecordAct.READ, Entry, patient_id=dora, order_by=("-recorded_at",)
        )
        return rows[0].pk if rows else first


def test_looking_while_typing_is_not_remembered(cast: Cast, page: Pages) -> None:
    dora, browser = _dora(cast), page.as_(cast.ben)
    headers = PART | {"X-Sending": str(uuid4())}
    for _ in range(2):
        browser.post("record:complete", dora, data={"zeile": "A"}, **headers).is_ok()
    assert not SentForm.objects.exists()


def test_two_lines_at_the_same_moment_are_one(committing: Cast) -> None:
    cast = committing
    dora, browser, name = _dora(cast), Pages(cast).as_(cast.ben), str(uuid4())
    assert _at_once(3, lambda: _write(browser, dora, "A Husten", name)) == [200] * 3
    assert _at_once(3, lambda: _write(browser, dora, "AUF Anrufen", name)) == [200] * 3
    assert _lines(cast, dora) == ["Husten"]
    with visiting():
        assert len(open_tasks(cast.ben.actor)) == 1


def test_a_laboratory_file_sent_twice_at_the_same_moment_is_taken_once(committing: Cast) -> None:
    cast = committing
    browser = Pages(cast).as_(cast.ben)
    token = token_of(browser)

    def send() -> Answer:
        data = {
            "csrfmiddlewaretoken": token,
            "datei": SimpleUploadedFile("befund.ldt", b"01380008230\r\n" * 40_000),
        }
        return browser.post("lab:upload", data=data)

    assert _at_once(3, send) == [302] * 3
    with passage():
        assert LabFile.objects.count() == 1
