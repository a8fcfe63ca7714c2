"""Who opened the record, told to the patient: from the audit log, ids turned into names."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from praxis import gate
from praxis.audit.events import Outcome
from praxis.audit.models import AuditEvent
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor, SystemActor
from praxis.core.clock import berlin_day
from praxis.core.ids import AccountId, PatientId
from praxis.messages import sealing
from praxis.messages.access import SORTING, MessageAct
from praxis.messages.actions.devices import active_devices
from praxis.messages.actions.release import conversation_of
from praxis.messages.errors import NoDevice
from praxis.messages.models import Conversation, Device
from praxis.messages.words import fit
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.patients.queries import ids_of
from praxis.staff import people
from praxis.staff.sessions import roles_of
from wire.notices import AccessLog, AccessRow

MOST: Final = 2_000
EVERY: Final = timedelta(days=7)
FIRST_AFTER: Final = timedelta(days=1)
BATCH: Final = 100
DAYS: Final = 365
_WORDS: Final = {
    "patient": "Stammdaten", "record": "Karteikarte", "diagnosis": "Diagnosen",
    "document": "Dokumente", "report": "Laborbefunde", "message": "Nachrichten",
    "device": "Geräte", "task": "Aufgaben", "lab": "Laborbefunde", "form": "Atteste und Formulare",
}  # fmt: skip
_ROLES: Final = {
    "doctor": "Ärztin/Arzt", "medical_assistant": "MFA", "billing": "Abrechnung",
    "owner": "Leitung", "it": "IT",
}  # fmt: skip


def send_access_log(actor: Actor, patient_id: PatientId, *, days: int = DAYS) -> AccessLog:
    """Seal the accesses of the last days for every device of the patient; NoDevice without one."""
    gate.one(actor, PatientAct.READ, Patient, patient_id)
    devices = active_devices(actor, patient_id)
    if not devices:
        raise NoDevice
    body = access_log(actor, patient_id, since=clock.today() - timedelta(days=days))
    conversation = conversation_of(actor, patient_id)
    with gate.doing(actor, MessageAct.ASSIGN, Conversation, conversation.pk):
        for device in devices:
            sealing.send(actor, device, body)
    return body


def tell_regularly() -> int:
    """Tell every device that is due, a week after the last time; returns how many.

    A duty of the web process: it alone holds the key the names of the team are sealed under. The
    days between do not depend on what was opened, so the relay learns nothing from them. A device
    that did not read the last list gets no second one.
    """
    now = clock.now()
    with gate.as_system(SORTING) as actor:
        first = _open(actor, "paired_at", accesses_told_at=None, paired_at__lte=now - FIRST_AFTER)
        # Who was heard last comes first: phones that lie in a drawer never fill the batch.
        again = _open(
            actor, "-last_heard_at", accesses_told_at__lte=now - EVERY, last_heard_at__isnull=False
        )
        due = [one.pk for one in (*first, *again) if _is_due(one)]
    return sum(_tell(device_id) for device_id in due)


def _open(actor: SystemActor, order: str, **filters: Any) -> list[Device]:
    return gate.many(
        actor, MessageAct.READ, Device, revoked_at__isnull=True, halted_at__isnull=True,
        full_at__isnull=True, order_by=(order,), limit=BATCH, **filters,
    )  # fmt: skip


def _is_due(device: Device) -> bool:
    told, now, today = device.accesses_told_at, clock.now(), clock.today()
    if not device.serves_on(today):
        return False
    if told is None:
        return device.paired_at <= now - FIRST_AFTER
    heard = device.last_heard_at
    return told <= now - EVERY and heard is not None and heard > told


def _tell(device_id: UUID) -> int:
    with (
        gate.as_system(SORTING) as actor,
        gate.doing(actor, MessageAct.SEND, Device, device_id) as work,
    ):
        # The row is locked now: another web process may have been faster.
        device = work.subject
        if not _is_due(device):
            return 0
        since = clock.today() - timedelta(days=DAYS)
        body = access_log(actor, PatientId(device.patient_id), since=since)
        sealing.send(actor, device, body)
        device.accesses_told_at = clock.now()
        work.save(device, "accesses_told_at")
    return 1


def access_log(actor: AnyActor, patient_id: PatientId, *, since: date) -> AccessLog:
    """One row per person, day and part of the record; the program's own jobs are left out."""
    ids = ids_of(actor, patient_id)
    events = AuditEvent.objects.filter(
        patients__overlap=ids, outcome=Outcome.ALLOWED, actor__isnull=False,
        at__date__gte=since,
    ).order_by("at")  # fmt: skip
    rows: dict[tuple[date, UUID, str], AccessRow] = {}
    for event in events[: 20 * MOST]:
        part = _WORDS.get(event.act.partition(":")[0])
        if event.actor is None or part is None:
            continue
        key = (berlin_day(event.at), event.actor, part)
        if key not in rows:
            rows[key] = _row(event, part)
    found = tuple(rows.values())
    return AccessLog(
        since.isoformat(), clock.today().isoformat(), found[-MOST:], len(found) <= MOST
    )


def _row(event: AuditEvent, part: str) -> AccessRow:
    who = AccountId(event.actor) if event.actor else None
    roles = ", ".join(_ROLES[role] for role in sorted(roles_of(who))) if who else ""
    return AccessRow(
        time=int(event.at.timestamp()),
        who=fit(people.name_of(who), 200) if who else people.UNKNOWN,
        role=fit(roles, 100) or "ausgeschieden",
        what=part,
        reason="Notfallzugriff" if event.act == "patient:break-glass" else "",
    )
