"""The only ways to patient data: decide, hand out, and have it written down either way."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Never, TypeVar
from uuid import UUID

from django.db.models import Q

from praxis.audit.events import Event, Outcome
from praxis.core.actors import AnyActor, SystemActor
from praxis.core.errors import NotThere, Refused
from praxis.gate import statements
from praxis.gate.asking import Question
from praxis.gate.guard import passage
from praxis.gate.guarded import Guarded
from praxis.gate.rules import Act, Rule, rule_of
from praxis.gate.together import Together
from praxis.gate.visit import Visit, current_visit
from praxis.vault import row_mac
from praxis.vault.rows import FrozenRow

G = TypeVar("G", bound=Guarded)
MOST_ROWS = 200
# Foreign keys loaded with a row: under the act asked for, or each under an act of its own.
Related = Sequence[str] | Mapping[str, Act]


def one(
    actor: AnyActor | None,
    act: Act,
    model: type[G],
    row_id: UUID,
    *,
    related: Related = (),
    reason: str = "",
) -> G:
    """The row, its keys lent. NotThere if absent or not visible, Refused if visible but not yours.

    `related` names foreign keys loaded (and lent) with it, each under its own rule: a row whose
    neighbour this actor may not see is not handed out.
    """
    visit, rule = current_visit(), rule_of(act, model)

    def build(asker: AnyActor, conditions: Sequence[Q], filters: Mapping[str, Any]) -> Any:
        found = model.objects.filter(rule.q(asker), *conditions, **filters)
        return Together(asker, act, model, related).load(found)[:1]

    row: G | None = None
    together = Together(actor, act, model, related)
    if actor is not None and rule.admits(actor):
        question = ("one", model, act, rule.rows, together.key)
        with passage():
            row = next(iter(statements.rows(question, build, actor, (), {"pk": row_id})), None)
    if row is None:
        refuse(visit, actor, rule, row_id)
    shown: list[Guarded] = [row, *together.rows([row])]
    hand_out(visit, shown)
    visit.note_read(seen(visit, actor, act, model, [row], reason), shown)
    return row


def many(
    actor: AnyActor | None,
    act: Act,
    model: type[G],
    *conditions: Q,
    order_by: Sequence[Any] = (),
    limit: int = MOST_ROWS,
    related: Related = (),
    reason: str = "",
    **filters: Any,
) -> list[G]:
    """The visible rows as a closed list of at most `limit`, their keys lent; one event for all.

    A role that never may do the act gets Refused. Conditions on related rows are asked of visible
    ones only (`gate.asking`); `related` as in `one`. A background job that found nothing leaves no
    event: it looks every few seconds.
    """
    visit, rule = current_visit(), rule_of(act, model)
    if actor is None or not rule.admits(actor):
        refuse(visit, actor, rule, None)

    def build(asker: AnyActor, asked: Sequence[Q], named: Mapping[str, Any]) -> Any:
        wanted = Question(asker, act, model).conditions(asked, named)
        found = model.objects.filter(rule.q(asker), wanted).order_by(*order_by)
        return Together(asker, act, model, related).load(found)[:limit]

    Question(actor, act, model).order(order_by)
    together = Together(actor, act, model, related)
    question = ("many", model, act, rule.rows, tuple(order_by), limit, together.key)
    with passage():
        rows = statements.rows(question, build, actor, conditions, filters)
    shown: list[Guarded] = [*rows, *together.rows(rows)]
    hand_out(visit, shown)
    if rows or not isinstance(actor, SystemActor):
        visit.note_read(seen(visit, actor, act, model, rows, reason), shown)
    return rows


def count(actor: AnyActor | None, act: Act, model: type[G], *conditions: Q, **filters: Any) -> int:
    """How many rows are visible; nothing is lent."""
    visit, rule = current_visit(), rule_of(act, model)
    q = rule.q(actor)
    if q is None:
        refuse(visit, actor, rule, None)
    with passage():
        asked = Question(actor, act, model).conditions(conditions, filters)
        found = model.objects.filter(q & asked).count()
    if found or not isinstance(actor, SystemActor):
        visit.note_read(seen(visit, actor, act, model, [], "count"))
    return found


def columns(
    actor: AnyActor | None,
    act: Act,
    model: type[G],
    *names: str,
    conditions: Iterable[Q] = (),
    order_by: Sequence[Any] = (),
    limit: int = MOST_ROWS,
    distinct: bool = False,
    **filters: Any,
) -> list[tuple[Any, ...]]:
    """Clear columns of the visible rows themselves (codes, times, states).

    Sealed columns and those of related rows cannot be named.
    """
    visit, rule = current_visit(), rule_of(act, model)
    if actor is None or not rule.admits(actor):
        refuse(visit, actor, rule, None)

    def build(asker: AnyActor, asked: Sequence[Q], named: Mapping[str, Any]) -> Any:
        wanted = Question(asker, act, model).conditions(asked, named)
        found = model.objects.filter(rule.q(asker), wanted).order_by(*order_by)
        values = found.values_list(*names)
        return (values.distinct() if distinct else values)[:limit]

    asking = Question(actor, act, model)
    asking.own(names)
    asking.order(order_by)
    question = ("columns", model, act, rule.rows, tuple(order_by), limit, names, distinct)
    with passage():
        rows = statements.rows(question, build, actor, conditions, filters)
    if rows or not isinstance(actor, SystemActor):
        visit.note_read(seen(visit, actor, act, model, [], "columns"))
    return rows


def may(actor: AnyActor | None, act: Act, row: Guarded | None = None, on: Any = None) -> bool:
    """For buttons: whether the act would be allowed. Hands out nothing and counts as no decision.

    Without a row: whether the role may do it at all (`on` names the model of a row act).
    """
    rule = rule_of(act, type(row) if row is not None else on)
    if actor is None or not rule.admits(actor):
        return False
    return row is None or covers(rule, actor, row.pk)


def covers(rule: Rule, actor: AnyActor | None, row_id: UUID) -> bool:
    """Whether a rule covers a row as it stands in the database now; hands out nothing."""
    if actor is None or rule.model is None or not rule.admits(actor):
        return False
    model = rule.model

    def build(asker: AnyActor, asked: Sequence[Q], named: Mapping[str, Any]) -> Any:
        return model.objects.filter(rule.q(asker), *asked, **named).values_list("pk")[:1]

    with passage():
        question = ("covers", model, rule.rows)
        return bool(statements.rows(question, build, actor, (), {"pk": row_id}))


def allow_function(
    actor: AnyActor | None, act: Act, *, subjects: tuple[UUID, ...] = (), reason: str = ""
) -> None:
    """Decide an act without a guarded row; Refused if the role may not. Written at once."""
    visit, rule = current_visit(), rule_of(act, None)
    allowed = rule.admits(actor)
    outcome = Outcome.ALLOWED if allowed else Outcome.REFUSED
    event = Event.by(actor, act, outcome, subjects=subjects, reason=reason, request=visit.id)
    if not allowed:
        visit.note_refusal(event)
        raise Refused(detail=act)
    visit.note_read(event)


def hand_out(visit: Visit, rows: Sequence[Guarded]) -> None:
    """Lend the keys of these rows and check the MAC of those that never change."""
    visit.lent.lend({row.key_owner for row in rows})
    for row in rows:
        if isinstance(row, FrozenRow) and visit.lent.lends(row.key_owner):
            row_mac.verify(row)
        elif isinstance(row, FrozenRow):
            _insist_on_erased(visit, row, row.patient_of_row())


def _insist_on_erased(visit: Visit, row: FrozenRow, patient: UUID | None) -> None:
    """ChangedRow for a row without a key whose patient has one: its owner was changed past the
    program, so that nobody could check its clear columns."""
    if patient is not None:
        visit.lent.lend([patient])
        if visit.lent.lends(patient):
            raise row_mac.ChangedRow(detail=str(row))


def seen(
    visit: Visit,
    actor: AnyActor | None,
    act: Act,
    model: type[Guarded],
    rows: Sequence[Guarded],
    reason: str,
) -> Event:
    """The event of an allowed decision about these rows."""
    patients = dict.fromkeys(p for row in rows if (p := row.patient_of_row()))
    return Event.by(
        actor,
        act,
        Outcome.ALLOWED,
        model=model._meta.label_lower,
        subjects=tuple(row.pk for row in rows),
        patients=tuple(patients),
        reason=reason,
        request=visit.id,
    )


def refuse(visit: Visit, actor: AnyActor | None, rule: Rule, row_id: UUID | None) -> Never:
    """Write the refusal and raise it: Refused where the row may be seen, NotThere elsewhere."""
    model = rule.model
    event = Event.by(
        actor,
        rule.act,
        Outcome.REFUSED,
        model=model._meta.label_lower if model else "",
        subjects=(row_id,) if row_id else (),
        request=visit.id,
    )
    visit.note_refusal(event)
    if row_id is None or _is_seen(actor, rule, row_id):
        raise Refused(detail=rule.act)
    raise NotThere(detail=rule.act)


def _is_seen(actor: AnyActor | None, rule: Rule, row_id: UUID) -> bool:
    if rule.model is None or rule.seen_by is None or rule.seen_by == rule.act:
        return False
    return covers(rule_of(rule.seen_by, rule.model), actor, row_id)
