"""Reports go in by the batch: one statement for many, and the same outcome as one by one."""

from dataclasses import replace

import pytest

from formats.ldt import LabPatient, LabReport, Mark, State, write_reports
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.ids import PatientId
from praxis.exchange.lab import batches
from praxis.exchange.lab.samples import invented
from praxis.exchange.lab.tests.conftest import Lab
from praxis.gate.guard import passage
from praxis.record import queries as record
from praxis.record.models import Finding, Report


def file_of(*reports: LabReport) -> bytes:
    made = invented.moment(21, 6, 30)
    return write_reports(list(reports), invented.LABORATORY, ("Labor", "L"), made)


def several(count: int, patient: LabPatient = invented.DORA, values: int = 2) -> list[LabReport]:
    tests = [
        invented.analyte(f"T{at}", f"Messwert {at}", "4.4", "mmol/l", "3.5", "5.1")
        for at in range(values)
    ]
    return [invented.report(f"B-{at}", patient, *tests) for at in range(count)]


def test_two_reports_of_one_order_in_one_file_are_one_in_the_record(
    lab: Lab, dora: PatientId
) -> None:
    whole = invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH)
    first = replace(whole, state=State.PRELIMINARY, analytes=whole.analytes[:2], attachments=())
    last = replace(whole, state=State.FINAL, analytes=whole.analytes[1:], attachments=())
    lab.drop("a.ldt", file_of(first, last))
    lab.passes()
    with gate.visiting():
        sheet = record.lab_sheet(lab.cast.ada.actor, [dora])
    assert sorted(row.name for row in sheet) == ["HbA1c", "Kalium", "Kreatinin", "TSH basal"]
    assert all(len(row.findings) == 1 for row in sheet)
    assert [row.state for row in lab.reports()] == ["replaced", "filed"]


def test_the_same_report_twice_in_one_file_is_there_once(lab: Lab, dora: PatientId) -> None:
    (one,) = several(1)
    lab.drop("a.ldt", file_of(one, one))
    lab.passes()
    assert [(file.reports, file.known_reports) for file in lab.files()] == [(1, 1)]
    assert len(lab.reports()) == 1


def test_a_batch_holds_reports_of_known_and_unknown_people(lab: Lab, dora: PatientId) -> None:
    mine, theirs = several(2), several(3, invented.NOBODY)
    theirs = [replace(one, order_number=f"N-{at}") for at, one in enumerate(theirs)]
    lab.drop("a.ldt", file_of(mine[0], theirs[0], mine[1], *theirs[1:]))
    lab.passes()
    rows = lab.reports()
    assert [row.state for row in rows] == ["filed", "open", "filed", "open", "open"]
    assert [row.position for row in rows] == [0, 1, 2, 3, 4]
    assert {row.key_owner for row in rows if row.state == "filed"} == {dora}
    assert all(row.key_owner == row.pk for row in rows if row.state == "open")


def test_e09_a_file_broken_at_its_end_leaves_nothing_of_the_batches_before(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_REPORTS", 1)
    whole = file_of(*several(4))
    lab.drop("a.ldt", whole[: whole.rindex(b"8000")])
    lab.passes()
    (file,) = lab.files()
    assert (file.state, file.reports) == ("quarantined", 0)
    assert lab.reports() == []
    with gate.visiting():
        assert record.reports(lab.cast.ada.actor, [dora]) == []


def test_the_log_names_every_row_of_a_batch(lab: Lab, dora: PatientId) -> None:
    lab.drop("a.ldt", file_of(*several(45, values=25)))
    lab.passes()
    named = {
        subject
        for event in AuditEvent.objects.filter(act__in=("lab:import", "report:file"))
        for subject in event.subjects
    }
    with passage():
        findings = set(Finding.objects.filter(patient_id=dora).values_list("pk", flat=True))
        filed = set(Report.objects.filter(patient_id=dora).values_list("pk", flat=True))
    assert (len(findings), len(filed)) == (45 * 25, 45)
    assert findings | filed | {row.pk for row in lab.reports()} <= named
