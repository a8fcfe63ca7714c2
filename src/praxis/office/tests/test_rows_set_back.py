"""The check finds a form that was put back to an earlier state of its own, and says no false word.

The earlier state is genuine: the row alone shows nothing, only the log knows that it went on.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from house.cast import Cast
from praxis import gate
from praxis.core import clock
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.ids import PatientId
from praxis.forms import actions
from praxis.gate import guard
from praxis.gate.visit import visiting
from praxis.office.tests.test_oversight import FORM
from praxis.office.tests.test_rows_proven import past_the_program, proven
from praxis.patients.access import PatientAct
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.models import Entry
from praxis.vault import data_keys, lending, rotation

TYPED = {"title": "Schulbescheinigung", "text": "fehlte am 3.11."}


@pytest.fixture
def cast(own_database: str, cast: Cast) -> Cast:
    """The practice in a database of its own: its log holds nothing of other tests."""
    return cast


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """A patient."""
    return patient_of(cast)


def patient_of(cast: Cast) -> PatientId:
    with visiting():
        return create_patient(cast.ada.actor, read_identity(FORM), site=cast.main)


def steps(cast: Cast, dora: PatientId) -> list[dict[str, Any]]:
    """A form as it lay in the table after each step of its life."""
    ada, seen = cast.ada.actor, []
    with visiting():
        form = actions.begin_form(ada, dora, "attest", "schule")
    seen.append(as_stored(form))
    for step in (
        lambda: actions.edit_form(ada, form, 1, TYPED),
        lambda: actions.prepare_form(ada, form, 2),
        lambda: actions.sign_form(ada, form, 3),
        lambda: actions.withdraw_form(ada, form, "Irrtum"),
    ):
        with visiting():
            step()
        assert proven().sound
        seen.append(as_stored(form))
    return seen


def as_stored(form: UUID) -> dict[str, Any]:
    with guard.passage(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM filled_form WHERE id = %s", [form])
        names = [column[0] for column in cursor.description or ()]
        return dict(zip(names, cursor.fetchone() or (), strict=True))


def put_back(row: dict[str, Any]) -> None:
    """What the owner of the tables can do beside the program."""
    changed = ", ".join(f"{name} = %({name})s" for name in row)
    with guard.passage(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE filled_form SET {changed} WHERE id = %(id)s", row)  # noqa: S608 - own names


def renew_keys(dora: PatientId) -> None:
    with lending.opened() as lent:
        lent.lend([dora])
        rotation.rotate_patient_key(dora, passage=guard.passage)


def test_k04_a_form_put_back_to_any_earlier_state_is_found(cast: Cast, dora: PatientId) -> None:
    *earlier, last = steps(cast, dora)
    for row in earlier:
        put_back(row)
        proof = proven()
        assert proof.changed == f"filled_form {row['id']}"
        assert not proof.missing
    put_back(last)
    assert proven().sound


def test_k04_a_discarded_draft_is_not_missed_and_does_not_come_back(
    cast: Cast, dora: PatientId
) -> None:
    ada = cast.ada.actor
    with visiting():
        form = actions.begin_form(ada, dora, "attest", "schule")
    before = as_stored(form)
    with visiting():
        actions.discard_form(ada, form, 1)
    assert proven().sound
    put_back(before)
    assert proven().changed == f"filled_form {form}"


def test_k04_a_form_is_no_less_proven_after_its_keys_were_renewed(
    cast: Cast, dora: PatientId
) -> None:
    before = steps(cast, dora)
    renew_keys(dora)
    assert proven().sound
    with clock_set_to(FixedClock(clock.now() + timedelta(hours=1))):
        after = steps(cast, dora)
        put_back(after[-2])
        assert proven().changed == f"filled_form {after[0]['id']}"
        put_back(after[-1])
        renew_keys(dora)  # the old key goes
        put_back(before[-1])
        assert proven().changed == f"filled_form {before[0]['id']}"


def test_k04_k14_what_one_patients_erasure_leaves_out_is_not_everybodys(
    cast: Cast, dora: PatientId
) -> None:
    emil = patient_of(cast)
    both = [written_together(cast, dora, emil) for _ in range(2)]
    data_keys.destroy_data_key(emil)
    assert proven().sound
    past_the_program(f"DELETE FROM entry WHERE id = '{both[0][0]}'")  # noqa: S608 - own id
    assert proven().missing == str(both[0][0])
    data_keys.destroy_data_key(dora)
    assert proven().sound


def written_together(cast: Cast, *patients: PatientId) -> list[UUID]:
    """One line of each, in one event."""
    with visiting(), gate.creating(cast.ada.actor, RecordAct.WRITE) as work:
        lines = []
        for patient in patients:
            owner = gate.one(cast.ada.actor, PatientAct.READ, Patient, patient).key_owner
            now = clock.now()
            line = Entry(
                patient_id=patient, key_owner=owner, code="A", text="Husten",
                author=cast.ada.actor.id, happened_at=now, recorded_at=now,
            )  # fmt: skip
            lines.append(work.add(line).pk)
    return lines
