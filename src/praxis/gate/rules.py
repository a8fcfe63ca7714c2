"""Who may do what: acts with one grammar, and one rule per act and model that gives a Q."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Never

from django.db.models import Q

from praxis.config import config
from praxis.core.actors import EVERYONE, Actor, AnyActor, Role, SystemActor
from praxis.gate.guarded import Guarded

_GRAMMAR: Final = re.compile(r"[a-z][a-z-]*:[a-z][a-z-]*")
RowRule = Callable[[Actor], Q]
# Jobs that make up people. No practice runs them: without its setting a rule that names one
# refuses it all the same.
INVENTING: Final = frozenset({"bench"})


class Act(StrEnum):
    """Base of every room's acts, written `resource:verb`."""


class BadRules(Exception):
    """The rules do not fit together; the program does not start."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles and jobs may do an act, and to which rows (`rows` gives a Q for staff).

    `seen_by` is the act by which the same row is seen: who sees it but may not do this is refused
    openly (403); to everybody else the row does not exist (404).
    """

    act: Act
    model: type[Guarded] | None
    roles: frozenset[Role]
    jobs: frozenset[str]
    seen_by: Act | None
    rows: RowRule

    def admits(self, actor: AnyActor | None) -> bool:
        """Whether there may be rows for this actor at all: the role has the act, or the job."""
        match actor:
            case Actor():
                return actor.has(self.roles)
            case SystemActor():
                return self._names(actor.job)
        return False

    def q(self, actor: AnyActor | None) -> Q | None:
        """The rows this actor may do the act to; None if not to any.

        A rule depends on the actor and the clock, and on nothing else (`praxis.gate.statements`).
        """
        match actor:
            case Actor() if actor.has(self.roles):
                return self.rows(actor)
            case SystemActor() if self._names(actor.job):
                return Q()
        return None

    def _names(self, job: str) -> bool:
        return job in self.jobs and (job not in INVENTING or config().invents)


_rules: Final[dict[tuple[str, type[Guarded] | None], Rule]] = {}


def _register(rule: Rule) -> None:
    if (rule.act, rule.model) in _rules:
        raise BadRules(f"{rule.act} has two rules on {rule.model}")
    _rules[rule.act, rule.model] = rule


def rule(
    act: Act,
    *,
    on: type[Guarded] | Iterable[type[Guarded]],
    roles: frozenset[Role] | set[Role] = EVERYONE,
    jobs: Iterable[str] = (),
    seen_by: Act | None = None,
) -> Callable[[RowRule], RowRule]:
    """Register the rule of `act` on one or several models; the function gives the rows as a Q."""
    models = [on] if isinstance(on, type) else list(on)

    def register(rows: RowRule) -> RowRule:
        for model in models:
            _register(Rule(act, model, frozenset(roles), frozenset(jobs), seen_by, rows))
        return rows

    return register


def function(act: Act, *, roles: frozenset[Role] | set[Role], jobs: Iterable[str] = ()) -> None:
    """Register an act that concerns no guarded row: administration, settings, reports by id."""
    _register(Rule(act, None, frozenset(roles), frozenset(jobs), None, lambda _actor: Q()))


def rule_of(act: Act, model: type[Guarded] | None) -> Rule:
    """The rule of an act on a model. No rule: BadRules, which nobody can turn into access."""
    try:
        return _rules[act, model]
    except KeyError:
        raise BadRules(f"{act} has no rule on {model and model.__name__}") from None


def all_rules() -> list[Rule]:
    """Every registered rule, by act and model name."""
    return sorted(_rules.values(), key=lambda r: (r.act, r.model.__name__ if r.model else ""))


def check_rules() -> None:
    """Stop the start-up if an act has no rule, two owners, or bad grammar."""
    seen: dict[str, type[Act]] = {}
    ruled = {act for act, _model in _rules}
    for acts in _all_acts(Act):
        for act in acts:
            if not _GRAMMAR.fullmatch(act):
                _stop(f"{act!r} is not written resource:verb")
            if act in seen and seen[act] is not acts:
                _stop(f"{act} stands in {seen[act].__name__} and {acts.__name__}")
            if act not in ruled:
                _stop(f"{act} has no rule")
            seen[act] = acts


def _all_acts(base: type[Act]) -> list[type[Act]]:
    below = base.__subclasses__()
    return below + [deeper for acts in below for deeper in _all_acts(acts)]


def _stop(reason: str) -> Never:
    raise BadRules(reason)
