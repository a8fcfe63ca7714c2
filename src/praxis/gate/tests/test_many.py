"""Several rows in one change: all of them decided, locked and in the log, or none touched."""

import pytest

from house.behind_the_gate import BRANCH_SITE, MAIN_SITE
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import PatientId, uuid7
from praxis.patients.access import PatientAct
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.actions import write_entry
from praxis.record.models import Entry
from praxis.vault.errors import SealedColumnUsed
from praxis.vault.row_mac import ChangedRow


@pytest.fixture
def emil(ada: Actor) -> PatientId:
    """A second patient of the main site."""
    form = {"family_name": "Demo", "given_name": "Emil", "birth_date": "01.02.2003"}
    return create_patient(ada, read_identity(form), site=MAIN_SITE)


def _states(*patients: PatientId) -> list[str]:
    from praxis.gate.guard import passage

    with passage():
        return list(Patient.objects.filter(pk__in=patients).values_list("state", flat=True))


def test_they_change_together_and_one_event_names_them(
    dora: PatientId, emil: PatientId, ada: Actor
) -> None:
    with gate.doing_many(ada, PatientAct.CLOSE, Patient, [emil, dora]) as (work, rows):
        assert [row.pk for row in rows] == sorted([dora, emil])
        work.set_many(rows, state="closed")
    assert _states(dora, emil) == ["closed", "closed"]
    event = AuditEvent.objects.filter(actor=ada.id, act="patient:close").get()
    assert set(event.subjects) == set(event.patients) == {dora, emil}


def test_c02_one_that_is_not_there_is_a_refusal_of_all(dora: PatientId, ada: Actor) -> None:
    foreign = uuid7()
    with (
        pytest.raises(NotThere),
        gate.doing_many(ada, PatientAct.CLOSE, Patient, [dora, foreign]) as (work, rows),
    ):
        work.set_many(rows, state="closed")
    assert _states(dora) == ["active"]
    refused = AuditEvent.objects.filter(actor=ada.id, outcome="refused").get()
    assert refused.subjects == [foreign]


def test_c02_somebody_elses_patients_are_not_there(
    dora: PatientId, emil: PatientId, cem: Actor
) -> None:
    with (
        pytest.raises(NotThere),
        gate.doing_many(cem, PatientAct.CLOSE, Patient, [dora, emil]),
    ):
        pass
    assert _states(dora, emil) == ["active", "active"]


def test_p05_who_sees_but_may_not_is_refused_openly(
    dora: PatientId, emil: PatientId, ben: Actor
) -> None:
    with pytest.raises(Refused), gate.doing_many(ben, PatientAct.CLOSE, Patient, [dora, emil]):
        pass


def test_c02_among_ones_own_a_foreign_patient_is_refused_like_one_that_is_not_there(
    dora: PatientId, ada: Actor, cem: Actor
) -> None:
    form = {"family_name": "Demo", "given_name": "Emil", "birth_date": "01.02.2003"}
    foreign = create_patient(cem, read_identity(form), site=BRANCH_SITE)
    for other in (foreign, uuid7()):
        with (
            pytest.raises(NotThere),
            gate.doing_many(ada, PatientAct.CLOSE, Patient, [dora, other]),
        ):
            pass
        refused = AuditEvent.objects.filter(actor=ada.id, outcome="refused").latest("n")
        assert refused.subjects == [other]


def test_more_rows_than_a_list_holds_are_no_change(dora: PatientId, ada: Actor) -> None:
    many = [dora, *(uuid7() for _ in range(200))]
    with (
        pytest.raises(ValueError, match="200"),
        gate.doing_many(ada, PatientAct.CLOSE, Patient, many),
    ):
        pass


def test_k04_a_line_moved_to_an_owner_without_a_key_is_not_handed_out(
    dora: PatientId, ada: Actor
) -> None:
    from praxis.gate.guard import passage

    line = write_entry(ada, dora, "N", "Eine Zeile")
    with passage():
        Entry.objects.filter(pk=line).update(code="A", key_owner=uuid7())
    with pytest.raises(ChangedRow):
        gate.one(ada, RecordAct.READ, Entry, line)
    with pytest.raises(ChangedRow):
        gate.many(ada, RecordAct.READ, Entry, patient_id=dora)


def test_nobody_and_nothing_open_nothing(dora: PatientId, ada: Actor) -> None:
    with pytest.raises(NotThere), gate.doing_many(None, PatientAct.CLOSE, Patient, [dora]):
        pass
    with (
        pytest.raises(ValueError, match="rows"),
        gate.doing_many(ada, PatientAct.CLOSE, Patient, []),
    ):
        pass


def test_a_mistake_undoes_all_of_it(dora: PatientId, emil: PatientId, ada: Actor) -> None:
    def mistaken() -> None:
        with gate.doing_many(ada, PatientAct.CLOSE, Patient, [dora, emil]) as (work, rows):
            work.set_many(rows, state="closed")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mistaken()
    assert _states(dora, emil) == ["active", "active"]


def test_many_saved_are_checked_like_one(dora: PatientId, emil: PatientId, ada: Actor) -> None:
    with gate.doing_many(ada, PatientAct.EDIT, Patient, [dora, emil]) as (work, rows):
        for row in rows:
            row.city = "Neustadt"
        work.save_many(rows, "city")
    assert gate.one(ada, PatientAct.READ, Patient, emil).city == "Neustadt"


def test_sealed_columns_and_frozen_rows_are_never_set_in_bulk(dora: PatientId, ada: Actor) -> None:
    with (
        pytest.raises(SealedColumnUsed),
        gate.doing_many(ada, PatientAct.EDIT, Patient, [dora]) as (work, rows),
    ):
        work.set_many(rows, city="Neustadt")
    line = write_entry(ada, dora, "N", "Eine Zeile")
    entry = gate.one(ada, RecordAct.READ, Entry, line)
    with pytest.raises(TypeError), gate.creating(ada, RecordAct.WRITE) as new:
        new.set_many([entry], code="A")
