"""Attacks on who sees whom: emergencies that never end, merges and joins that open a record."""

from datetime import date, timedelta
from typing import Any

import pytest

from house.behind_the_gate import BRANCH_SITE, MAIN_SITE, actor
from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, Role
from praxis.core.errors import NotThere, PraxisError, Refused
from praxis.core.ids import PatientId
from praxis.gate.guard import passage
from praxis.patients.access import PatientAct
from praxis.patients.actions import (
    break_glass,
    close_patient,
    create_patient,
    join_site,
    merge_patients,
    name_staff,
    open_to_all,
    restrict_patient,
)
from praxis.patients.errors import KnownElsewhere, TooManyNumbers
from praxis.patients.identity import read_identity
from praxis.patients.models import NamedStaff, Patient, PatientSite
from praxis.patients.queries import ids_of
from praxis.record.actions import write_entry
from praxis.record.queries import entries

REASON = "Patientin bewusstlos in der Anmeldung"


def _another(by: Actor, name: str) -> PatientId:
    return create_patient(
        by, read_identity({"family_name": name, "given_name": "Erna"}), site=MAIN_SITE
    )


def test_c12_an_emergency_cannot_be_made_permanent(dora: PatientId, ada: Actor) -> None:
    restrict_patient(ada, dora, frozenset())
    eve = actor(Role.DOCTOR)
    break_glass(eve, dora, REASON)
    with pytest.raises((NotThere, Refused)):
        name_staff(eve, dora, eve.id)
    with pytest.raises((NotThere, Refused)):
        open_to_all(eve, dora)
    with pytest.raises((NotThere, Refused)):
        restrict_patient(eve, dora, frozenset())
    name_staff(ada, dora, eve.id)
    open_to_all(eve, dora)


def test_c12_an_emergency_opening_has_a_near_end(dora: PatientId, ada: Actor) -> None:
    with (
        pytest.raises((NotThere, Refused)),
        gate.doing(ada, PatientAct.BREAK_GLASS, Patient, dora) as work,
    ):
        work.add(
            NamedStaff(
                key_owner=dora, patient_id=dora, account=ada.id, since=clock.now(),
                until=clock.now() + timedelta(days=3650), emergency=True, reason=REASON,
            )
        )  # fmt: skip


def test_c12_an_emergency_opens_the_whole_record_and_so_does_coming_to_a_site(
    dora: PatientId, ada: Actor, cem: Actor
) -> None:
    """What was merged into it belongs to it: half a chart that looks whole is a danger."""
    erna, eve = _another(ada, "Doppelt"), actor(Role.DOCTOR)
    write_entry(ada, erna, "A", "Allergie gegen Penicillin")
    merge_patients(ada, dora, erna)
    for _twice in range(2):
        join_site(cem, "A123456780", site=BRANCH_SITE, proof="card")
    assert len(entries(cem, ids_of(cem, dora))) == 1
    restrict_patient(ada, dora, frozenset())
    break_glass(eve, dora, REASON)
    assert len(entries(eve, ids_of(eve, dora))) == 1
    assert ids_of(ada, dora) == ids_of(eve, dora) == [dora, erna]


def test_c12_a_closed_record_opens_in_an_emergency_too(dora: PatientId, ada: Actor) -> None:
    restrict_patient(ada, dora, frozenset())
    close_patient(ada, dora)
    eve = actor(Role.DOCTOR)
    break_glass(eve, dora, REASON)
    assert gate.one(eve, PatientAct.READ, Patient, dora).pk == dora


def test_c12_a_merge_never_takes_a_restricted_record_into_an_open_one(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    erna = _another(ada, "Offen")
    write_entry(ada, erna, "A", "Was nur Genannte lesen")
    restrict_patient(ada, dora, frozenset())
    for keep, fold in ((dora, erna), (erna, dora)):
        with pytest.raises(PraxisError):
            merge_patients(ada, keep, fold)
    assert ben.id != ada.id


def test_c12_closing_a_record_closes_what_was_merged_into_it(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    erna = _another(ada, "Doppelt")
    write_entry(ada, erna, "A", "Was nur Genannte lesen")
    merge_patients(ada, dora, erna)
    restrict_patient(ada, dora, frozenset())
    assert entries(ben, [erna]) == []
    with pytest.raises(NotThere):
        gate.one(ben, PatientAct.READ, Patient, erna)
    assert len(entries(ada, ids_of(ada, dora))) == 1
    name_staff(ada, dora, ben.id)
    assert len(entries(ben, ids_of(ben, dora))) == 1
    open_to_all(ada, dora)
    assert len(entries(actor(Role.DOCTOR), [erna])) == 1


def test_c08_a_record_merged_twice_keeps_everything(dora: PatientId, ada: Actor) -> None:
    first, second = _another(ada, "Eins"), _another(ada, "Zwei")
    write_entry(ada, first, "A", "aus der ersten Akte")
    merge_patients(ada, second, first)
    merge_patients(ada, dora, second)
    assert set(ids_of(ada, dora)) == {dora, first, second}
    assert [one.text for one in entries(ada, ids_of(ada, dora))] == ["aus der ersten Akte"]


def test_c08_who_saw_either_record_sees_the_whole_after_a_merge(
    dora: PatientId, ada: Actor, cem: Actor
) -> None:
    """Folded at one site into a record of another, somebody would be gone for the first."""
    first, second = _another(ada, "Eins"), _another(ada, "Zwei")
    write_entry(ada, dora, "A", "Allergie gegen Penicillin")
    join_site(cem, "A123456780", site=BRANCH_SITE, proof="card")
    both = actor(Role.DOCTOR, sites=(MAIN_SITE, BRANCH_SITE))
    merge_patients(both, second, first)
    with pytest.raises(NotThere):
        gate.one(cem, PatientAct.READ, Patient, second)
    merge_patients(both, second, dora)
    assert set(ids_of(cem, second)) == {dora, first, second}
    assert len(entries(cem, ids_of(cem, second))) == 1
    assert len(entries(ada, ids_of(ada, second))) == 1


def test_c02_a_merge_brings_nobody_to_a_site_the_person_never_was_at(
    dora: PatientId, ada: Actor, cem: Actor
) -> None:
    erna = _another(ada, "Doppelt")
    merge_patients(ada, dora, erna)
    assert gate.count(cem, PatientAct.READ, Patient) == 0
    both = actor(Role.DOCTOR, sites=(MAIN_SITE, BRANCH_SITE))
    for patient in (dora, erna):
        with pytest.raises((NotThere, Refused)), gate.creating(both, PatientAct.MERGE) as work:
            work.add(
                PatientSite(
                    key_owner=patient, patient_id=patient, site=BRANCH_SITE, since=clock.today(),
                    joined_by="merge",
                )
            )  # fmt: skip


def test_c02_nobody_adds_a_patient_of_another_site_to_their_own(
    visit: Any, dora: PatientId, cem: Actor
) -> None:
    with (
        pytest.raises((NotThere, Refused)),
        gate.creating(cem, PatientAct.CREATE) as work,
    ):
        work.add(
            PatientSite(
                key_owner=dora, patient_id=dora, site=BRANCH_SITE, since=clock.today(),
                joined_by="card",
            )
        )  # fmt: skip
    assert gate.count(cem, PatientAct.READ, Patient) == 0


def test_c03_a_restricted_record_is_no_answer_to_a_number(
    dora: PatientId, ada: Actor, cem: Actor
) -> None:
    restrict_patient(ada, dora, frozenset())
    said = []
    for number in ("A123456780", "B123456789"):
        with pytest.raises(KnownElsewhere) as refused:
            join_site(cem, number, site=BRANCH_SITE, proof="card")
        said.append((refused.value.text, refused.value.detail))
    assert said[0] == said[1]
    assert gate.count(cem, PatientAct.READ, Patient) == 0


def test_joining_brings_somebody_to_ones_own_site_only(
    dora: PatientId, cem: Actor, otto: Actor
) -> None:
    with pytest.raises(KnownElsewhere):
        join_site(cem, "A123456780", site=MAIN_SITE, proof="card")
    with pytest.raises(Refused):
        join_site(otto, "A123456780", site=BRANCH_SITE, proof="card")
    assert join_site(cem, "A123456780", site=BRANCH_SITE, proof="card") == dora
    assert gate.one(cem, PatientAct.READ, Patient, dora).pk == dora


def test_c03_numbers_cannot_be_tried_out(db: None, open_vault: Any, ada: Actor, cem: Actor) -> None:
    form = {"family_name": "Demo", "given_name": "Dora", "insurance_number": "A123456780"}
    with gate.visiting():
        create_patient(ada, read_identity(form), site=MAIN_SITE)
    for number in range(20):
        with gate.visiting(), pytest.raises(KnownElsewhere):
            join_site(cem, f"B{number:09}", site=BRANCH_SITE, proof="card")
    with gate.visiting(), pytest.raises(TooManyNumbers):
        join_site(cem, "A123456780", site=BRANCH_SITE, proof="card")


def test_c03_a_site_sees_a_patient_from_the_first_to_the_last_day_and_no_longer(
    dora: PatientId, ada: Actor
) -> None:
    today = clock.today()
    for since, until, seen in [(0, None, 1), (-9, 0, 1), (-9, -1, 0), (1, None, 0)]:
        _belongs(
            dora, today + timedelta(since), until if until is None else today + timedelta(until)
        )
        assert len(gate.many(ada, PatientAct.READ, Patient, pk=dora)) == seen, (since, until)


def _belongs(patient: PatientId, since: date, until: date | None) -> None:
    """What an action that ends a belonging will write; there is none yet."""
    with passage():
        PatientSite.objects.filter(patient_id=patient).update(since=since, until=until)
