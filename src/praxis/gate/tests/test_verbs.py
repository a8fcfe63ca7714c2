"""The gate decides, hands out and writes down; absent and forbidden look the same."""

from typing import Any

import pytest

from house.behind_the_gate import BRANCH_SITE, MAIN_SITE
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import PatientId, uuid7
from praxis.gate.guard import NotThroughTheGate
from praxis.patients.access import PatientAct
from praxis.patients.actions import break_glass, close_patient, create_patient, restrict_patient
from praxis.patients.errors import ReasonMissing
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient, PatientSite
from praxis.record.access import RecordAct
from praxis.record.actions import correct_entry, write_entry
from praxis.record.errors import AlreadyCorrected
from praxis.record.models import Entry
from praxis.record.queries import entries, history
from praxis.vault import lending
from praxis.vault.errors import StillSealed


def _events(actor: Actor) -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(actor=actor.id).order_by("n")
    return [(row.act, row.outcome) for row in rows]


def test_a_doctor_of_the_site_reads_the_patient(dora: PatientId, ada: Actor) -> None:
    assert gate.one(ada, PatientAct.READ, Patient, dora).family_name == "Demo"


def test_c02_a_doctor_of_another_site_learns_nothing(dora: PatientId, cem: Actor) -> None:
    with pytest.raises(NotThere) as foreign:
        gate.one(cem, PatientAct.READ, Patient, dora)
    with pytest.raises(NotThere) as absent:
        gate.one(cem, PatientAct.READ, Patient, uuid7())
    assert str(foreign.value) == str(absent.value)
    assert gate.many(cem, PatientAct.READ, Patient) == []
    assert gate.count(cem, PatientAct.READ, Patient) == 0


def test_it_and_nobody_are_refused(dora: PatientId, otto: Actor) -> None:
    for actor in (otto, None):
        with pytest.raises(NotThere):
            gate.one(actor, PatientAct.READ, Patient, dora)
        with pytest.raises(Refused):
            gate.many(actor, PatientAct.READ, Patient)


def test_p05_who_sees_but_may_not_is_refused_openly(dora: PatientId, ben: Actor) -> None:
    with pytest.raises(Refused):
        close_patient(ben, dora)


def test_p05_who_does_not_see_is_told_nothing(dora: PatientId, cem: Actor) -> None:
    with pytest.raises(NotThere):
        close_patient(cem, dora)


def test_every_refusal_is_written_at_once(dora: PatientId, cem: Actor) -> None:
    with pytest.raises(NotThere):
        gate.one(cem, PatientAct.READ, Patient, dora)
    assert _events(cem) == [("patient:read", "refused")]


def test_k08_a_read_is_in_the_log_before_the_first_value_is_opened(
    dora: PatientId, ada: Actor, visit: Any
) -> None:
    found = gate.one(ada, PatientAct.READ, Patient, dora)
    before = _events(ada).count(("patient:read", "allowed"))
    assert found.family_name == "Demo"
    assert _events(ada).count(("patient:read", "allowed")) == before + 1
    row = AuditEvent.objects.filter(actor=ada.id, act="patient:read").latest("n")
    assert row.patients == [dora]
    assert row.request == visit.id


def test_if_the_log_cannot_be_written_nothing_is_opened(
    dora: PatientId, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from praxis.audit import macs
    from praxis.audit.macs import LogCannotBeWritten

    found = gate.one(ada, PatientAct.READ, Patient, dora)
    installed = macs.row_macs()
    macs.forget()
    with pytest.raises(LogCannotBeWritten):
        _ = found.family_name
    macs.install(installed)


def test_a_new_row_is_judged_as_it_is_written(visit: Any, ada: Actor) -> None:
    identity = read_identity({"family_name": "Fremd", "given_name": "Franz"})
    with pytest.raises(NotThere):
        create_patient(ada, identity, site=BRANCH_SITE)
    assert gate.count(ada, PatientAct.READ, Patient) == 0


def test_values_stay_sealed_after_the_request(db: None, open_vault: Any, ada: Actor) -> None:
    with gate.visiting():
        identity = read_identity({"family_name": "Demo", "given_name": "Dora"})
        patient_id = create_patient(ada, identity, site=MAIN_SITE)
        found = gate.one(ada, PatientAct.READ, Patient, patient_id)
    with pytest.raises(StillSealed):
        _ = found.family_name
    assert lending.current_or_none() is None


def test_without_a_request_no_verb_works(db: None, open_vault: Any, ada: Actor) -> None:
    with pytest.raises(NotThroughTheGate):
        gate.many(ada, PatientAct.READ, Patient)


def test_c12_a_restricted_record_is_not_there_for_others(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    restrict_patient(ada, dora, frozenset())
    assert gate.one(ada, PatientAct.READ, Patient, dora).restricted
    with pytest.raises(NotThere):
        gate.one(ben, PatientAct.READ, Patient, dora)
    assert gate.many(ben, PatientAct.READ, PatientSite) == []


def test_o01_c12_an_emergency_opens_it_for_a_while_and_leaves_a_trace(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    from house.behind_the_gate import actor
    from praxis.core.actors import Role

    restrict_patient(ada, dora, frozenset())
    colleague = actor(Role.DOCTOR)
    with pytest.raises(ReasonMissing):
        break_glass(colleague, dora, "eilig")
    break_glass(colleague, dora, "Patientin bewusstlos in der Anmeldung")
    assert gate.one(colleague, PatientAct.READ, Patient, dora).pk == dora
    row = AuditEvent.objects.get(actor=colleague.id, act="patient:break-glass")
    assert row.reason == "emergency"
    assert row.note is not None
    with pytest.raises((NotThere, Refused)):
        break_glass(ben, dora, "ich bin neugierig auf diese Akte")


def test_p07_a_corrected_entry_keeps_its_former_text(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    first = write_entry(ben, dora, "B", "130/80")
    second = correct_entry(ada, first, "120/80")
    assert [one.text for one in entries(ada, [dora])] == ["120/80"]
    assert [one.text for one in history(ada, second)] == ["120/80", "130/80"]


def test_two_corrections_of_one_entry_show_both_texts(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    first = write_entry(ben, dora, "B", "130/80")
    correct_entry(ada, first, "120/80")
    with pytest.raises(AlreadyCorrected) as clash:
        correct_entry(ben, first, "125/80")
    assert (clash.value.theirs, clash.value.yours) == ("120/80", "125/80")


def test_k04_an_entry_changed_in_the_database_is_not_shown(dora: PatientId, ada: Actor) -> None:
    from django.db import connection

    from praxis.gate.guard import passage
    from praxis.vault.row_mac import ChangedRow

    entry = write_entry(ada, dora, "A", "Husten seit 3 Tagen")
    with passage(), connection.cursor() as cursor:
        cursor.execute("UPDATE entry SET code = 'T' WHERE id = %s", [entry])
    with pytest.raises(ChangedRow):
        gate.one(ada, RecordAct.READ, Entry, entry)


def test_billing_reads_identity_but_no_text(dora: PatientId, ria: Actor) -> None:
    assert gate.one(ria, PatientAct.READ, Patient, dora).family_name == "Demo"
    with pytest.raises(Refused):
        entries(ria, [dora])


def test_a_button_asks_without_leaving_a_trace(dora: PatientId, ada: Actor, ben: Actor) -> None:
    found = gate.one(ada, PatientAct.READ, Patient, dora)
    assert gate.may(ada, PatientAct.CLOSE, found)
    assert not gate.may(ben, PatientAct.CLOSE, found)
    assert ("patient:close", "refused") not in _events(ben)


def test_k08_what_a_broken_off_change_showed_is_in_the_log(dora: PatientId, ada: Actor) -> None:
    with pytest.raises(ReasonMissing), gate.doing(ada, PatientAct.EDIT, Patient, dora) as work:
        raise ReasonMissing(detail=work.subject.family_name)
    assert _events(ada)[-1] == ("patient:edit", "allowed")
    row = AuditEvent.objects.filter(actor=ada.id).latest("n")
    assert (row.reason, row.patients) == ("broken-off", [dora])


def test_k08_a_job_that_fails_still_leaves_what_it_read(
    db: None, open_vault: Any, ada: Actor
) -> None:
    def fails() -> None:
        with gate.visiting():
            gate.columns(ada, PatientAct.READ, Patient, "birth_year")
            raise ReasonMissing

    with pytest.raises(ReasonMissing):
        fails()
    assert _events(ada) == [("patient:read", "allowed")]


def test_c07_a_lent_key_opens_no_row_nobody_decided_about(
    db: None, open_vault: Any, ada: Actor
) -> None:
    """A row of the same patient that came past the gate stays sealed."""
    from praxis.gate.guard import passage

    with gate.visiting():
        identity = read_identity({"family_name": "Demo", "given_name": "Dora"})
        dora = create_patient(ada, identity, site=MAIN_SITE)
        entry = write_entry(ada, dora, "A", "Husten seit 3 Tagen")
    with gate.visiting():
        assert gate.one(ada, PatientAct.READ, Patient, dora).family_name == "Demo"
        with passage():
            slipped = Entry.objects.get(pk=entry)
        with pytest.raises(StillSealed):
            _ = slipped.text
        assert gate.one(ada, RecordAct.READ, Entry, entry).text == "Husten seit 3 Tagen"
        assert slipped.text == "Husten seit 3 Tagen"


def test_k01_an_event_names_every_row_it_added_and_binds_their_macs(
    dora: PatientId, ada: Actor
) -> None:
    from praxis.audit.events import digest_of_rows
    from praxis.core import clock

    now = clock.now()
    rows = [
        Entry(
            patient_id=dora, key_owner=dora, code="A", text="Husten", author=ada.id,
            happened_at=now, recorded_at=now,
        )
        for _ in range(1005)
    ]  # fmt: skip
    with gate.creating(ada, RecordAct.WRITE) as work:
        work.add_many(rows)
    found = list(AuditEvent.objects.filter(actor=ada.id, act="record:write").order_by("n"))
    assert [len(event.subjects) for event in found] == [1000, 5]
    assert [pk for event in found for pk in event.subjects] == [row.pk for row in rows]
    macs = {row.pk: bytes(row.row_mac) for row in rows}
    for event in found:
        whole = digest_of_rows((pk, macs[pk]) for pk in event.subjects)
        assert bytes(event.row_mac) == whole
        assert digest_of_rows((pk, macs[pk]) for pk in event.subjects[:-1]) != whole


def test_a_job_that_found_nothing_leaves_no_line_but_a_person_does(
    db: None, open_vault: Any, ada: Actor
) -> None:
    before = AuditEvent.objects.count()
    with gate.as_system("post-inbox") as job:
        assert gate.many(job, PatientAct.READ, Patient, pk=uuid7()) == []
        assert gate.columns(job, PatientAct.READ, Patient, "id", pk=uuid7()) == []
        assert gate.count(job, PatientAct.READ, Patient, pk=uuid7()) == 0
    assert AuditEvent.objects.count() == before
    with gate.visiting():
        assert gate.many(ada, PatientAct.READ, Patient, pk=uuid7()) == []
    assert AuditEvent.objects.count() == before + 1
