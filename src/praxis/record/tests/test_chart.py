"""The chart as people of the practice meet it: opening, writing, correcting, striking out."""

from typing import Any

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId, uuid7
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record.actions import write_entry
from praxis.record.models import Entry


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """A patient of the main site with one line."""
    with gate.visiting():
        form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}
        patient = create_patient(cast.ada.actor, read_identity(form), site=cast.main)
        write_entry(cast.ada.actor, patient, "A", "Husten seit 3 Tagen")
    return patient


def write(pages: Any, who: Any, patient: PatientId, line: str, **more: str) -> Any:
    """Type a line and press Enter."""
    data = {"zeile": line, **more}
    return pages.as_(who).post("record:write", patient, data=data, **{"HX-Request": "true"})


def test_the_chart_shows_who_it_is_and_what_was_written(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    shown = page.as_(cast.ada).get("record:chart", dora).is_ok()
    shown.shows("Demo, Dora", "12.03.1958", "Husten seit 3 Tagen", "A. Beispiel")


def test_p05_a_stranger_and_a_made_up_patient_get_the_same_answer(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    cem, part = page.as_(cast.cem), {"HX-Request": "true"}
    foreign = cem.get("record:chart", dora, **part).is_not_found()
    assert foreign.text == cem.get("record:chart", uuid7(), **part).is_not_found().text


def test_billing_reads_head_and_diagnoses_but_no_entry(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    write(page, cast.ada, dora, "DD I10.90 G").is_ok()
    shown = page.as_(cast.ria).get("record:chart", dora).is_ok()
    shown.shows("Demo, Dora", "I10.90").hides("Husten")


def test_a_line_is_written_and_shown(cast: Cast, page: Pages, dora: PatientId) -> None:
    write(page, cast.ben, dora, "n Rückruf erbeten").is_ok().shows("Rückruf erbeten", "B. Muster")
    page.as_(cast.ada).get("record:chart", dora).shows("Rückruf erbeten")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "Bitte schreiben Sie einen Text"),
        ("A", "Bitte schreiben Sie einen Text"),
        ("Q Text", "Dieses Kürzel gibt es nicht"),
        ("A 31.02. Text", "Diesen Tag gibt es nicht"),
        ("A 01.01.2999 Text", "nicht in der Zukunft"),
        ("D Schnupfen", "So lässt sich die Diagnose nicht lesen"),
    ],
)
def test_what_cannot_be_read_says_why(
    cast: Cast, page: Pages, dora: PatientId, line: str, words: str
) -> None:
    write(page, cast.ada, dora, line).has_status(422).shows(words)


def test_an_assistant_notes_a_suspicion_but_not_a_certainty(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    write(page, cast.ben, dora, "D J06.9 V").is_ok()
    write(page, cast.ben, dora, "D J06.9 G").is_refused().shows("mit V")


def test_a_caution_reaches_the_head(cast: Cast, page: Pages, dora: PatientId) -> None:
    answer = write(page, cast.ada, dora, "!A Penicillin").is_ok().shows("Allergie", "Penicillin")
    assert answer.header("HX-Retarget") == "#karte"


@pytest.mark.parametrize(
    ("line", "badge"),
    [
        ("! CAVE: Marcumar", "CAVE Marcumar"),
        ("! cave Marcumar", "CAVE Marcumar"),
        ("! Cavernom links", "CAVE Cavernom links"),
        ("! CAVE", "CAVE CAVE"),
        ("! Allergie gegen Latex", "CAVE Allergie gegen Latex"),
        ("!A Allergie gegen Latex", "Allergie gegen Latex"),
    ],
)
def test_the_word_of_a_badge_is_not_said_twice(
    cast: Cast, page: Pages, dora: PatientId, line: str, badge: str
) -> None:
    write(page, cast.ada, dora, line).is_ok()
    shown = page.as_(cast.ada).get("record:chart", dora).is_ok()
    shown.shows(f"</svg>{badge}</span>")


def test_p07_a_correction_keeps_the_old_text(cast: Cast, page: Pages, dora: PatientId) -> None:
    entry = _only_entry(cast, dora)
    ada = page.as_(cast.ada)
    ada.post("record:correct", entry, data={"text": "Husten seit 4 Tagen"}).is_ok().shows("4 Tagen")
    shown = ada.get("record:chart", dora).shows("4 Tagen", "korrigiert").hides("3 Tagen")
    new = shown.text.split('id="eintrag-')[1][:36]
    ada.get("record:history", new).shows("4 Tagen", "3 Tagen")


def test_who_corrects_second_sees_both_texts(cast: Cast, page: Pages, dora: PatientId) -> None:
    entry = _only_entry(cast, dora)
    page.as_(cast.ada).post("record:correct", entry, data={"text": "Adas Text"}).is_ok()
    second = page.as_(cast.ben).post("record:correct", entry, data={"text": "Bens Text"})
    second.has_status(409).shows("Adas Text", "Bens Text")


def test_a_struck_line_says_why(cast: Cast, page: Pages, dora: PatientId) -> None:
    entry = _only_entry(cast, dora)
    ada = page.as_(cast.ada)
    ada.post("record:withdraw", entry, data={"grund": ""}).has_status(422)
    ada.post("record:withdraw", entry, data={"grund": "falsche Patientin"}).is_ok()
    ada.get("record:chart", dora).shows("gestrichen", "falsche Patientin")


def test_a_diagnosis_follows_its_corrected_and_struck_line(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ada = page.as_(cast.ada)
    write(page, cast.ada, dora, "DD I10.90 G").shows("I10.90 G")
    line = _newest(cast, dora)
    page.as_(cast.ben).post("record:correct", line, data={"text": "E11.90 G"}).is_refused()
    ada.post("record:correct", line, data={"text": "kein Kode"}).has_status(422)
    ada.post("record:correct", line, data={"text": "e11.90 g"}).is_ok().hides("I10.90")
    page.as_(cast.ria).get("record:chart", dora).shows("E11.90 G").hides("I10.90")
    ada.post("record:withdraw", _newest(cast, dora), data={"grund": "Irrtum"}).is_ok()
    page.as_(cast.ria).get("record:chart", dora).hides("E11.90")


@pytest.mark.usefixtures("nothing_due")
def test_the_number_of_queries_does_not_grow_with_the_history(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ada = page.as_(cast.ada)
    counts = []
    for more in (0, 130):
        with gate.visiting():
            for number in range(more):
                write_entry(cast.ada.actor, dora, "N", f"Zeile {number}")
        ada.get("record:chart", dora)
        with CaptureQueriesContext(connection) as seen:
            shown = ada.get("record:chart", dora).is_ok()
        counts.append(len(seen))
    shown.shows("Ältere laden", "Zeile 129").hides("Zeile 29 ")
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("nothing_due")
def test_k08_a_chart_is_in_the_log_at_once_before_anything_is_opened(
    cast: Cast, page: Pages, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    from praxis.audit.writer import write_apart
    from praxis.gate import visit
    from praxis.vault import fields

    write(page, cast.ada, dora, "A Husten").is_ok()
    write(page, cast.ada, dora, "M Ibuprofen").is_ok()
    written, opened = list[list[str]](), list[bool]()
    open_value = fields.SealedField.open

    def seen(events: Any) -> None:
        written.append([f"{event.act} {event.model}" for event in events])
        write_apart(events)

    def counted(self: Any, instance: Any, sealed: Any) -> Any:
        value = open_value(self, instance, sealed)
        opened.append(bool(written))
        return value

    monkeypatch.setattr(visit, "write_apart", seen)
    monkeypatch.setattr(fields.SealedField, "open", counted)
    page.as_(cast.ada).get("record:chart", dora).shows("Husten", "Ibuprofen")
    assert len(written) == 1
    assert opened
    assert all(opened)
    wanted = {"patients.patient", "patients.coverage", "tasks.task", "messages.message"}
    wanted |= {"messages.device", "lab.labreport", "record.entrydraft"}
    wanted |= {f"record.{name}" for name in ("entry", "diagnosis", "report", "document")}
    assert {one.partition(" ")[2] for one in written[0]} == wanted


def test_a_draft_comes_back_and_goes_when_the_line_is_written(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ada = page.as_(cast.ada)
    sent = {"key": f"zeile:{dora}", "fields": '{"zeile": "A halb geschrie"}'}
    ada.post("desk:draft", data=sent).has_status(204)
    ada.get("record:chart", dora).shows("halb geschrie")
    page.as_(cast.ben).get("record:chart", dora).hides("halb geschrie")
    page.as_(cast.cem).post("desk:draft", data=sent).is_not_found()
    write(page, cast.ada, dora, "A ganz").is_ok()
    ada.get("record:chart", dora).hides("halb geschrie")


def _newest(cast: Cast, patient: PatientId) -> Any:
    return _only_entry(cast, patient)


def _only_entry(cast: Cast, patient: PatientId) -> Any:
    from praxis.record.queries import entries

    with gate.visiting():
        found: list[Entry] = entries(cast.ada.actor, [patient])
        return found[0].pk
