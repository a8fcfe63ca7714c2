"""Rows loaded together with the rows asked for: each under its own rule, all of one patient."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Q

from praxis.core.actors import AnyActor
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.gate.asking import same_rule, visible
from praxis.gate.guarded import Guarded, GuardedQuerySet
from praxis.gate.rules import Act
from praxis.vault import lending

G = TypeVar("G", bound=Guarded)


class ForeignRelated(PraxisError):
    """A row hangs on a row of another patient: changed past the program, so nothing is shown."""

    message = marked(
        "Zwei Einträge verschiedener Personen sind miteinander verknüpft. Sie werden nicht "
        "angezeigt. Bitte benachrichtigen Sie die Praxisleitung."
    )
    status = 500


class Together:
    """The foreign keys of one call; an act named beside one is the act its rows are seen by."""

    def __init__(
        self,
        actor: AnyActor | None,
        act: Act,
        model: type[Guarded],
        related: Sequence[str] | Mapping[str, Act],
    ) -> None:
        self._actor, self._act, self._model = actor, act, model
        self._acts = related if isinstance(related, Mapping) else dict.fromkeys(related, act)
        # What the SQL of a question depends on because of these (`statements`).
        self.key = tuple(self._acts.items())

    def load(self, rows: GuardedQuerySet) -> GuardedQuerySet:
        """Narrow to rows whose neighbours may be seen, and load those with them."""
        if not self._acts:
            return rows
        for name, act in self._acts.items():
            if act != self._act or not same_rule(self._actor, act, self._model, name):
                field: Any = self._model._meta.get_field(name)
                rows = rows.filter(_none_or_visible(self._actor, act, field))
        return rows.select_related(*self._acts)

    def rows(self, found: Sequence[Guarded]) -> list[Guarded]:
        """The neighbours, checked to be of the same patient. ForeignRelated if one is not."""
        neighbours = []
        for row in found:
            for name in self._acts:
                neighbour = getattr(row, name)
                if neighbour is not None:
                    _insist_on_one_patient(row, neighbour)
                    neighbours.append(neighbour)
        return neighbours


def _none_or_visible(actor: AnyActor | None, act: Act, field: Any) -> Q:
    model: type[Guarded] = field.related_model
    q = visible(actor, act, model)
    if not q:  # a job that the rule names
        return Q()
    seen = Q(**{f"{field.name}__in": model.objects.filter(q)})
    return seen | Q(**{f"{field.name}__isnull": True}) if field.null else seen


def _insist_on_one_patient(row: Guarded, neighbour: Guarded) -> None:
    """A record merged into another counts as the same patient's."""
    ours, theirs = row.patient_of_row(), neighbour.patient_of_row()
    if None in (ours, theirs) or ours == theirs:
        return
    assert ours is not None
    assert theirs is not None
    if not lending.merged_together(ours, theirs):
        raise ForeignRelated(detail=f"{row} and {neighbour}")
