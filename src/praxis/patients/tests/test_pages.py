"""Master data, protection and emergencies through the real pages."""

from typing import Any

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId, uuid7
from praxis.patients import finding, queries
from praxis.patients.actions import create_patient, merge_patients, restrict_patient
from praxis.patients.identity import read_identity
from praxis.patients.search.records import Hit, Kind

HOSTILE = (
    "'; DROP TABLE patient; --",
    '<script>alert("x")</script>',
    "{{7*7}} {% now %} ${7*7} <%= 7 %>",
    "{0.__class__}",
    '"><img src=x onerror=alert(1)>',
)


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """A patient of the main site."""
    form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}
    with gate.visiting():
        return create_patient(cast.ada.actor, read_identity(form), site=cast.main)


def _form(**more: str) -> dict[str, str]:
    return {"family_name": "Neu", "given_name": "Nora", "birth_date": "01.02.1990", **more}


def test_the_desk_takes_somebody_in(cast: Cast, page: Pages) -> None:
    answer = page.as_(cast.ben).post("patients:create", data=_form(aufnehmen="1"))
    answer.has_status(302)
    page.as_(cast.ada).get(answer.location).is_ok().shows("Neu, Nora", "01.02.1990")


class _Finds:
    """A door to a search process that knows one person."""

    def __init__(self, known: PatientId) -> None:
        self._known = known

    def __call__(self) -> "_Finds":
        return self

    def search(self, *_: object, **__: object) -> list[Hit]:
        return [Hit(self._known, Kind.EXACT)]


def test_somebody_who_is_here_already_is_shown_before_a_second_record_is_made(
    cast: Cast, page: Pages, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "client", _Finds(dora))
    ben = page.as_(cast.ben)
    again = {"family_name": "DEMO", "given_name": "Dora", "birth_date": "12.3.1958"}
    said = ben.post("patients:create", data={**again, "aufnehmen": "1"}).has_status(409)
    said.shows("gibt es hier vielleicht schon", "Demo, Dora, 12.03.1958", "Trotzdem aufnehmen")
    other = {**again, "birth_date": "13.03.1958", "aufnehmen": "1"}
    ben.post("patients:create", data=other).has_status(302)
    ben.post("patients:create", data={**again, "aufnehmen": "trotzdem"}).has_status(302)


def test_values_handed_over_fill_the_form_and_save_nothing(cast: Cast, page: Pages) -> None:
    page.as_(cast.ben).post("patients:create", data=_form()).is_ok().shows("Nora", "01.02.1990")


def test_a_wrong_date_is_said_beside_its_field(cast: Cast, page: Pages) -> None:
    data = _form(birth_date="31.02.1990", aufnehmen="1")
    answer = page.as_(cast.ben).post("patients:create", data=data).has_status(422)
    answer.shows("Das Geburtsdatum ist kein Datum", "31.02.1990", 'aria-invalid="true"')


def test_it_cannot_take_anybody_in(cast: Cast, page: Pages) -> None:
    page.as_(cast.otto).post("patients:create", data=_form(aufnehmen="1")).is_refused()


def test_who_saves_second_sees_both_values(cast: Cast, page: Pages, dora: PatientId) -> None:
    data = _form(version="1")
    page.as_(cast.ada).post("patients:edit", dora, data=data).has_status(302)
    late = _form(version="1", given_name="Nina")
    answer = page.as_(cast.ben).post("patients:edit", dora, data=late).has_status(409)
    answer.shows("Jetzt gespeichert", "Nora", "Nina")


def test_p02_fields_of_no_form_change_nothing(cast: Cast, page: Pages, dora: PatientId) -> None:
    data = _form(version="1", restricted="1", state="erased", search_n="0", site=str(cast.branch))
    page.as_(cast.ada).post("patients:edit", dora, data=data).has_status(302)
    page.as_(cast.ben).get("record:chart", dora).is_ok()
    page.as_(cast.cem).get("record:chart", dora).is_not_found()


@pytest.mark.parametrize("name", ["edit", "belongings", "close", "restrict", "merge", "insure"])
def test_c01_a_doctor_of_another_site_reaches_nothing(
    cast: Cast, page: Pages, dora: PatientId, name: str
) -> None:
    cem = page.as_(cast.cem)
    if name in {"edit", "belongings"}:
        cem.get(f"patients:{name}", dora).is_not_found()
    else:
        data = {"seit": "01.01.2026", "art": "gkv", "kasse": "X", "nummer": "1"}
        cem.post(f"patients:{name}", dora, data=data).is_not_found()


@pytest.mark.parametrize("text", HOSTILE)
def test_e01_e04_e11_hostile_words_are_stored_literally_and_encoded(
    cast: Cast, page: Pages, dora: PatientId, text: str
) -> None:
    ada = page.as_(cast.ada)
    name = {**_form(version="1"), "family_name": text}
    ada.post("patients:edit", dora, data=name).has_status(302)
    ada.post("record:write", dora, data={"zeile": f"A {text}"}).is_ok()
    shown = ada.get("record:chart", dora).is_ok().shows(text)
    raw = shown.raw.content.decode()
    assert "<script>alert" not in raw
    assert "<img src=x" not in raw


def test_e15_invisible_signs_are_refused_in_names_and_dropped_in_lines(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ada = page.as_(cast.ada)
    bent = {**_form(version="1"), "family_name": "Neu\u202etxt"}
    ada.post("patients:edit", dora, data=bent).has_status(422)
    written = ada.post("record:write", dora, data={"zeile": "A Ra\u0308t\u200b \u202esel"}).is_ok()
    written.shows("Rät sel")


def test_closing_is_a_doctors_decision(cast: Cast, page: Pages, dora: PatientId) -> None:
    page.as_(cast.ben).post("patients:close", dora).is_refused()
    page.as_(cast.ada).post("patients:close", dora).has_status(302)
    page.as_(cast.ada).get("patients:belongings", dora).shows("Wieder öffnen")
    page.as_(cast.ada).post("patients:reopen", dora).has_status(302)


def test_coverage_and_consent_are_kept(cast: Cast, page: Pages, dora: PatientId) -> None:
    ben = page.as_(cast.ben)
    cover = {"kasse": "Musterkasse", "art": "gkv", "seit": "01.01.2026"}
    ben.post("patients:insure", dora, data=cover).has_status(302)
    ben.post("patients:insure", dora, data=cover).has_status(422).shows("schon eine Versicherung")
    said = {"wozu": "Befundversand", "wortlaut": "Ich bin einverstanden."}
    ben.post("patients:consent", dora, data=said).has_status(302)
    ben.get("patients:belongings", dora).shows("Musterkasse", "Ich bin einverstanden.")


def test_a_merged_record_leads_to_the_survivor(cast: Cast, page: Pages, dora: PatientId) -> None:
    ada = page.as_(cast.ada)
    twin = ada.post("patients:create", data=_form(aufnehmen="1")).location
    number = ada.get(twin).text.split("Nr. ")[1].split("<")[0].strip()
    asked = ada.post("patients:merge", dora, data={"nummer": number}).is_ok()
    asked.shows("Ist das dieselbe Person?", "geht darin auf", "nicht zurücknehmen")
    sure = {"nummer": number, "sicher": "ja"}
    ada.post("patients:merge", dora, data=sure).has_status(302)
    ada.get(twin).leads_to(f"/patienten/{dora}/karteikarte/")
    ada.post("patients:merge", dora, data={"nummer": "999999"}).has_status(422)


def test_c12_an_emergency_needs_reason_name_and_birth_date(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    with gate.visiting():
        restrict_patient(cast.ada.actor, dora, frozenset())
    # Ada closed it and stays named; Ben is shut out, and an assistant has no emergency.
    page.as_(cast.ben).get("record:chart", dora).is_not_found()
    data: dict[str, Any] = {
        "reason": "bewusstlos in der Praxis",
        "family_name": "demo",
        "given_name": "Dora",
        "birth_date": "12.03.1958",
    }
    page.as_(cast.ben).post("patients:emergency_search", data=data).is_refused()
    page.as_(cast.ada).post("patients:emergency_search", data=data | {"reason": "x"}).has_status(
        422
    ).shows("Grund")
    wrong = data | {"birth_date": "13.03.1958"}
    page.as_(cast.cem).post("patients:emergency_search", data=data).has_status(422)
    page.as_(cast.ada).post("patients:emergency_search", data=wrong).has_status(422)
    opened = page.as_(cast.ada).post("patients:emergency_search", data=data)
    opened.leads_to(f"/patienten/{dora}/karteikarte/")


@pytest.mark.parametrize("spoiled", ["upper", "short", "zero"])
def test_c05_only_canonical_ids_are_ids(
    cast: Cast, page: Pages, dora: PatientId, spoiled: str
) -> None:
    text = {"upper": str(dora).upper(), "short": str(dora)[1:], "zero": "01"}[spoiled]
    page.as_(cast.ada).get(f"/patienten/{text}/karteikarte/").is_not_found()


def test_c06_other_methods_are_refused(cast: Cast, page: Pages, dora: PatientId) -> None:
    ada = page.as_(cast.ada)
    ada.post("record:chart", dora).has_status(405)
    ada.get("record:write", dora).has_status(405)


def test_c13_no_answer_is_kept_by_anybody(cast: Cast, page: Pages, dora: PatientId) -> None:
    answer = page.as_(cast.ada).get("record:chart", dora).is_ok()
    assert answer.header("Cache-Control") == "no-store"


def test_coverage_and_consents_of_a_folded_record_stay_the_persons(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben = page.as_(cast.ben)
    twin = {"family_name": "Demo-Neu", "given_name": "Dora"}
    with gate.visiting():
        kept = create_patient(cast.ada.actor, read_identity(twin), site=cast.main)
    cover = {"kasse": "Musterkasse", "art": "gkv", "seit": "01.01.2026"}
    ben.post("patients:insure", dora, data=cover).has_status(302)
    said = {"wozu": "Befundversand", "wortlaut": "Ich bin einverstanden."}
    ben.post("patients:consent", dora, data=said).has_status(302)
    with gate.visiting():
        merge_patients(cast.ada.actor, kept, dora)
    ben.get("patients:belongings", kept).is_ok().shows("Musterkasse", "Ich bin einverstanden.")
    ben.get("record:chart", kept).is_ok().shows("Musterkasse")


def test_a_coverage_is_ended_and_the_next_one_begins(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben = page.as_(cast.ben)
    cover = {"kasse": "Musterkasse", "art": "gkv", "seit": "01.01.2026"}
    ben.post("patients:insure", dora, data=cover).has_status(302)
    with gate.visiting():
        (first,) = queries.coverages_of(cast.ben.actor, dora)
    ben.get("patients:coverage", dora, first.pk).is_ok().shows("Musterkasse", "01.01.2026")
    late = {**cover, "bis": "31.12.2025"}
    ben.post("patients:coverage", dora, first.pk, data=late).has_status(422).shows("vor dem Beginn")
    ended = {**cover, "kasse": "Musterkasse Nord", "bis": "30.06.2026"}
    ben.post("patients:coverage", dora, first.pk, data=ended).has_status(302)
    other = {"kasse": "Andere Kasse", "art": "gkv", "seit": "01.07.2026"}
    ben.post("patients:insure", dora, data=other).has_status(302)
    shown = ben.get("patients:belongings", dora).is_ok()
    shown.shows("Musterkasse Nord", "30.06.2026", "Andere Kasse")
    overlap = {**ended, "bis": "01.07.2026"}
    ben.post("patients:coverage", dora, first.pk, data=overlap).has_status(422)


def test_c01_a_coverage_is_not_reached_through_another_patient(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    form = {"family_name": "Andere", "given_name": "Anna"}
    with gate.visiting():
        anna = create_patient(cast.ada.actor, read_identity(form), site=cast.main)
    cover = {"kasse": "Musterkasse", "art": "gkv", "seit": "01.01.2026"}
    page.as_(cast.ben).post("patients:insure", dora, data=cover).has_status(302)
    with gate.visiting():
        (first,) = queries.coverages_of(cast.ben.actor, dora)
    page.as_(cast.ben).get("patients:coverage", anna, first.pk).is_not_found()
    page.as_(cast.ben).post("patients:coverage", anna, first.pk, data=cover).is_not_found()
    page.as_(cast.cem).post("patients:coverage", dora, first.pk, data=cover).is_not_found()


def test_a_coverage_of_somebody_else_is_taken_back(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben = page.as_(cast.ben)
    cover = {"kasse": "Falsche Kasse", "art": "gkv", "seit": "01.01.2026"}
    ben.post("patients:insure", dora, data=cover).has_status(302)
    with gate.visiting():
        (first,) = queries.coverages_of(cast.ben.actor, dora)
    page.as_(cast.cem).post("patients:withdraw_coverage", dora, first.pk).is_not_found()
    ben.post("patients:withdraw_coverage", dora, first.pk).has_status(302)
    ben.get("patients:belongings", dora).shows("Falsche Kasse", "zurückgenommen")
    ben.get("record:chart", dora).is_ok().hides("Falsche Kasse")
    ben.get("patients:coverage", dora, first.pk).is_not_found()
    ben.post("patients:withdraw_coverage", dora, first.pk).is_not_found()
    ben.post("patients:insure", dora, data=cover | {"kasse": "Richtige"}).has_status(302)
    ben.get("record:chart", dora).shows("Richtige")


def test_a_consent_may_have_an_end(cast: Cast, page: Pages, dora: PatientId) -> None:
    ben = page.as_(cast.ben)
    said = {"wozu": "Befundversand", "wortlaut": "Ja.", "gilt-bis": "31.12.2027"}
    ben.post("patients:consent", dora, data=said).has_status(302)
    ben.get("patients:belongings", dora).shows("gilt bis", "31.12.2027")


def test_who_is_named_is_listed_and_taken_off_again(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ada, ben = page.as_(cast.ada), page.as_(cast.ben)
    ada.post("patients:restrict", dora, data={"person": ""}).has_status(302)
    ben.get("record:chart", dora).is_not_found()
    for _ in range(2):  # a second click changes nothing
        ada.post("patients:restrict", dora, data={"person": str(cast.ben.id)}).has_status(302)
    ada.get("patients:belongings", dora).shows("Ben Muster herausnehmen")
    ben.get("record:chart", dora).is_ok()
    ben.post("patients:unname", dora, cast.ben.id).is_refused()
    ada.post("patients:unname", dora, cast.ada.id).has_status(422).shows("andere benannte Person")
    ada.post("patients:unname", dora, cast.ben.id).has_status(302)
    ben.get("record:chart", dora).is_not_found()
    ada.get("record:chart", dora).is_ok()


def test_c12_lifting_a_restriction_ends_its_list(cast: Cast, page: Pages, dora: PatientId) -> None:
    ada, ben = page.as_(cast.ada), page.as_(cast.ben)
    ada.post("patients:restrict", dora, data={"person": str(cast.ben.id)}).has_status(302)
    ada.post("patients:open_up", dora).has_status(302)
    ben.get("record:chart", dora).is_ok()
    ada.post("patients:restrict", dora, data={"person": ""}).has_status(302)
    ben.get("record:chart", dora).is_not_found()


def test_enter_opens_the_only_person_the_words_mean(
    cast: Cast, page: Pages, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "client", _Finds(dora))
    ada = page.as_(cast.ada)
    ada.post("patients:search", data={"q": "demo"}).leads_to(f"/patienten/{dora}/karteikarte/")
    part = {"HX-Request": "true"}
    ada.post("patients:search", data={"q": "demo"}, **part).is_ok().shows("Demo, Dora")


def test_somebody_who_only_sounds_alike_is_not_opened_by_enter(
    cast: Cast, page: Pages, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Finds, "search", lambda *_, **__: [Hit(dora, Kind.TYPO)])
    monkeypatch.setattr(finding, "client", _Finds(dora))
    answer = page.as_(cast.ada).post("patients:search", data={"q": "dehmo"})
    answer.is_ok().shows("Demo, Dora", "klingt ähnlich")


def test_words_that_find_nothing_go_on_to_the_search_page(
    cast: Cast, page: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Finds, "search", lambda *_, **__: [])
    monkeypatch.setattr(finding, "client", _Finds(PatientId(uuid7())))
    answer = page.as_(cast.ada).post("desk:command", data={"q": "zzz"})
    answer.has_status(307)
    assert answer.location == "/patienten/"
    page.as_(cast.ada).post("patients:search", data={"q": "zzz"}).is_ok().shows("Niemand gefunden")
    page.as_(cast.otto).post("desk:command", data={"q": "zzz"}).leads_to("/")


def test_a_word_for_leaving_finds_the_account(cast: Cast, page: Pages) -> None:
    page.as_(cast.otto).post("desk:command", data={"q": "abmelden"}).leads_to("/konto/")
