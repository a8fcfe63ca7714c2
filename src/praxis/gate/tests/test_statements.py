"""A kept statement says exactly what Django would say now, for this actor and this moment."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from django.db.models.sql import Query

from house.behind_the_gate import BRANCH_SITE, MAIN_SITE
from praxis import gate
from praxis.core.actors import Actor, AnyActor, Role, SystemActor
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.ids import AccountId, PatientId, SessionId, WorkstationId, uuid7
from praxis.gate import statements
from praxis.gate.guard import NotThroughTheGate, passage
from praxis.gate.marks import worth
from praxis.gate.rules import Rule, all_rules
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient

_ROW_RULES = [rule for rule in all_rules() if rule.model is not None]
_AT = datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Every test learns for itself."""
    statements.forget()
    yield
    statements.forget()


def _actors(rule: Rule) -> Iterator[AnyActor]:
    for role in sorted(rule.roles):
        for sites in ((), (MAIN_SITE,), (MAIN_SITE, BRANCH_SITE)):
            who = AccountId(uuid7())
            yield Actor(who, frozenset({role}), frozenset(sites))
            place = WorkstationId(uuid7()), SessionId(uuid7())
            yield Actor(who, frozenset({role, Role.OWNER}), frozenset(sites), *place)
    yield from filter(rule.admits, map(SystemActor, sorted(rule.jobs)))


@pytest.mark.parametrize("rule", _ROW_RULES, ids=lambda r: f"{r.act}-{r.model.__name__}")
def test_c07_what_is_kept_is_what_the_rule_says_now(rule: Rule) -> None:
    model: Any = rule.model
    wanted = {"pk": uuid7()}

    def build(asker: AnyActor, asked: Sequence[Q], named: Mapping[str, Any]) -> Any:
        return model.objects.filter(rule.q(asker), *asked, **named)[:1]

    for actor in _actors(rule):
        with passage(), clock_set_to(FixedClock(_AT)):
            try:
                now = build(actor, (), wanted).query.get_compiler("default").as_sql()
            except EmptyResultSet:
                assert statements._compiled(build, actor, [], wanted) is statements._NOBODY
                continue
            statement = statements._compiled(build, actor, [], wanted)
            assert statement is not statements._NOBODY
            if statement is None:
                continue
            values = [*worth(actor), *wanted.values()]
            said = statement.sql, statement.parameters(values)
        assert said[0] == now[0]
        # The sites of an actor are a set: their order in the text is nobody's.
        order: Any = sorted if isinstance(actor, Actor) and len(actor.sites) > 1 else list
        assert order(map(str, said[1])) == order(map(str, now[1]))


def _derived(asker: AnyActor, asked: Sequence[Q], named: Mapping[str, Any]) -> Any:
    from praxis.core import clock

    later = clock.now() + timedelta(hours=4)
    return Patient.objects.filter(*asked, recorded_at__lt=later, **named)[:1]


def _asking(asker: AnyActor, asked: Sequence[Q], named: Mapping[str, Any]) -> Any:
    anybody = Patient.objects.filter(*asked, **named).first()
    return Patient.objects.filter(merged_into=anybody)[:1]


@pytest.mark.django_db
@pytest.mark.parametrize("build", [_derived, _asking])
def test_what_is_computed_from_time_or_rows_is_not_kept(build: Any, ada: Actor) -> None:
    with passage():
        assert statements._compiled(build, ada, [], {"pk": uuid7()}) is None


@pytest.mark.django_db
def test_c07_another_actor_of_the_same_shape_sees_only_what_is_theirs(
    dora: PatientId, ada: Actor, cem: Actor
) -> None:
    for _ in range(4):
        assert [row.pk for row in gate.many(ada, PatientAct.READ, Patient)] == [dora]
        assert gate.many(cem, PatientAct.READ, Patient) == []
        assert gate.may(cem, PatientAct.READ, on=Patient)


@pytest.mark.django_db
def test_a_kept_statement_runs_behind_the_gate_only(dora: PatientId, ada: Actor) -> None:
    def build(asker: AnyActor, asked: Sequence[Q], named: Mapping[str, Any]) -> Any:
        return Patient.objects.filter(*asked, **named)[:1]

    for _ in range(3):
        with passage():
            assert statements.rows(("here",), build, ada, (), {"pk": dora})
    with pytest.raises(NotThroughTheGate):
        statements.rows(("here",), build, ada, (), {"pk": dora})


class CompiledNothing:
    """Fails if a query is built within the block."""

    def __enter__(self) -> None:
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(Query, "build_filter", _never)

    def __exit__(self, *_: object) -> None:
        self._patch.undo()


def _never(*_: Any, **__: Any) -> Any:
    raise AssertionError("a query was built")


@pytest.mark.django_db
def test_a_question_for_an_empty_list_is_answered_without_the_database(
    dora: PatientId, ada: Actor, django_assert_num_queries: Any
) -> None:
    def ask(ids: list[PatientId]) -> list[Any]:
        return [row.pk for row in gate.many(ada, PatientAct.READ, Patient, pk__in=ids)]

    for _ in range(3):
        assert ask([]) == []
        assert ask([dora]) == [dora]
    with django_assert_num_queries(0), CompiledNothing():
        assert ask([]) == []
    assert ask([dora]) == [dora]


@pytest.mark.django_db
def test_a_kept_statement_is_planned_once_and_still_guarded(dora: PatientId, ada: Actor) -> None:
    def prepared() -> int:
        with passage(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(max(generic_plans + custom_plans), 0)"
                " FROM pg_prepared_statements WHERE statement LIKE '%FROM \"patient\"%'"
            )
            return int(cursor.fetchone()[0])

    for _ in range(4):
        gate.one(ada, PatientAct.READ, Patient, dora)
    before = prepared()
    gate.one(ada, PatientAct.READ, Patient, dora)
    assert prepared() == before + 1
    with connection.preparing(), pytest.raises(NotThroughTheGate):  # type: ignore[attr-defined] # our own wrapper
        connection.connection.cursor().execute('SELECT 1 FROM "patient"')


@pytest.mark.django_db
def test_only_what_carries_its_values_apart_is_planned_once(dora: PatientId, ada: Actor) -> None:
    """A plan is kept until somebody counts the rows again; a text asked twice is no reason."""
    kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%audit_chain%'"
    with passage(), connection.cursor() as cursor:
        for _ in range(4):
            cursor.execute("SELECT max(seq) FROM audit_chain")
        cursor.execute(kept)
        assert cursor.fetchone() == (0,)
        with connection.preparing(), connection.preparing():  # type: ignore[attr-defined] # our own wrapper
            pass
        assert connection.connection.prepare_threshold is None
