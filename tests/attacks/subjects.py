"""The things the access table is tried on: Dora's, of the main site; all made by Ada or Ben."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from house.cast import Cast
from praxis import gate
from praxis.core.ids import PatientId, uuid7

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


def _nothing(_cast: Cast, _dora: PatientId) -> UUID:
    return uuid7()


# What stands in for each part of an address; `_nothing` is an id nobody knows, so all get 404.
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
    "passkey_id": _nothing,
    "report_id": _nothing,
    "attachment_id": _nothing,
    "file_id": _nothing,
    "conversation_id": _nothing,
    "message_id": _nothing,
    "device_id": _nothing,
    "invite_id": _nothing,
    "inbox_id": _nothing,
    "event_id": _nothing,
    "opening": _nothing,
    "consent_id": _nothing,
    "edition_id": _nothing,
}


def made(cast: Cast, names: tuple[str, ...]) -> dict[str, str]:
    """The parts of an address, each made for this test."""
    with gate.visiting():
        dora = patient(cast)
        return {name: str(SUBJECTS[name](cast, dora)) for name in names}
