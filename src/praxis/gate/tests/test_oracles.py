"""A question about one row never answers for another: neighbours come under their own rule."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from house.behind_the_gate import BRANCH_SITE, MAIN_SITE
from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.gate.guard import NotThroughTheGate, passage
from praxis.gate.rules import BadRules
from praxis.gate.together import ForeignRelated
from praxis.patients.access import PatientAct
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.actions import correct_entry, write_entry
from praxis.record.models import Diagnosis, Entry

_THERAPY = Entry.objects.filter(code="T", patient=OuterRef("pk"))
# Ria may read patients and no entries; each of these asked her entries before they were refused.
ORACLES: dict[str, Callable[[Actor], Any]] = {
    "a filter": lambda ria: gate.count(ria, PatientAct.READ, Patient, entries__code="A"),
    "a condition": lambda ria: gate.many(ria, PatientAct.READ, Patient, Q(entries__code="A")),
    "a nested one": lambda ria: gate.count(
        ria, PatientAct.READ, Patient, ~(Q(sex="W") & ~Q(entries__isnull=False))
    ),
    "a subquery": lambda ria: gate.count(ria, PatientAct.READ, Patient, Q(Exists(_THERAPY))),
    "a value": lambda ria: gate.count(ria, PatientAct.READ, Patient, pk=F("entries__patient")),
    "an order": lambda ria: gate.many(ria, PatientAct.READ, Patient, order_by=("entries__code",)),
    "an order by the first that is known": lambda ria: gate.many(
        ria,
        PatientAct.READ,
        Patient,
        order_by=(Coalesce("birth_year", "entries__recorded_at").desc(),),
    ),
    "an order by something computed": lambda ria: gate.many(
        ria, PatientAct.READ, Patient, order_by=(Coalesce("birth_year", Value(0)).desc(),)
    ),
    "a column": lambda ria: gate.columns(ria, PatientAct.READ, Patient, "entries__code"),
    "a condition on columns": lambda ria: gate.columns(
        ria, PatientAct.READ, Patient, "id", conditions=[Q(entries__code="A")]
    ),
    "an order of columns": lambda ria: gate.columns(
        ria, PatientAct.READ, Patient, "id", order_by=("-entries__code",)
    ),
}


@pytest.fixture
def emil(visit: Any, cem: Actor) -> PatientId:
    """A patient of the other site."""
    identity = read_identity({"family_name": "Muster", "given_name": "Emil"})
    return create_patient(cem, identity, site=BRANCH_SITE)


@pytest.mark.parametrize("way", ORACLES)
def test_c03_no_question_about_a_patient_answers_for_its_entries(
    dora: PatientId, ada: Actor, ria: Actor, way: str
) -> None:
    write_entry(ada, dora, "A", "Husten seit 3 Tagen")
    for _compiled_anew_then_kept in range(3):
        with pytest.raises((BadRules, NotThroughTheGate)):
            ORACLES[way](ria)


def test_own_columns_can_be_asked_in_every_way(dora: PatientId, ria: Actor) -> None:
    year = Q(birth_year=1958) & ~Q(sex="M")
    rows = gate.columns(
        ria, PatientAct.READ, Patient, "id", "birth_year", conditions=[year],
        order_by=(F("birth_year").desc(), "-id"), merged_into__isnull=True, pk__in=[dora],
    )  # fmt: skip
    assert rows == [(dora, 1958)]


def test_a_relation_under_the_same_rule_can_be_asked(dora: PatientId, ada: Actor) -> None:
    first = write_entry(ada, dora, "A", "Husten")
    second = correct_entry(ada, first, "Husten seit 3 Tagen")
    standing = gate.many(ada, RecordAct.READ, Entry, replaced_by__isnull=True)
    assert [row.pk for row in standing] == [second]
    replaced = gate.many(ada, RecordAct.READ, Entry, replaces__code="A")
    assert [row.pk for row in replaced] == [second]


def _hang_diagnosis(ada: Actor, patient: PatientId, entry: Any) -> None:
    with gate.creating(ada, RecordAct.DIAGNOSE) as work:
        work.add(
            Diagnosis(
                patient_id=patient, key_owner=patient, entry_id=entry, icd="J06.9", note="",
                catalogue_year=2026, certainty="V", author=ada.id,
                since=clock.today(), recorded_at=clock.now(),
            )
        )  # fmt: skip


def test_a_neighbour_is_seen_by_its_own_rule(dora: PatientId, ada: Actor, ria: Actor) -> None:
    _hang_diagnosis(ada, dora, write_entry(ada, dora, "A", "Husten"))
    asked = {"entry": RecordAct.READ}
    found = gate.many(ada, RecordAct.READ_DIAGNOSES, Diagnosis, related=asked)
    assert [one.entry.text for one in found if one.entry] == ["Husten"]
    assert len(gate.many(ria, RecordAct.READ_DIAGNOSES, Diagnosis)) == 1
    assert gate.many(ria, RecordAct.READ_DIAGNOSES, Diagnosis, related=asked) == []
    with pytest.raises(BadRules):
        gate.many(ria, RecordAct.READ_DIAGNOSES, Diagnosis, related=("entry",))


def test_a_row_is_not_written_onto_another_patients(
    dora: PatientId, emil: PatientId, ada: Actor, cem: Actor
) -> None:
    theirs = write_entry(cem, emil, "A", "Fieber")
    with pytest.raises(NotThere):
        _hang_diagnosis(ada, dora, theirs)
    both = Actor(ada.id, ada.roles, frozenset({MAIN_SITE, BRANCH_SITE}))
    with pytest.raises(NotThere):
        _hang_diagnosis(both, dora, theirs)
    _hang_diagnosis(both, emil, theirs)


def test_a_neighbour_of_another_patient_stops_the_page(
    dora: PatientId, emil: PatientId, ada: Actor, cem: Actor
) -> None:
    _hang_diagnosis(ada, dora, write_entry(ada, dora, "A", "Husten"))
    theirs = write_entry(cem, emil, "A", "Fieber")
    with passage(), connection.cursor() as cursor:
        cursor.execute("UPDATE diagnosis SET entry_id = %s", [theirs])
    asked = {"entry": RecordAct.READ}
    assert gate.many(ada, RecordAct.READ_DIAGNOSES, Diagnosis, related=asked) == []
    both = Actor(ada.id, ada.roles, frozenset({MAIN_SITE, BRANCH_SITE}))
    with pytest.raises(ForeignRelated):
        gate.many(both, RecordAct.READ_DIAGNOSES, Diagnosis, related=asked)
