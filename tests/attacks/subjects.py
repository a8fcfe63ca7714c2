"""The things the access table is tried on: Dora's, of the main site; all made by Ada or Ben."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Final
from uuid import UUID

from attacks.brought import BROUGHT
from house.cast import Cast
from praxis import gate
from praxis.core.ids import PatientId

DORA: Final = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}


def patient(cast: Cast) -> PatientId:
    """Dora, of the main site."""
    from praxis.patients.actions import create_patient
    from praxis.patients.identity import read_identity

    return create_patient(cast.ada.actor, read_identity(DORA), site=cast.main)


def _entry(cast: Cast, dora: PatientId) -> UUID:
    from praxis.record.actions import write_entry

    return write_entry(cast.ada.actor, dora, "A", "Husten seit 3 Tagen")


def _task(cast: Cast, dora: PatientId) -> UUID:
    from praxis.core.assigning import Addressee
    from praxis.tasks.actions import create_task

    return create_task(cast.ben.actor, dora, "Bitte anrufen", to=Addressee(place="Anmeldung"))


def _coverage(cast: Cast, dora: PatientId) -> UUID:
    from praxis.core import clock
    from praxis.patients.actions import insure_patient
    from praxis.patients.models import CoverageKind

    ben, kind = cast.ben.actor, CoverageKind.SELF
    return insure_patient(ben, dora, kind=kind, payer="Selbst", since=clock.today())


def _filled(cast: Cast, dora: PatientId) -> UUID:
    from praxis.forms.actions import begin_form

    return begin_form(cast.ben.actor, dora, "attest", "schule")


def _document(cast: Cast, dora: PatientId) -> UUID:
    from praxis.forms.actions import edit_form, prepare_form, sign_form

    begun, ada = _filled(cast, dora), cast.ada.actor
    typed = {"title": "Schulbescheinigung", "text": "{{ vorname }} fehlte am 3.11."}
    edit_form(ada, begun, 1, typed)
    prepare_form(ada, begun, 2)
    return sign_form(ada, begun, 3)


def _consent(cast: Cast, dora: PatientId) -> UUID:
    from praxis.patients.actions import give_consent

    return give_consent(cast.ada.actor, dora, "Befundversand", "Ja.")


def _opening(cast: Cast, dora: PatientId) -> UUID:
    from praxis.gate.guard import passage
    from praxis.patients.actions import break_glass
    from praxis.patients.models import NamedStaff

    break_glass(cast.ada.actor, dora, "bewusstlos in der Anmeldung")
    with passage():
        opened: UUID = NamedStaff.objects.filter(patient=dora, emergency=True).latest("since").pk
    return opened


def _event(_cast: Cast, _dora: PatientId) -> UUID:
    """Dora was created: what the log says about it."""
    from praxis.audit.models import AuditEvent

    return AuditEvent.objects.latest("n").id


def _edition(_cast: Cast, _dora: PatientId) -> UUID:
    from praxis.catalogues.models import Edition
    from praxis.core import clock

    counted = dict.fromkeys(("items", "added", "changed", "removed"), 0)
    told = {"number": 1, "catalogue": "icd", "version": "2026", "title": "ICD", "source": "icd.zip"}
    made: UUID = Edition.objects.create(imported_at=clock.now(), **told, **counted).id
    return made


def _passkey(cast: Cast, _dora: PatientId) -> UUID:
    """Ben's."""
    from praxis.staff.tests.authenticator import Authenticator
    from praxis.staff.tests.test_passkeys import register

    return register(cast, Authenticator(cast.ben.id)).id


# What stands in for each part of an address, made through the gate.
SUBJECTS: Final[dict[str, Callable[[Cast, PatientId], Any]]] = {
    "patient_id": lambda _cast, dora: dora,
    "entry_id": _entry,
    "task_id": _task,
    "filled_id": _filled,
    "coverage_id": _coverage,
    "site_id": lambda cast, _dora: cast.main,
    "document_id": _document,
    "account_id": lambda cast, _dora: cast.ben.id,
    "workstation_id": lambda cast, _dora: cast.ben.workstation,
    "passkey_id": _passkey,
    "event_id": _event,
    "opening": _opening,
    "consent_id": _consent,
    "edition_id": _edition,
    **BROUGHT,
}


def made(cast: Cast, names: tuple[str, ...]) -> dict[str, str]:
    """The parts of an address, each made for this test."""
    with gate.visiting():
        dora = patient(cast)
    found = {}
    for name in names:
        with nullcontext() if name in BROUGHT else gate.visiting():
            found[name] = str(SUBJECTS[name](cast, dora))
    return found
