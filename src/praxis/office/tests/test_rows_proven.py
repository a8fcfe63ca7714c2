"""The check of the log also looks at every frozen row: changed, deleted, erased or renewed."""

import pytest
from django.db import DataError, connection

from house.cast import Cast
from house.pages import Pages
from praxis.core.ids import PatientId
from praxis.gate import guard
from praxis.gate.visit import visiting
from praxis.office.oversight import checks
from praxis.office.tests.test_oversight import FORM, _fits, link_all
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record.actions.entries import write_entry
from praxis.vault import data_keys, lending, rotation
from praxis.vault.proving import Proof, prove_rows


@pytest.fixture
def cast(own_database: str, cast: Cast) -> Cast:
    """The practice in a database of its own: its log holds nothing of other tests."""
    return cast


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """A patient with three lines."""
    with visiting():
        made = create_patient(cast.ada.actor, read_identity(FORM), site=cast.main)
    for code, text in [("A", "Husten"), ("B", "Lunge frei"), ("T", "Tee")]:
        with visiting():
            write_entry(cast.ada.actor, made, code, text)
    return made


def proven() -> Proof:
    return prove_rows(passage=guard.passage)


def past_the_program(statement: str) -> None:
    """What the owner of the tables can do beside the program."""
    with guard.passage(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_k04_rows_as_they_were_written_are_sound(dora: PatientId) -> None:
    proof = proven()
    assert proof.sound
    assert proof.rows == 3


def test_k04_the_check_names_a_changed_line_and_a_deleted_one(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    past_the_program("UPDATE entry SET code = 'N' WHERE code = 'B'")
    changed = proven()
    assert changed.changed.startswith("entry ")
    assert not changed.missing
    page.as_(cast.lea).post("office:check_chain")
    link_all()
    checks.carry_out(_fits)
    page.as_(cast.lea).get("office:chain").shows("außerhalb des Programms", "Nichts löschen")
    past_the_program("DELETE FROM entry WHERE code = 'N'")
    gone = proven()
    assert (gone.changed, gone.rows) == ("", 2)
    assert gone.missing


def test_k04_a_line_that_hides_behind_an_owner_without_a_key_is_found(dora: PatientId) -> None:
    past_the_program("UPDATE entry SET code = 'N', key_owner = gen_random_uuid() WHERE code = 'B'")
    assert proven().changed.startswith("entry ")


def test_k04_a_changed_data_key_does_not_end_the_check(dora: PatientId) -> None:
    past_the_program(
        "UPDATE vault_datakey SET wrapped = wrapped || 'x'"
        " WHERE owner IN (SELECT key_owner FROM entry)"
    )
    proof = proven()
    assert proof.changed.startswith("entry ")
    assert proof.rows == 3


def test_k04_what_cannot_even_be_read_is_a_result(cast: Cast, page: Pages, dora: PatientId) -> None:
    past_the_program("UPDATE entry SET recorded_at = 'infinity' WHERE code = 'B'")
    page.as_(cast.lea).post("office:check_chain")
    link_all()
    with pytest.raises(DataError):
        checks.carry_out(_fits)
    assert checks.running() is None
    page.as_(cast.lea).get("office:chain").shows("kam nicht zu Ende", "Nichts löschen")


def test_k04_renewed_keys_are_no_change(cast: Cast, dora: PatientId) -> None:
    with lending.opened() as lent:
        lent.lend([dora])
        rotation.rotate_patient_key(dora, passage=guard.passage)
    assert proven().sound


def test_k14_an_erased_patient_is_neither_changed_nor_missed(dora: PatientId) -> None:
    data_keys.destroy_data_key(dora)
    proof = proven()
    assert proof.sound
    assert proof.rows == 3
