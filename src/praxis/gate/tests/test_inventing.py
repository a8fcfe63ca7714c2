"""Jobs that make up people work where a bench set the practice up for it, and nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest

from house.cast import Cast
from praxis import gate
from praxis.config import BadConfig, Config, config
from praxis.core.actors import SystemActor
from praxis.core.errors import NotThere
from praxis.gate import rules
from praxis.gate.guard import passage
from praxis.patients.actions import create_patients
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient

BENCH = SystemActor("bench")
THREE = [read_identity({"family_name": f"Erfunden{at}", "given_name": "Ida"}) for at in range(3)]


@pytest.fixture
def inventing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting of a bench."""
    chosen = replace(config(), demo=True, invents=True)
    monkeypatch.setattr(rules, "config", lambda: chosen)


def named() -> list[rules.Rule]:
    """The rules that name such a job."""
    return [rule for rule in rules.all_rules() if rule.jobs & rules.INVENTING]


def test_no_rule_lets_an_inventing_job_in_without_its_setting() -> None:
    assert named()
    assert not any(rule.admits(BENCH) or rule.q(BENCH) is not None for rule in named())


def test_with_the_setting_the_rules_that_name_it_do(inventing: None) -> None:
    assert all(rule.admits(BENCH) and rule.q(BENCH) is not None for rule in named())
    others = [rule for rule in rules.all_rules() if rule not in named()]
    assert not any(rule.admits(BENCH) for rule in others)


def test_the_demo_has_no_job_of_its_own_it_works_as_its_people() -> None:
    assert not any("demo" in rule.jobs for rule in rules.all_rules())


def test_many_patients_are_refused_to_the_job_and_nobody_is_there(cast: Cast) -> None:
    with gate.visiting(), pytest.raises(NotThere):
        create_patients(BENCH, THREE, site=cast.main)
    assert _numbers() == []


def test_many_patients_are_created_at_once_where_it_is_set(cast: Cast, inventing: None) -> None:
    with gate.visiting():
        ids = create_patients(BENCH, THREE, site=cast.main)
    with gate.visiting():
        rows = gate.many(cast.ada.actor, _read(), Patient, pk__in=ids, order_by=("search_n",))
        assert [row.family_name for row in rows] == ["Erfunden0", "Erfunden1", "Erfunden2"]
        assert [row.number for row in rows] == [str(row.search_n) for row in rows]
    first, second, third = _numbers()
    assert (second, third) == (first + 1, first + 2)


def test_a_clinical_person_may_create_many_and_a_technician_not(cast: Cast) -> None:
    with gate.visiting():
        assert len(create_patients(cast.ben.actor, THREE, site=cast.main)) == 3
    with gate.visiting(), pytest.raises(NotThere):
        create_patients(cast.otto.actor, THREE, site=cast.main)


def test_a_practice_of_real_people_does_not_start_with_the_setting() -> None:
    with pytest.raises(BadConfig):
        Config.read({"PRAXISTRESOR_INVENT": "1"})
    assert Config.read({"PRAXISTRESOR_INVENT": "1", "PRAXISTRESOR_DEMO": "1"}).invents
    assert not Config(data=Path("x"), demo=True).invents


def _read() -> gate.Act:
    from praxis.patients.access import PatientAct

    return PatientAct.READ


def _numbers() -> list[int]:
    with passage():
        return sorted(Patient.objects.filter(merged_into=None).values_list("search_n", flat=True))
