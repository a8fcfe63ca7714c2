"""The pages of the laboratory inbox as people of the practice meet them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId
from praxis.exchange.lab import queries
from praxis.exchange.lab.samples import drop_demo_files
from praxis.exchange.lab.tests.conftest import Lab, samples
from praxis.gate.guard import passage
from praxis.patients import finding
from praxis.patients.search.records import Hit, Kind


class _FoundDora:
    """A door to a search process that knows one person, or nobody."""

    def __init__(self, known: PatientId | None) -> None:
        self._known = known

    def __call__(self) -> "_FoundDora":
        return self

    def search(self, *_: object, **__: object) -> list[Hit]:
        return [Hit(self._known, Kind.EXACT)] if self._known else []


def test_from_the_file_to_seen(lab: Lab, dora: PatientId, page: Pages) -> None:
    drop_demo_files(lab.folder)
    lab.passes()
    ada = page.as_(lab.cast.ada)
    ada.get("lab:inbox").is_ok().shows("Demo, Dora", "Unbekannt, Ulla", "nicht zugeordnet")
    open_row = next(row for row in lab.reports() if row.state == "open")
    ada.get("lab:report", open_row.pk).is_ok().shows("Zu wem gehört", "CRP", "↑↑", "stark erhöht")
    ada.post("lab:new_patient", open_row.pk).leads_to(f"/labor/{open_row.pk}/")
    ada.get("lab:report", open_row.pk).is_ok().shows("Gesehen", "zugeordnet", "Befund freigeben")
    ben = page.as_(lab.cast.ben)
    ben.get("lab:report", open_row.pk).is_ok().shows("Gesehen").hides("Befund freigeben")
    answer = ada.post("lab:seen", open_row.pk, data={"notiz": "anrufen"}).has_status(302)
    assert answer.location.startswith("/labor/")
    arrived = ada.get(answer.location).is_ok().shows("als gesehen vermerkt", "Noch einmal öffnen")
    assert f'href="/labor/{open_row.pk}/"' in arrived.text
    ada.get("lab:inbox").is_ok().hides("Unbekannt, Ulla")


def test_quarantine_and_history_show_reason_and_fate(lab: Lab, page: Pages) -> None:
    drop_demo_files(lab.folder)
    lab.passes()
    ben = page.as_(lab.cast.ben)
    ben.get("lab:quarantine").is_ok().shows("04_abgebrochen.ldt", "Abschluss-Satz")
    ben.get("lab:history").is_ok().shows("eingelesen", "zurückgestellt", "Labor Erfunden GbR")
    aside = next(file for file in lab.files() if file.state == "quarantined")
    ben.post("lab:dismiss", aside.pk).has_status(302)
    ben.get("lab:quarantine").is_ok().hides("04_abgebrochen.ldt")


def test_an_upload_is_sealed_and_read_by_the_job(lab: Lab, dora: PatientId, page: Pages) -> None:
    ada = page.as_(lab.cast.ada)
    sent = SimpleUploadedFile("befund.ldt", samples()["02_befund_dora.ldt"])
    ada.post("lab:upload", data={"datei": sent}).leads_to("/labor/verlauf/")
    reading = ada.get("lab:history").is_ok().shows("wird eingelesen", "every 2s")
    lab.passes(1)
    part = (
        ada.get("lab:history", **{"HX-Request": "true"}).is_ok().shows("befund.ldt", "eingelesen")
    )
    part.hides("every 2s", "<html")
    assert "<html" in reading.text
    ada.get("lab:history").shows("befund.ldt", "eingelesen").hides("every 2s")
    ada.post("lab:upload").has_status(422).shows("Bitte wählen Sie zuerst eine LDT-Datei aus.")


def test_c04_a_document_is_not_reached_through_another_report(
    lab: Lab, dora: PatientId, page: Pages
) -> None:
    from praxis.exchange.lab.models import LabAttachment

    drop_demo_files(lab.folder)
    lab.passes()
    with passage():
        one = LabAttachment.objects.order_by("id")[0]
    other = next(row.pk for row in lab.reports() if row.pk != one.report_id)
    ada = page.as_(lab.cast.ada)
    ada.get("lab:attachment", one.report_id, one.pk).is_ok()
    ada.get("lab:attachment", other, one.pk).is_not_found()


def test_a_document_is_a_download_of_its_own_type(lab: Lab, dora: PatientId, page: Pages) -> None:
    from praxis.exchange.lab.models import LabAttachment

    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    with passage():
        one = LabAttachment.objects.get()
    answer = page.as_(lab.cast.ada).get("lab:attachment", one.report_id, one.pk).is_ok()
    assert answer.header("Content-Disposition").startswith("attachment")
    assert answer.text.startswith("%PDF")
    page.as_(lab.cast.cem).get("lab:attachment", one.report_id, one.pk).is_not_found()


def test_strangers_see_nothing_of_a_report(lab: Lab, dora: PatientId, page: Pages) -> None:
    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    found = lab.reports()[0].pk
    for person in (lab.cast.cem, lab.cast.otto, lab.cast.ria, lab.cast.lea):
        answer = page.as_(person).get("lab:report", found)
        assert answer.status in {403, 404}
        answer.hides("Demo", "HbA1c")
        if person is lab.cast.cem:
            page.as_(person).get("lab:inbox").is_ok().hides("Demo")
        else:
            page.as_(person).get("lab:inbox").is_refused()
    for name in ("lab:seen", "lab:assign", "lab:move", "lab:new_patient"):
        page.as_(lab.cast.cem).post(name, found, data={"nummer": "1"}).is_not_found()


def test_a_typed_name_never_assigns_it_lists_people_to_choose(
    lab: Lab, dora: PatientId, page: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "client", _FoundDora(dora))
    lab.drop("a.ldt", samples()["03_niemandem_zugeordnet.ldt"])
    lab.passes()
    (row,) = lab.reports()
    ben = page.as_(lab.cast.ben)
    shown = ben.post("lab:assign", row.pk, data={"nummer": "demo dora"}).is_ok()
    shown.shows("Gefunden zu", "Demo, Dora, 12.03.1958", "nicht zugeordnet")
    assert lab.reports()[0].state == "open"
    page.as_(lab.cast.cem).post("lab:assign", row.pk, data={"nummer": "demo"}).is_not_found()
    ben.post("lab:assign", row.pk, data={"patient": str(dora)}).has_status(302)
    assert lab.reports()[0].patient_id == dora
    wrong = ben.post("lab:move", row.pk, data={"nummer": "demo dora"}).is_ok()
    wrong.shows("Gefunden zu", "diese Person")


def test_nobody_of_a_name_and_a_search_that_is_away_are_said_beside_the_report(
    lab: Lab, page: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.drop("a.ldt", samples()["03_niemandem_zugeordnet.ldt"])
    lab.passes()
    (row,) = lab.reports()
    ben = page.as_(lab.cast.ben)
    monkeypatch.setattr(finding, "client", _FoundDora(None))
    ben.post("lab:assign", row.pk, data={"nummer": "niemand"}).has_status(422).shows(
        "gibt es hier niemanden", "Zu wem gehört"
    )
    monkeypatch.undo()
    away = ben.post("lab:assign", row.pk, data={"nummer": "demo"}).has_status(503)
    away.shows("Suche", "Zu wem gehört")


def test_the_chart_has_one_list_of_reports_and_new_ones_lead_to_the_report(
    lab: Lab, dora: PatientId, page: Pages
) -> None:
    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    (row,) = lab.reports()
    ada = page.as_(lab.cast.ada)
    chart = ada.get("record:chart", dora).is_ok().shows("neu")
    assert chart.text.count(">Laborbefunde<") == 1
    assert f"/labor/{row.pk}/" in chart.text
    ada.post("lab:seen", row.pk).has_status(302)
    chart = ada.get("record:chart", dora).is_ok()
    assert f"/labor/{row.pk}/" not in chart.text
    assert chart.text.count("Labor Erfunden GbR") == 1


def test_no_key_pressed_twice_gives_a_report_to_the_wrong_person(lab: Lab, page: Pages) -> None:
    lab.patient(birth_date="13.03.1958")
    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    (row,) = lab.reports()
    shown = page.as_(lab.cast.ada).get("lab:report", row.pk).is_ok().shows("Bitte genau prüfen")
    asked = shown.text.split("Zu wem gehört")[1].split("</section>")[0]
    assert "zuordnen" in asked
    assert "autofocus" not in asked
    assert "button-main" not in asked


def test_a_report_says_when_its_specimen_was_taken(lab: Lab, dora: PatientId, page: Pages) -> None:
    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    (row,) = lab.reports()
    with gate.visiting():
        taken = queries.report(lab.cast.ada.actor, row.pk).report.collected_at
    assert taken is not None
    ada, day = page.as_(lab.cast.ada), taken.strftime("%d.%m.%Y")
    ada.get("lab:report", row.pk).is_ok().shows("Entnahme", day)
    ada.get("lab:inbox").is_ok().shows("Entnahme", day)
    ada.get("record:chart", dora).is_ok().shows(f"{day} HbA1c")
