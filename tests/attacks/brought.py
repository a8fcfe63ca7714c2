"""What came to Dora from outside, by laboratory and post: each maker opens visits of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from house.cast import Cast
from praxis import gate
from praxis.core.ids import PatientId

_BROKEN: Final = "04_abgebrochen.ldt"
_WHOLE: Final = "02_befund_dora.ldt"


def _taken_in(name: str) -> Any:
    """The row of a file that the laboratory dropped."""
    from praxis.config import config
    from praxis.exchange.lab import importing
    from praxis.exchange.lab.models import LabFile
    from praxis.exchange.lab.tests.conftest import samples
    from praxis.gate.guard import passage

    folder: Path = config().lab_spool
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(samples()[name])
    for _ in range(2):
        importing.run_pass()
    with passage():
        return LabFile.objects.latest("arrived_at", "id")


def _report(cast: Cast, dora: PatientId) -> UUID:
    from praxis.exchange.lab.actions import assign
    from praxis.exchange.lab.models import LabReport
    from praxis.gate.guard import passage

    file = _taken_in(_WHOLE)
    with passage():
        report = LabReport.objects.get(file=file)
    if report.patient_id is None:
        with gate.visiting():
            assign(cast.ada.actor, report.pk, dora)
    return report.pk


def _attachment(_cast: Cast, _dora: PatientId) -> UUID:
    """Of the report that was made just before."""
    from praxis.exchange.lab.models import LabAttachment
    from praxis.gate.guard import passage

    with passage():
        return LabAttachment.objects.latest("id").pk


def _file(_cast: Cast, _dora: PatientId) -> UUID:
    found: UUID = _taken_in(_BROKEN).pk
    return found


def _invite(cast: Cast, dora: PatientId) -> UUID:
    from praxis.messages.tests.phones import sheet_for

    return sheet_for(cast, dora).invite


def _device(cast: Cast, dora: PatientId) -> UUID:
    from praxis.messages import queries
    from praxis.messages.tests.phones import paired_phone

    paired_phone(cast, dora)
    with gate.visiting():
        return queries.devices_of(cast.ada.actor, dora)[0].pk


def _message(cast: Cast, dora: PatientId) -> UUID:
    """Dora's phone asks something."""
    from praxis.messages import queries
    from praxis.messages.tests.phones import paired_phone, writes
    from wire.letters import Message

    writes(paired_phone(cast, dora), Message("Frage", "Darf ich Sport treiben?", None, ()))
    with gate.visiting():
        return queries.messages_of(cast.ada.actor, [dora])[0].message.pk


def _conversation(cast: Cast, dora: PatientId) -> UUID:
    from praxis.gate.guard import passage
    from praxis.messages.models import Conversation

    _message(cast, dora)
    with passage():
        return Conversation.objects.get(patient=dora).pk


BROUGHT: Final[dict[str, Callable[[Cast, PatientId], UUID]]] = {
    "report_id": _report,
    "attachment_id": _attachment,
    "file_id": _file,
    "invite_id": _invite,
    "device_id": _device,
    "message_id": _message,
    "conversation_id": _conversation,
}
