"""Nothing typed is ever lost: drafts are kept sealed at the server."""

from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.ids import PatientId
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.patients.queries import ids_of
from praxis.record.access import RecordAct
from praxis.record.models import EntryDraft


def keep_draft(actor: Actor, patient_id: PatientId, place: str, content: dict[str, str]) -> None:
    """Keep what is in a form; one draft per person, patient and place."""
    patient = gate.one(actor, PatientAct.READ, Patient, patient_id)
    kept = drafts_of(actor, patient_id, place)
    if kept:
        with gate.doing(actor, RecordAct.KEEP_DRAFT, EntryDraft, kept[0].pk) as work:
            work.subject.content, work.subject.saved_at = content, clock.now()
            work.save(work.subject, "content", "saved_at")
        return
    with gate.creating(actor, RecordAct.KEEP_DRAFT) as fresh:
        fresh.add(
            EntryDraft(
                patient_id=patient.pk,
                key_owner=patient.key_owner,
                account=actor.id,
                place=place,
                content=content,
                saved_at=clock.now(),
            )
        )


def drafts_of(actor: Actor, patient_id: PatientId, place: str) -> list[EntryDraft]:
    """The draft of this person for this place, if there is one."""
    return gate.many(
        actor,
        RecordAct.KEEP_DRAFT,
        EntryDraft,
        patient_id__in=ids_of(actor, patient_id),
        place=place,
        account=actor.id,
        order_by=("-saved_at",),
        limit=1,
    )


def drop_draft(actor: Actor, draft_id: UUID) -> None:
    """What was saved for real needs no draft."""
    with gate.doing(actor, RecordAct.KEEP_DRAFT, EntryDraft, draft_id) as work:
        work.remove(work.subject)
