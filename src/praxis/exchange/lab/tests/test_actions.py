"""Assigning, taking to the right patient, seeing: once, by the right people, undoable."""

from uuid import UUID

import pytest

from formats.ldt import LabReport as Told
from formats.ldt import Mark, State, write_reports
from praxis import gate
from praxis.core.errors import Conflict, NotThere, Refused
from praxis.core.ids import PatientId
from praxis.exchange.lab import actions, filing, queries
from praxis.exchange.lab.errors import AlreadyAssigned, NotAssignable, SamePatient
from praxis.exchange.lab.samples import invented
from praxis.exchange.lab.tests.conftest import Lab, samples
from praxis.gate.guard import passage
from praxis.patients import queries as patients
from praxis.patients.actions import close_patient, merge_patients, restrict_patient
from praxis.patients.models import Patient
from praxis.record import queries as record
from praxis.vault.models import DataKey


class PowerCut(Exception):  # what happens, not an error of ours
    """The power goes after everything was written and before it is kept."""


OTHER = {
    "family_name": "Anders",
    "given_name": "Anna",
    "birth_date": "01.02.1960",
    "insurance_number": "",
}


def send(lab: Lab, *reports: Told, name: str = "x.ldt") -> None:
    """The laboratory sends one file."""
    made = invented.moment(21, 6, 30)
    lab.drop(name, write_reports(list(reports), invented.LABORATORY, ("Labor", "L"), made))
    lab.passes()


def red(lab: Lab) -> UUID:
    """One report nobody is found for."""
    lab.drop("a.ldt", samples()["03_niemandem_zugeordnet.ldt"])
    lab.passes()
    return lab.reports()[-1].pk


def green(lab: Lab) -> UUID:
    """Dora's report with its document."""
    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    (row,) = lab.reports()
    assert row.state == "filed"
    return row.pk


def test_red_becomes_green_and_its_intake_key_is_gone(lab: Lab, dora: PatientId) -> None:
    found, ada = red(lab), lab.cast.ada.actor
    with gate.visiting():
        actions.assign(ada, found, dora)
    (row,) = lab.reports()
    assert (row.state, row.patient_id, row.key_owner) == ("filed", dora, dora)
    assert not DataKey.objects.filter(owner=found).exists()
    with gate.visiting():
        assert queries.report(ada, found).report.content["patient"]["family_name"] == "Unbekannt"
        assert len(record.reports(ada, [dora])) == 1


def test_assigning_twice_and_by_strangers_is_refused(lab: Lab, dora: PatientId) -> None:
    found, cast = red(lab), lab.cast
    with gate.visiting(), pytest.raises(NotThere):
        actions.assign(cast.cem.actor, found, dora)
    for person in (cast.otto, cast.ria, cast.lea):
        with gate.visiting(), pytest.raises((NotThere, Refused)):
            actions.assign(person.actor, found, dora)
    with gate.visiting():
        actions.assign(cast.ben.actor, found, dora)
    with gate.visiting(), pytest.raises(AlreadyAssigned):
        actions.assign(cast.ada.actor, found, dora)


def test_a_new_patient_is_made_from_the_report(lab: Lab) -> None:
    found, ben = red(lab), lab.cast.ben.actor
    with gate.visiting():
        made = actions.create_and_assign(ben, found, lab.cast.main)
        assert queries.report(ben, found).name == "Unbekannt, Ulla"
    assert lab.reports()[0].patient_id == made


def test_a_new_patient_is_made_together_with_the_assignment_or_not_at_all(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, ben = red(lab), lab.cast.ben.actor
    with passage():
        before = Patient.objects.count()

    def power_cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(filing, "file_documents", power_cut)
        with gate.visiting(), pytest.raises(PowerCut):
            actions.create_and_assign(ben, found, lab.cast.main)
    with passage():
        assert Patient.objects.count() == before
    with gate.visiting():
        assert queries.report(ben, found).is_open
        actions.create_and_assign(ben, found, lab.cast.main)
    with gate.visiting(), pytest.raises(AlreadyAssigned):
        actions.create_and_assign(ben, found, lab.cast.main)


def test_a_wrong_assignment_moves_and_the_wrong_copy_stays_closed(
    lab: Lab, dora: PatientId
) -> None:
    found, ada = green(lab), lab.cast.ada.actor
    anna = lab.patient(**OTHER)
    with gate.visiting():
        moved = actions.move(ada, found, anna)
    with gate.visiting():
        assert record.lab_sheet(ada, [dora]) == []
        assert len(record.lab_sheet(ada, [anna])) == 4
        (document,) = record.documents(ada, [anna])
        assert document.media_type == "application/pdf"
        assert [one.title for one in record.documents(ada, [dora])] == ["Zurückgezogen"]
    states = {row.pk: row.state for row in lab.reports()}
    assert states == {found: "moved", moved: "filed"}
    with gate.visiting(), pytest.raises(SamePatient):
        actions.move(ada, moved, anna)
    with gate.visiting(), pytest.raises(AlreadyAssigned):
        actions.move(ada, found, anna)


def test_seen_is_an_act_with_a_name_and_happens_once(lab: Lab, dora: PatientId) -> None:
    found, cast = green(lab), lab.cast
    with gate.visiting(), pytest.raises(NotThere):
        actions.see(cast.cem.actor, found)
    with gate.visiting():
        actions.see(cast.ada.actor, found, "Kontrolle in 8 Wochen")
    with gate.visiting(), pytest.raises(Conflict):
        actions.see(cast.ada.actor, found)
    with gate.visiting():
        assert queries.waiting_count(cast.ada.actor) == 0
        (report,) = record.reports(cast.ada.actor, [dora])
        (review,) = record.reviews_of_report(cast.ada.actor, report.pk)
        assert (review.author, review.note) == (cast.ada.id, "Kontrolle in 8 Wochen")


def test_a_red_report_cannot_be_seen(lab: Lab) -> None:
    found = red(lab)
    with gate.visiting(), pytest.raises((NotThere, Refused)):
        actions.see(lab.cast.ada.actor, found)


def test_a_later_report_of_the_order_replaces_and_doubles_nothing(
    lab: Lab, dora: PatientId
) -> None:
    from dataclasses import replace

    whole = invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH)
    first = replace(whole, state=State.PRELIMINARY, analytes=whole.analytes[:2])
    last = replace(whole, state=State.FINAL, analytes=whole.analytes[1:])
    send(lab, first)
    send(lab, last)
    ada = lab.cast.ada.actor
    with gate.visiting():
        sheet = record.lab_sheet(ada, [dora])
        assert sorted(row.name for row in sheet) == ["HbA1c", "Kalium", "Kreatinin", "TSH basal"]
        assert all(len(row.findings) == 1 for row in sheet)
        assert queries.waiting_count(ada) == 1
    assert [row.state for row in lab.reports()] == ["replaced", "filed"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"birth_date": "13.03.1958"}, "contradiction"),
        ({"given_name": "Ina", "family_name": "Ganzanders"}, "contradiction"),
        ({"sex": "M"}, "contradiction"),
        ({"insurance_number": "", "birth_date": "13.03.1958"}, "nobody"),
    ],
)
def test_what_contradicts_stays_red(lab: Lab, change: dict[str, str], why: str) -> None:
    lab.patient(**change)
    send(lab, invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH))
    assert [(row.state, row.why) for row in lab.reports()] == [("open", why)]


@pytest.mark.parametrize("family", ["Demo-Meyer", "DEMO", "Dèmo"])
def test_double_names_and_accents_are_tolerated(lab: Lab, family: str) -> None:
    lab.patient(family_name=family, insurance_number="")
    send(lab, invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH))
    assert [row.state for row in lab.reports()] == ["filed"]


def test_two_who_fit_stay_red_with_both_suggested(lab: Lab) -> None:
    for _ in range(2):
        lab.patient(insurance_number="")
    send(lab, invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH))
    (row,) = lab.reports()
    assert row.why == "several"
    with gate.visiting():
        ada = lab.cast.ada.actor
        assert len(queries.suggestions(ada, queries.report(ada, row.pk).report)) == 2


def test_merged_goes_to_the_survivor(lab: Lab, dora: PatientId) -> None:
    anna = lab.patient(**OTHER)
    with gate.visiting():
        merge_patients(lab.cast.ada.actor, anna, dora)
    send(lab, invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH))
    assert [row.patient_id for row in lab.reports()] == [anna]


def test_closed_stays_red_and_cannot_be_chosen(lab: Lab, dora: PatientId) -> None:
    ada = lab.cast.ada.actor
    with gate.visiting():
        close_patient(ada, dora)
    send(lab, invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH))
    (row,) = lab.reports()
    assert row.why == "closed"
    with gate.visiting(), pytest.raises(NotAssignable):
        actions.assign(ada, row.pk, dora)


def test_c12_restricted_goes_in_by_the_job_and_only_named_staff_see_it(
    lab: Lab, dora: PatientId
) -> None:
    ada, ben = lab.cast.ada.actor, lab.cast.ben.actor
    with gate.visiting():
        restrict_patient(ada, dora, frozenset())
    found = green(lab)
    with gate.visiting():
        assert queries.report(ada, found).is_open is False
    with gate.visiting(), pytest.raises(NotThere):
        queries.report(ben, found)
    with gate.visiting():
        assert queries.waiting(ben) == []


def test_a_later_report_of_the_order_replaces_the_one_under_a_merged_id(
    lab: Lab, dora: PatientId
) -> None:
    from dataclasses import replace

    whole = invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH)
    send(lab, replace(whole, state=State.PRELIMINARY))
    anna = lab.patient(**OTHER)
    ada = lab.cast.ada.actor
    with gate.visiting():
        merge_patients(ada, anna, dora)
    send(lab, whole)
    assert [row.state for row in lab.reports()] == ["replaced", "filed"]
    with gate.visiting():
        sheet = record.lab_sheet(ada, patients.ids_of(ada, anna))
        assert all(len(row.findings) == 1 for row in sheet)


def test_a_report_under_a_merged_id_is_not_moved_to_the_same_person(
    lab: Lab, dora: PatientId
) -> None:
    found = green(lab)
    anna = lab.patient(**OTHER)
    with gate.visiting():
        merge_patients(lab.cast.ada.actor, anna, dora)
    with gate.visiting(), pytest.raises(SamePatient):
        actions.move(lab.cast.ada.actor, found, anna)
