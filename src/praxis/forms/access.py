"""Who may fill in, sign and withdraw forms."""

from django.db.models import Q

from praxis.core.actors import CLINICAL, Actor, Role
from praxis.forms.models import FilledForm
from praxis.gate.rules import Act, rule
from praxis.patients.access import of_visible_patient


class FormAct(Act):
    """What can be done with a filled form."""

    READ = "form:read"
    FILL = "form:fill"
    SIGN = "form:sign"
    WITHDRAW = "form:withdraw"
    DISCARD = "form:discard"


@rule(FormAct.READ, on=FilledForm, roles=CLINICAL)
def forms_of_visible_patients(actor: Actor) -> Q:
    """Both clinical roles; a discarded draft is there for nobody."""
    return _kept_of_visible_patient(actor)


@rule(FormAct.FILL, on=FilledForm, roles=CLINICAL, seen_by=FormAct.READ)
def fillable_forms(actor: Actor) -> Q:
    """An assistant does everything up to the signature."""
    return of_visible_patient(actor) & Q(state__in=["draft", "prepared"])


@rule(FormAct.SIGN, on=FilledForm, roles={Role.DOCTOR}, seen_by=FormAct.READ)
def signable_forms(actor: Actor) -> Q:
    """Doctors."""
    return _kept_of_visible_patient(actor)


@rule(FormAct.WITHDRAW, on=FilledForm, roles={Role.DOCTOR}, seen_by=FormAct.READ)
def withdrawable_forms(actor: Actor) -> Q:
    """Doctors."""
    return _kept_of_visible_patient(actor)


@rule(FormAct.DISCARD, on=FilledForm, roles=CLINICAL, seen_by=FormAct.READ)
def discardable_forms(actor: Actor) -> Q:
    """Whoever began it; doctors every one, because what is put to them they may also refuse."""
    mine = of_visible_patient(actor)
    return mine if Role.DOCTOR in actor.roles else mine & Q(author=actor.id)


def _kept_of_visible_patient(actor: Actor) -> Q:
    return of_visible_patient(actor) & ~Q(state="discarded")
