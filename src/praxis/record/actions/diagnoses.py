"""Diagnoses: noting them, making them permanent, ending them."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import F

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.gate.work import Work
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.coding import coded
from praxis.record.errors import DoctorsDiagnosis, InTheFuture
from praxis.record.models import Diagnosis, Entry, UsedCode
from praxis.record.typed import TypedDiagnosis

DIAGNOSIS_CODES: Final = frozenset({"D", "DD"})


def diagnose(
    actor: Actor,
    patient_id: PatientId,
    typed: TypedDiagnosis,
    *,
    permanent: bool = False,
    since: date | None = None,
    happened_at: datetime | None = None,
) -> UUID:
    """Note a diagnosis together with its line in the chart.

    DoctorsDiagnosis if it is more than an assistant may note.
    """
    patient = gate.one(actor, PatientAct.READ, Patient, patient_id)
    try:
        return _diagnose(actor, patient, typed, permanent, since, happened_at)
    except NotThere:
        # The patient was visible a moment ago, so it is the rule about certainty that refused.
        raise DoctorsDiagnosis(detail="diagnosis") from None


def _diagnose(
    actor: Actor,
    patient: Patient,
    typed: TypedDiagnosis,
    permanent: bool,
    since: date | None,
    happened_at: datetime | None,
) -> UUID:
    now = clock.now()
    at = happened_at or now
    if at > now:
        raise InTheFuture
    known = coded(typed, since or clock.berlin_day(at))
    typed = known.typed
    with gate.creating(actor, RecordAct.DIAGNOSE) as work:
        entry = Entry(
            patient_id=patient.pk,
            key_owner=patient.key_owner,
            code="DD" if permanent else "D",
            text=typed.words,
            author=actor.id,
            happened_at=at,
            recorded_at=now,
        )
        work.add(entry, act=RecordAct.WRITE)
        noted = Diagnosis(
            patient_id=patient.pk,
            key_owner=patient.key_owner,
            entry=entry,
            icd=typed.icd,
            catalogue_year=known.year,
            certainty=typed.certainty,
            side=typed.side,
            permanent=permanent,
            note=typed.note,
            author=actor.id,
            since=since or clock.berlin_day(at),
            recorded_at=now,
        )
        work.add(noted)
        # Last in the transaction: two doctors who code the same wait for each other here.
        _note_use(typed.icd)
    return noted.pk


def _note_use(icd: str) -> None:
    if not UsedCode.objects.filter(icd=icd).update(times=F("times") + 1):
        UsedCode.objects.bulk_create([UsedCode(icd=icd, times=1)], ignore_conflicts=True)


def end_diagnosis(actor: Actor, diagnosis_id: UUID) -> UUID:
    """A permanent diagnosis no longer holds; it stays in the history."""
    with gate.doing(actor, RecordAct.CONFIRM_DIAGNOSIS, Diagnosis, diagnosis_id) as work:
        old = work.subject
        ended = Diagnosis(
            patient_id=old.patient_id,
            key_owner=old.key_owner,
            entry_id=old.entry_id,
            icd=old.icd,
            catalogue_year=old.catalogue_year,
            certainty=old.certainty,
            side=old.side,
            permanent=False,
            note=old.note,
            author=actor.id,
            since=clock.today(),
            recorded_at=clock.now(),
            replaces=old,
            withdrawn=True,
        )
        work.add(ended)
    return ended.pk


def replace_diagnoses(work: Work[Entry], actor: Actor, old: Entry, new: Entry) -> None:
    """Let the coded diagnoses follow their corrected or struck line, in its transaction."""
    standing = gate.many(
        actor,
        RecordAct.READ_DIAGNOSES,
        Diagnosis,
        entry_id=old.pk,
        replaced_by__isnull=True,
        withdrawn=False,
    )
    for one in standing:
        typed = None if new.withdrawn else TypedDiagnosis.read(new.text)
        recoded = typed is not None and typed.icd != one.icd
        follower = Diagnosis(
            patient_id=one.patient_id,
            key_owner=one.key_owner,
            entry=new,
            icd=typed.icd if typed else one.icd,
            catalogue_year=coded(typed, one.since).year
            if typed and recoded
            else one.catalogue_year,
            certainty=typed.certainty if typed else one.certainty,
            side=typed.side if typed else one.side,
            permanent=one.permanent and not new.withdrawn,
            note=typed.note if typed else one.note,
            author=actor.id,
            since=one.since,
            recorded_at=clock.now(),
            replaces=one,
            withdrawn=new.withdrawn,
        )
        work.add(follower, act=RecordAct.CONFIRM_DIAGNOSIS)
        if recoded:
            _note_use(follower.icd)


__all__ = ["DIAGNOSIS_CODES", "TypedDiagnosis", "diagnose", "end_diagnosis", "replace_diagnoses"]
