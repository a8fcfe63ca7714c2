"""Whoever chose English reads no German of ours, wherever they go; data stay as they are."""

import pytest
from django.urls import reverse

from attacks.addresses import Address, all_addresses
from attacks.conftest import reached_from_outside
from attacks.outcome import SENT
from attacks.subjects import made, patient
from house.cast import Cast, Person
from house.pages import Page, Pages
from house.speaking import german_on
from praxis import gate
from praxis.gate.guard import passage
from praxis.record.models import Entry
from praxis.staff import own_account
from praxis.staff.models import Account

# What the addresses are tried on needs the post and the spool the attacks have.
__all__ = ["reached_from_outside"]
SHOWN = [one for one in all_addresses() if "GET" in one.methods]
SENT_TO = [one for one in all_addresses() if "POST" in one.methods]
# Words of ours that are names here: of the workstation, a form and the sites.
DATA = ["Anmeldung", "Attest", "Hauptpraxis", "Zweigpraxis"]
HTMX = {"HX-Request": "true"}


def english(page: Pages, person: Person) -> Page:
    """A browser of this person, who chose English; the browser itself asks for German."""
    own_account.set_language(person.actor, "en")
    browser = page.as_(person, raises=False)
    browser.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de-DE"
    return browser


def left_german(text: str) -> list[str]:
    """German words of ours on a page that are not somebody's data."""
    return [word for word in german_on(text) if word not in DATA]


@pytest.mark.parametrize("address", SHOWN, ids=lambda one: one.name)
@pytest.mark.parametrize("person", ["ada", "ria"])
def test_every_page_is_english(cast: Cast, page: Pages, address: Address, person: str) -> None:
    path = reverse(address.name, kwargs=made(cast, address.parts))
    answer = english(page, cast.everyone[person]).get(path)
    kind = answer.header("Content-Type")
    if kind.startswith("text/html"):
        assert left_german(answer.text) == []
        assert 'lang="en"' in answer.text or "<html" not in answer.text


@pytest.mark.parametrize("address", SENT_TO, ids=lambda one: one.name)
@pytest.mark.parametrize("part", [True, False], ids=["part", "page"])
def test_every_answer_to_an_empty_form_is_english(
    cast: Cast, page: Pages, address: Address, part: bool
) -> None:
    path = reverse(address.name, kwargs=made(cast, address.parts))
    headers = HTMX if part else {}
    answer = english(page, cast.ada).post(path, data=SENT.get(address.name), **headers)
    if answer.header("Content-Type").startswith("text/html"):
        assert left_german(answer.text) == []


def test_the_chart_speaks_english_about_german_entries(cast: Cast, page: Pages) -> None:
    with gate.visiting():
        dora = patient(cast)
    ada = english(page, cast.ada)
    ada.post("record:write", dora, data={"zeile": "A Husten seit 3 Tagen"})
    ada.post("record:write", dora, data={"zeile": "DD I10.90 G"})
    ada.post("record:write", dora, data={"zeile": "!A Penicillin"})
    chart = ada.get("record:chart", dora).is_ok()
    chart.shows("Husten seit 3 Tagen", "Permanent diagnoses", "Allergy", "Penicillin", "Lab")
    assert left_german(chart.text) == []
    entry = Entry.objects.filter(code="A")
    with passage():
        row = entry.get()
    for name in ("record:line", "record:history", "record:correct"):
        assert left_german(ada.get(name, row.pk, **HTMX).text) == []


def test_what_is_stored_and_printed_stays_german(cast: Cast, page: Pages) -> None:
    with gate.visiting():
        dora = patient(cast)
    ada = english(page, cast.ada)
    begun = ada.post("forms:begin", dora, data={"formular": "attest", "vorlage": "sport"})
    filled = begun.has_status(302).location.rstrip("/").rpartition("/")[2]
    typed = {"fassung": "1", "titel": "Reise", "text": "reist", "dann": "unterschreiben"}
    ada.post("forms:write", filled, data=typed).has_status(302)
    ada.post("forms:withdraw", filled, data={"grund": "Irrtum"}).has_status(302)
    ada.get("record:chart", dora).is_ok().shows("Reise ausgestellt", "Widerruf: Reise (Irrtum)")


def test_the_suggestions_come_in_english_and_still_answer_to_german(
    cast: Cast, page: Pages
) -> None:
    ada = english(page, cast.ada)
    for typed in ("system health", "praxisgesundheit"):
        found = ada.post("desk:command", data={"q": typed}, **HTMX).is_ok()
        assert found.shows("System health", "Functions").raw
        assert left_german(found.text) == []
    with gate.visiting():
        dora = patient(cast)
    for typed in ("hist", "anam", "?"):
        found = ada.post("record:complete", dora, data={"zeile": typed}, **HTMX).is_ok()
        found.shows("History")


def test_the_look_finds_german_on_a_page() -> None:
    assert german_on("<p>Speichern</p><b title='Stand'>Team</b>") == ["Speichern", "Stand"]
    assert german_on("<p>7 Codes sind noch gültig.</p>") == ["7 Codes sind noch gültig."]
    assert german_on("<p>Save</p><p>Husten seit 3 Tagen</p>") == []


def test_only_the_language_of_whoever_chose_changes(cast: Cast, page: Pages) -> None:
    english(page, cast.ada).get("office:team").shows("Workstations", 'lang="en"')
    page.as_(cast.lea).get("office:team").shows("Arbeitsplätze", 'lang="de"')
    assert Account.objects.get(id=cast.lea.id).language == "de"
