"""C-04: an id or a number of somebody else in the body is absent, whatever the path allows."""

from typing import Final
from urllib.parse import quote

import pytest
from django.db import connection

from attacks.addresses import all_addresses
from attacks.trying import Tried, encoded, same
from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId, uuid7
from praxis.gate.guard import passage
from praxis.gate.guarded import Guarded
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.patients.queries import patient

# The fields of a form that name a patient, and how they name one.
NAMING: Final = {"patient": "{id}", "key": "chart:{id}", "nummer": "{number}"}
FIELDS: Final = (
    ("desk:draft", "key"), ("documents:move", "nummer"), ("lab:assign", "patient"),
    ("lab:move", "patient"), ("patients:merge", "nummer"),
)  # fmt: skip
ADDRESSES: Final = {one.name: one for one in all_addresses()}


def _count() -> dict[str, int]:
    """How many rows there are of everything that is somebody's."""
    tables = sorted(model._meta.db_table for model in Guarded.__subclasses__())
    counts = {}
    with passage(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - own names
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.fixture
def foreign(cast: Cast) -> dict[str, str]:
    """A patient of the other site, and one that nobody has."""
    form = {"family_name": "Fremd", "given_name": "Fritz", "birth_date": "01.02.1970"}
    with gate.visiting():
        made = create_patient(cast.cem.actor, read_identity(form), site=cast.branch)
        number = patient(cast.cem.actor, PatientId(made)).number
    return {"id": str(made), "number": number}


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_c04_a_patient_of_another_site_in_a_form_is_one_that_is_not_there(
    cast: Cast, page: Pages, foreign: dict[str, str], name: str, field: str
) -> None:
    tried, answers = Tried(cast, page, ADDRESSES[name], "POST"), []
    assert field in tried.form
    rest = {one: value for one, value in tried.form.items() if one not in NAMING}
    before = _count()
    for who in (foreign, {"id": str(uuid7()), "number": "987654"}):
        value = NAMING[field].format(**who)
        answer = tried.send(f"{encoded(rest)}&{field}={quote(value)}")
        assert "Fremd" not in answer.text
        answer.raw.content = answer.raw.content.replace(who["id"].encode(), b"")
        answers.append(answer)
    assert same(*answers)
    assert answers[0].location == ""
    assert _count() == before
