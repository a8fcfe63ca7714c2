"""What a caller may ask of guarded rows: their own columns, or related rows under their own rule.

A condition on a related row answers a question about that row: without its rule, `gate.count`
would say whether somebody else's patient has this code. So a path that leaves the model is
either within one patient and under the very same rule, or it is asked of visible rows only.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NoReturn

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from praxis.core.actors import AnyActor, SystemActor
from praxis.gate.guard import NotThroughTheGate
from praxis.gate.guarded import Guarded
from praxis.gate.rules import Act, rule_of

# What may follow a foreign key without leaving the row it stands in.
_OF_THE_KEY: Final = frozenset({"in", "isnull", "exact", "pk", "id", "pk__in", "id__in"})


def _stop(what: str) -> NoReturn:
    raise NotThroughTheGate(detail=f"not to be asked: {what}")


class Question:
    """The conditions of one call, each brought under the rules of the rows it looks at."""

    def __init__(self, actor: AnyActor | None, act: Act, model: type[Guarded]) -> None:
        self._actor, self._act, self._model = actor, act, model

    def conditions(self, asked: Iterable[Q], filters: Mapping[str, Any]) -> Q:
        """Everything asked as one Q. NotThroughTheGate for expressions, BadRules
        for relations to models the act has no rule on."""
        found = Q()
        for condition in asked:
            found &= self._of(condition)
        for path, value in filters.items():
            found &= self._term(path, value)
        return found

    def own(self, names: Iterable[str]) -> None:
        """NotThroughTheGate unless every name is a column of the model itself."""
        for name in names:
            if not isinstance(name, str) or not _is_own(self._model, name):
                _stop(f"{self._model.__name__}.{name}")

    def order(self, order_by: Sequence[Any]) -> None:
        """The same for an order; a column may come as F(...).asc() or .desc(), and the first of
        several that is known as Coalesce(...).asc() or .desc()."""
        self.own(name for one in order_by for name in _ordered(one))

    def _of(self, condition: Q) -> Q:
        children: list[Any] = []
        for child in condition.children:
            if isinstance(child, Q):
                children.append(self._of(child))
            elif isinstance(child, tuple):
                children.append(self._term(*child))
            else:
                _stop(type(child).__name__)
        return Q(*children, _connector=condition.connector, _negated=condition.negated)

    def _term(self, path: str, value: Any) -> Q:
        if hasattr(value, "resolve_expression"):
            _stop(f"{path} by {type(value).__name__}")
        return self._under(self._model, "", path, value)

    def _under(self, model: type[Guarded], before: str, path: str, value: Any) -> Q:
        """`path` of `model`, which is reached by `before` under the same rule as the start."""
        name, _, rest = path.partition("__")
        field = _relation(model, name)
        if field is None or (not field.auto_created and (not rest or rest in _OF_THE_KEY)):
            return Q(**{before + path: value})
        related: Any = field.related_model
        if not issubclass(related, Guarded):
            _stop(f"{model.__name__}.{path}")
        rest = rest or "pk"
        if same_rule(self._actor, self._act, model, name):
            if rest == "isnull":
                return Q(**{before + path: value})
            return self._under(related, f"{before}{name}__", rest, value)
        return self._of_visible(related, field, before, name, rest, value)

    def _of_visible(
        self, related: type[Guarded], field: Any, before: str, name: str, rest: str, value: Any
    ) -> Q:
        rows = related.objects.filter(visible(self._actor, self._act, related))
        inner = Question(self._actor, self._act, related)
        if not field.auto_created:
            return Q(**{f"{before}{name}__in": rows.filter(inner._term(rest, value))})
        mine = rows.filter(**{field.field.name: OuterRef(before.removesuffix("__") or "pk")})
        if rest == "isnull":
            return ~Q(Exists(mine)) if value else Q(Exists(mine))
        return Q(Exists(mine.filter(inner._term(rest, value))))


def visible(actor: AnyActor | None, act: Act, model: type[Guarded]) -> Q:
    """The rows of a related model this act shows the actor; none where it never shows any."""
    q = rule_of(act, model).q(actor)
    return Q(pk__in=[]) if q is None else q


def same_rule(actor: AnyActor | None, act: Act, model: type[Guarded], name: str) -> bool:
    """Whether who sees the row sees the row behind the relation `name` by the same rule.

    True for a job the related rule names, and where the relation stays within one patient
    (`WITHIN_PATIENT`, which every write is checked against) under one and the same rule.
    """
    field: Any = model._meta.get_field(name)
    ours, theirs = rule_of(act, model), rule_of(act, field.related_model)
    if isinstance(actor, SystemActor):
        return theirs.q(actor) is not None
    holder, key = (field.related_model, field.field.name) if field.auto_created else (model, name)
    return key in holder.WITHIN_PATIENT and ours.rows is theirs.rows and ours.roles <= theirs.roles


def stays_within_patient(rows: Sequence[Guarded]) -> Q:
    """That the rows these (of one model) hang on are the same patient's (`WITHIN_PATIENT`)."""
    found = Q()
    for name in rows[0].WITHIN_PATIENT:
        if any(getattr(row, f"{name}_id") is not None for row in rows):
            same = Q(**{f"{name}__{rows[0].PATIENT}": F(rows[0].PATIENT)})
            found &= same | Q(**{f"{name}__isnull": True})
    return found


def _relation(model: type[Guarded], name: str) -> Any:
    """The relation of this name; None for the row's own columns (also a key's `..._id`)."""
    if name == "pk":
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None  # an attname, or Django says itself that there is no such field
    return field if field.is_relation else None


def _is_own(model: type[Guarded], name: str) -> bool:
    if name == "pk":
        return True
    columns: list[models.Field[Any, Any]] = list(model._meta.concrete_fields)
    return any(name in (field.name, field.attname) for field in columns)


def _ordered(one: Any) -> list[Any]:
    """What an order names; anything but columns as it is, so that it is refused."""
    if isinstance(one, OrderBy):
        one = one.expression
    if type(one) is Coalesce:
        return [name for part in one.get_source_expressions() for name in _ordered(part)]
    if isinstance(one, F):
        return [str(getattr(one, "name", ""))]
    return [one.removeprefix("-") if isinstance(one, str) else one]
