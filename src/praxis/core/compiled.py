"""Loads the rows of a question whose SQL is there already; Django takes longer to say it.

PostgreSQL reads and plans it once per connection: values and text go to it apart.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import BooleanField, F, Func, UUIDField, Value
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from psycopg import Binary


class Ready(SQLCompiler):
    """A compiler that has its SQL and its parameters; everything else it takes from `learned`."""

    def __init__(self, learned: SQLCompiler, sql: str, parameters: list[Any]) -> None:
        # The connection itself: its stand-in is looked up anew at every mention.
        super().__init__(learned.query, connections[DEFAULT_DB_ALIAS], DEFAULT_DB_ALIAS)
        self.select, self.klass_info = learned.select, learned.klass_info
        self.annotation_col_map = learned.annotation_col_map
        self.col_count, self.has_extra_select = learned.col_count, learned.has_extra_select
        self._ready, self._learned = (sql, tuple(parameters)), learned

    def as_sql(self, *_args: Any, **_kwargs: Any) -> Any:
        return self._ready

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        with self.connection.preparing():  # type: ignore[attr-defined] # of our own wrapper
            return super().execute_sql(*args, **kwargs)

    def get_converters(self, expressions: Any) -> Any:
        """What Django turns each column's value with: the same for every answer, so found once."""
        kept = self._learned.__dict__
        if "converters" not in kept:
            kept["converters"] = super().get_converters(expressions)
        return kept["converters"]

    def rows(self) -> list[Any]:
        """The answer: tuples if the question names columns, else rows of its model."""
        if self.query.values_select:
            return list(self.results_iter(tuple_expected=True))
        return list(ModelIterable(_Asked(self)))  # type: ignore[arg-type] # what it needs of one


class _Asked:
    """What Django's loading of model rows wants to know of a query set."""

    _known_related_objects: Final[dict[Any, Any]] = {}

    def __init__(self, ready: Ready) -> None:
        self._compiler = ready
        self.query, self.db, self.model = self, ready.using, ready.query.model

    def get_compiler(self, using: str) -> Ready:  # noqa: ARG002 - Django's signature
        return self._compiler


class OneOf(Func):
    """`column = ANY(list)`: unlike IN, the same text however long the list of ids is."""

    template, arg_joiner = "(%(expressions)s))", " = ANY("
    conditional, output_field = True, BooleanField()

    def __init__(self, column: str, ids: list[UUID]) -> None:
        super().__init__(F(column), Value(ids, output_field=ArrayField(UUIDField())))


class Once:
    """A question about one value, compiled when it is first asked, for all threads.

    The query set must depend on that value alone; `mark` takes its place while it is compiled.
    For what is asked at every request; patient data are asked of the gate.
    """

    def __init__(self, build: Callable[[Any], Any], mark: object) -> None:
        self._build, self._mark = build, mark

    @cached_property
    def _learned(self) -> tuple[SQLCompiler, str, tuple[Any, ...], int]:
        compiler = self._build(self._mark).query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        at = [_plain(parameter) for parameter in parameters].index(self._mark)
        compiler.connection = None  # it belongs to this thread; what is kept is for all
        return compiler, sql, tuple(parameters), at

    def rows(self, value: object) -> list[Any]:
        """What the query set for this value would give."""
        compiler, sql, parameters, at = self._learned
        return Ready(compiler, sql, [*parameters[:at], value, *parameters[at + 1 :]]).rows()


def _plain(parameter: Any) -> Any:
    return parameter.obj if isinstance(parameter, Binary) else parameter
