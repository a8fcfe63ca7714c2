"""While a change is under way, nobody takes away what allowed it."""

from typing import Any

import psycopg
import pytest

from embedded import EmbeddedServer
from house.behind_the_gate import MAIN_SITE
from praxis import gate
from praxis.core.actors import Actor
from praxis.patients.access import PatientAct
from praxis.patients.actions import create_patient, name_staff
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient


@pytest.mark.parametrize("table", ["patient_site", "patient_named_staff"])
def test_c09_what_allowed_a_change_stands_until_it_commits(
    own_database: str, postgres: EmbeddedServer, open_vault: Any, ada: Actor, table: str
) -> None:
    with gate.visiting():
        form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}
        dora = create_patient(ada, read_identity(form), site=MAIN_SITE)
        name_staff(ada, dora, ada.id)
    end = f"UPDATE {table} SET until = now() - interval '2 days'"  # noqa: S608 - own names
    with psycopg.connect(postgres.dsn("app", own_database), autocommit=True) as other:
        other.execute("SET lock_timeout = '200ms'")
        with gate.visiting(), gate.doing(ada, PatientAct.EDIT, Patient, dora) as work:
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute(end.encode())
            work.subject.version += 1
            work.save(work.subject, "version")
        assert other.execute(end.encode()).rowcount == 1
