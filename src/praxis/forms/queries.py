"""What can be asked about filled forms."""

from uuid import UUID

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.ids import PatientId
from praxis.forms.access import FormAct
from praxis.forms.models import FilledForm, State
from praxis.patients.access import PatientAct
from praxis.patients.queries import ids_of


def filled(actor: Actor, filled_id: UUID) -> FilledForm:
    """One filled form."""
    return gate.one(actor, FormAct.READ, FilledForm, filled_id)


def waiting(actor: Actor) -> list[FilledForm]:
    """The signing folder: what was prepared, oldest first."""
    return gate.many(
        actor,
        FormAct.READ,
        FilledForm,
        state=State.PREPARED,
        order_by=("recorded_at", "id"),
        related={"patient": PatientAct.READ},
    )


def of_patient(actor: Actor, patient_id: UUID) -> list[FilledForm]:
    """A person's forms (all ids), newest first."""
    return gate.many(
        actor,
        FormAct.READ,
        FilledForm,
        patient_id__in=ids_of(actor, PatientId(patient_id)),
        order_by=("-recorded_at", "-id"),
    )
