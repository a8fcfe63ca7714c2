"""A form that is sent twice has one effect, whichever room it belongs to."""

import re
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from house.cast import Cast
from house.pages import Answer, Page, Pages
from praxis import gate
from praxis.core import clock
from praxis.core.ids import PatientId
from praxis.core.turns import one_at_a_time
from praxis.gate.visit import visiting
from praxis.patients.access import PatientAct
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient
from praxis.record import queries as record
from praxis.record.tests.test_documents import image
from praxis.staff import sent_forms
from praxis.staff.models import SentForm

NORA = {
    "family_name": "Demo", "given_name": "Nora", "birth_date": "01.02.1990", "sex": "W",
    "aufnehmen": "trotzdem",
}  # fmt: skip


def token_of(browser: Page) -> str:
    """The token as one opened page carries it."""
    found = re.search(r'name="csrf-token" content="(\w{64})"', browser.get("desk:start").text)
    assert found
    return found[1]


def _send(browser: Page, token: str, **fields: str) -> Answer:
    data = NORA | {"csrfmiddlewaretoken": token} | fields
    return browser.post("patients:create", data=data)


def test_the_second_sending_leads_where_the_first_did(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    token = token_of(browser)
    first = _send(browser, token).has_status(302).location
    assert _send(browser, token).has_status(302).location == first
    assert _known(cast) == {UUID(first.split("/")[2])}
    browser.get(first).is_ok().shows("Nora")


def test_other_words_and_a_page_opened_anew_are_another_form(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    token = token_of(browser)
    first = _send(browser, token).has_status(302).location
    assert _send(browser, token, given_name="Nina").has_status(302).location != first
    assert _send(browser, token_of(browser)).has_status(302).location != first
    assert SentForm.objects.count() == 3


def test_what_was_refused_can_be_sent_again(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    token = token_of(browser)
    _send(browser, token, family_name="").has_status(422)
    _send(browser, token, family_name="").has_status(422)
    assert not SentForm.objects.exists()


def test_an_upload_sent_twice_is_filed_once(cast: Cast, page: Pages) -> None:
    dora = _dora(cast)
    browser = page.as_(cast.ben)
    token = token_of(browser)

    def send(name: str) -> str:
        data = {
            "csrfmiddlewaretoken": token, "titel": "Foto", "art": "image",
            "datei": SimpleUploadedFile(name, image("PNG")),
        }  # fmt: skip
        return browser.post("documents:upload", dora, data=data).has_status(302).location

    assert send("a.png") == send("a.png")
    send("b.png")
    with visiting():
        assert len(record.documents(cast.ben.actor, [dora])) == 2


def test_somebody_else_and_a_part_of_a_page_are_never_answered_so(cast: Cast, page: Pages) -> None:
    browser = page.as_(cast.ben)
    token = token_of(browser)
    _send(browser, token).has_status(302)
    _send(page.as_(cast.ada), token).is_refused()
    data = NORA | {"csrfmiddlewaretoken": token}
    browser.post("patients:create", data=data, **{"HX-Request": "true"}).has_status(302)
    assert SentForm.objects.count() == 1


def test_equal_forms_at_the_same_moment_wait_for_each_other(db: None) -> None:
    order: list[str] = []

    def second() -> None:
        with one_at_a_time(b"same key"):
            order.append("second")
        connection.close()

    with one_at_a_time(b"same key"):
        other = Thread(target=second)
        other.start()
        other.join(0.3)
        order.append("first")
    other.join(5)
    assert order == ["first", "second"]


def test_after_a_day_it_is_forgotten(
    cast: Cast, page: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = page.as_(cast.ben)
    _send(browser, token_of(browser)).has_status(302)
    assert sent_forms.forget_old() == 0
    later: Any = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(sent_forms, "now", lambda: later)
    assert sent_forms.forget_old() == 1


def _known(cast: Cast) -> set[UUID]:
    with visiting():
        return {row[0] for row in gate.columns(cast.ben.actor, PatientAct.READ, Patient, "id")}


def _dora(cast: Cast) -> PatientId:
    form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "01.02.1960", "sex": "W"}
    with visiting():
        return create_patient(
            cast.ada.actor, read_identity(form), site=next(iter(cast.ada.actor.sites))
        )
