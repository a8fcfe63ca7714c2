"""Asks the database with SQL compiled once per question and kind of asker, not once per request.

Compiling the rules' subqueries cost more than running them. A rule may depend on the actor and
the clock and on nothing else (`docs/decisions/0901-statements-are-compiled-once.md`), so a
question is compiled twice with invented values (*marks*) in the place of the actor's ids, the
time and the values asked for. Where both texts are the same, and every parameter is either the
same in both or one of the marks, the text serves everybody who asks the same with the same roles
and number of sites. Otherwise, and always at the first sight, the question is compiled afresh.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from django.db.models.sql.compiler import SQLCompiler

from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.compiled import Ready
from praxis.gate.guard import insist_on_passage
from praxis.gate.marks import FIXED, Marks, worth

Build = Callable[[AnyActor, Sequence[Q], Mapping[str, Any]], Any]
_MOST: Final = 1000
_SLOTS: Final = (UUID, str, datetime, date)


class _NotKept(Exception):
    """The question has no shape that could be kept."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL with places for values; `places` has a number for a value, else the constant itself."""

    sql: str
    places: tuple[tuple[bool, Any], ...]
    compiler: SQLCompiler | None

    def parameters(self, values: Sequence[Any]) -> list[Any]:
        return [values[it] if is_place else it for is_place, it in self.places]


# The question that no row can answer, as one for an empty list: it is not put to the database.
_NOBODY: Final = _Statement("", (), None)
_kept: Final[dict[Any, _Statement | None]] = {}
_seen: Final[set[Any]] = set()
_lock: Final = threading.Lock()


def forget() -> None:
    """Compile everything again; for tests that change a rule."""
    with _lock:
        _kept.clear()
        _seen.clear()


def rows(
    question: tuple[Any, ...],
    build: Build,
    actor: AnyActor,
    conditions: Iterable[Q] = (),
    filters: Mapping[str, Any] | None = None,
) -> list[Any]:
    """The rows `build` asks for, as a list. `question` names everything it depends on besides
    actor, clock and the values in `conditions` and `filters`.
    """
    asked, named = list(conditions), filters or {}
    found = _found(question, build, actor, asked, named)
    if found is None:
        return list(build(actor, asked, named))
    statement, values = found
    if statement.compiler is None:
        return []
    return _Ready(statement.compiler, statement.sql, statement.parameters(values)).rows()


def _found(
    question: tuple[Any, ...],
    build: Build,
    actor: AnyActor,
    asked: list[Q],
    named: Mapping[str, Any],
) -> tuple[_Statement, list[Any]] | None:
    """The statement kept for this question and the values for its places."""
    try:
        values: list[Any] = []
        shape = (
            question, _who(actor),
            tuple(_shape_of(q, values) for q in asked),
            tuple((name, _shape(value, values)) for name, value in named.items()),
        )  # fmt: skip
        known = _kept[shape] if shape in _kept else _learn(shape, build, actor, asked, named)
    except _NotKept:
        return None
    return (known, worth(actor) + values) if known else None


def _learn(
    shape: Any, build: Build, actor: AnyActor, asked: list[Q], named: Mapping[str, Any]
) -> _Statement | None:
    with _lock:
        if len(_kept) >= _MOST or len(_seen) >= 10 * _MOST:
            _kept.clear()
            _seen.clear()
        if shape not in _seen:
            _seen.add(shape)
            return None
        _kept[shape] = learned = _compiled(build, actor, asked, named)
    return learned


class _Ready(Ready):
    """Goes to the database behind the gate only."""

    def __init__(self, learned: SQLCompiler, sql: str, parameters: list[Any]) -> None:
        insist_on_passage(str(learned.query.model and learned.query.model._meta.db_table))
        super().__init__(learned, sql, parameters)


def _who(actor: AnyActor) -> Any:
    """What of the actor may change the text of the SQL."""
    if not isinstance(actor, Actor):
        return actor  # a job by its name
    return (actor.roles, len(actor.sites), actor.workstation is None, actor.session is None)


def _shape_of(q: Q, values: list[Any]) -> Any:
    children: list[Any] = []
    for child in q.children:
        if isinstance(child, Q):
            children.append(_shape_of(child, values))
        elif isinstance(child, tuple):
            children.append((child[0], _shape(child[1], values)))
        else:
            raise _NotKept
    return (q.connector, q.negated, tuple(children))


def _shape(value: Any, values: list[Any]) -> Any:
    kind = type(value)
    if isinstance(value, _SLOTS):
        if isinstance(value, datetime) and value.tzinfo is None:
            raise _NotKept
        values.append(value)
        return kind
    if isinstance(value, FIXED):
        return (kind, value)
    if kind in (list, tuple, set, frozenset):
        return (list, tuple(_shape(one, values) for one in value))
    raise _NotKept


def _compiled(
    build: Build, actor: AnyActor, asked: list[Q], named: Mapping[str, Any]
) -> _Statement | None:
    """The statement, or None if this question must be compiled each time."""
    first, second = Marks(1, actor), Marks(2, actor)
    try:
        one, other = (_compile(build, marks, asked, named) for marks in (first, second))
    except (_NotKept, ValueError, TypeError):
        return None
    if one is None or other is None:
        return _NOBODY if one is other else None
    (compiler, sql, parameters), (_, other_sql, others) = one, other
    if sql != other_sql or len(parameters) != len(others):
        return None
    compiler.connection = None  # type: ignore[assignment] # it belongs to this thread; what is kept is for all
    places: list[tuple[bool, Any]] = []
    for mine, theirs in zip(parameters, others, strict=True):
        at = _place(mine, first.given)
        if at is not None and at == _place(theirs, second.given):
            places.append((True, at))
        elif at is None and type(mine) is type(theirs) and mine == theirs:
            places.append((False, mine))
        else:
            return None
    return _Statement(sql, tuple(places), compiler)


def _place(parameter: Any, given: list[Any]) -> int | None:
    for at, mark in enumerate(given):
        if type(parameter) is type(mark) and parameter == mark:
            return at
    return None


def _compile(
    build: Build, marks: Marks, asked: list[Q], named: Mapping[str, Any]
) -> tuple[SQLCompiler, str, Sequence[Any]] | None:
    """The SQL with marks; None if Django can tell that it gives no row."""

    def no_sql(*_: Any) -> Any:
        raise _NotKept  # a rule that asks the database while it is made

    conditions = [marks.q(q) for q in asked]
    filters = {name: marks.value(value) for name, value in named.items()}
    with clock.standing_still(marks.now), connection.execute_wrapper(no_sql):
        found = build(marks.actor, conditions, filters)
        compiler = found.query.get_compiler(using=found.db)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
    return compiler, sql, parameters
