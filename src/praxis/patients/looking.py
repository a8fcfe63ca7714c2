"""The emergency search: whom a full name and a birth date mean, also if the record is closed."""

from typing import Final

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.core.words import marked
from praxis.patients.access import PatientAct
from praxis.patients.actions.seeing import break_glass, checked_reason
from praxis.patients.models import Patient

_MOST: Final = 200


class NobodyLikeThat(NotThere):
    """No restricted record of this site has exactly this name and birth date."""

    message = marked("Zu diesem Namen und Geburtsdatum gibt es hier keine geschützte Akte.")


def emergency_opening(
    actor: Actor, *, reason: str, family_name: str, given_name: str, birth_date: str
) -> PatientId:
    """Open the one restricted record of this name and birth date for oneself; every try is logged.

    ReasonMissing, NobodyLikeThat (also if two would fit: then the owner must help).
    """
    said = checked_reason(reason)
    if not (family_name and given_name and len(birth_date) == 10):
        raise NobodyLikeThat(detail="incomplete")
    wanted = (family_name.casefold(), given_name.casefold(), birth_date)
    candidates = gate.many(
        actor,
        PatientAct.BREAK_GLASS,
        Patient,
        restricted=True,
        merged_into__isnull=True,
        birth_year=int(birth_date[:4]),
        limit=_MOST,
        reason="emergency-search",
    )
    fitting = [one for one in candidates if _identity(one) == wanted]
    if len(fitting) != 1:
        raise NobodyLikeThat(detail=f"{len(fitting)} fit")
    patient = PatientId(fitting[0].pk)
    break_glass(actor, patient, said)
    return patient


def _identity(one: Patient) -> tuple[str, str, str]:
    return one.family_name.casefold(), one.given_name.casefold(), one.birth_date
