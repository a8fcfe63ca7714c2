"""What the forms put up elsewhere: the signing folder in the menu and on the start page."""

from praxis import gate
from praxis.core.actors import CLINICAL, Actor
from praxis.core.ids import PatientId
from praxis.core.navigation import NavEntry, navigation
from praxis.core.panels import Filled, Inbox, Panel, registry
from praxis.core.said import Said, sayings
from praxis.core.words import marked
from praxis.forms.access import FormAct
from praxis.forms.models import FilledForm, State


def put_up() -> None:
    """Called once at start-up."""
    navigation.add(
        NavEntry(
            marked("Unterschriften"),
            "forms:folder",
            45,
            icon="sign",
            words=(marked("signieren"), marked("unterschreiben"), marked("mappe")),
            roles=CLINICAL,
        )
    )
    registry.add_inbox(
        Inbox("signing", marked("Signieren"), "forms:folder", 50, _waiting, _is_clinical)
    )
    sayings.add("entwurf-verworfen", Said(marked("Der Entwurf ist verworfen.")))
    registry.add_panel(Panel("papers", "right", 80, "forms/panel.html", _papers, _is_clinical))


def _is_clinical(actor: Actor) -> bool:
    return actor.has(CLINICAL)


def _waiting(actor: Actor) -> int:
    return gate.count(actor, FormAct.READ, FilledForm, state=State.PREPARED)


def _papers(_actor: Actor, patient_id: PatientId) -> Filled:
    return lambda: {"patient_id": patient_id}
