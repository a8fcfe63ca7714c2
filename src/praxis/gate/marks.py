"""Invented values that stand for the ids, times and values of a question (`statements`)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from praxis.core import clock
from praxis.core.actors import Actor, AnyActor

# Values of these types stay in the text or among the constants; they are part of the shape.
FIXED: Final = (bool, int, type(None))


def worth(actor: AnyActor) -> list[Any]:
    """The actor's and the clock's values, in the order of `Marks.given`."""
    now = clock.now()
    own: list[Any] = [now, clock.berlin_day(now)]
    if isinstance(actor, Actor):
        own += [actor.id, actor.workstation, actor.session, *sorted(actor.sites)]
    return own


class Marks:
    """Invented values, one set for each of the two compilations."""

    def __init__(self, round_: int, actor: AnyActor) -> None:
        self._round, self._count = round_, 0
        self.now = datetime(1801 + round_, 2, 3, 12, tzinfo=UTC)
        self.given: list[Any] = [self.now, clock.berlin_day(self.now)]
        self.actor = actor
        if isinstance(actor, Actor):
            who: list[Any] = [self._uuid(), self._uuid(), self._uuid()]
            sites = [self._uuid() for _ in actor.sites]
            self.given += [*who, *sites]
            self.actor = Actor(
                who[0], actor.roles, frozenset(sites),  # type: ignore[arg-type] # only ids stand there
                who[1] if actor.workstation else None, who[2] if actor.session else None,
            )  # fmt: skip

    def _uuid(self) -> UUID:
        self._count += 1
        return UUID(int=(0xABAD1DEA << 64) + (self._round << 32) + self._count)

    def q(self, q: Q) -> Q:
        """The same condition with marks for values."""
        children = [
            self.q(child) if isinstance(child, Q) else (child[0], self.value(child[1]))  # type: ignore[index] # only ids stand there
            for child in q.children
        ]
        return Q(*children, _connector=q.connector, _negated=q.negated)

    def value(self, value: Any) -> Any:
        """A mark of the same type; constants stay."""
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(one) for one in value]
        if isinstance(value, FIXED):
            return value
        self._count += 1
        mark: Any = f"\N{BULLET}mark {self._round}.{self._count}\N{BULLET}"
        if isinstance(value, UUID):
            mark = self._uuid()
        elif isinstance(value, datetime):
            mark = self.now + timedelta(days=500, seconds=self._count)
        elif isinstance(value, date):
            mark = self.now.date() + timedelta(days=500 + self._count)
        self.given.append(mark)
        return mark
