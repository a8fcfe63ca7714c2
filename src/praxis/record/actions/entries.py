"""Writing and correcting lines of the chart."""

import unicodedata
from datetime import datetime
from typing import Final

from django.db import IntegrityError

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.clock import berlin_day
from praxis.core.ids import EntryId, PatientId
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.actions.diagnoses import (
    DIAGNOSIS_CODES,
    TypedDiagnosis,
    replace_diagnoses,
)
from praxis.record.coding import corrected
from praxis.record.errors import AlreadyCorrected, EmptyEntry, InTheFuture, TooLong, UnknownCode
from praxis.record.models import Entry, EntryType

LONGEST: Final = 20_000


def checked_text(text: str) -> str:
    """The text in one Unicode form, without blank edges and signs nobody sees; EmptyEntry, TooLong.

    Direction overrides and zero-width signs make a line read other than it is stored (E-15).
    """
    seen = (sign for sign in unicodedata.normalize("NFC", text) if _is_seen(sign))
    said = "".join(seen).strip()
    if not said:
        raise EmptyEntry
    if len(said) > LONGEST:
        raise TooLong
    return said


def _is_seen(sign: str) -> bool:
    return sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def write_entry(
    actor: Actor,
    patient_id: PatientId,
    code: str,
    text: str,
    *,
    happened_at: datetime | None = None,
) -> EntryId:
    """Add a line to the chart; `happened_at` in the past is kept beside the time of writing."""
    said, now = checked_text(text), clock.now()
    at = happened_at or now
    if at > now:
        raise InTheFuture
    if not EntryType.objects.filter(code=code, active=True).exists():
        raise UnknownCode
    patient = gate.one(actor, PatientAct.READ, Patient, patient_id)
    with gate.creating(actor, RecordAct.WRITE) as work:
        entry = _entry(patient, actor, code, said, at, now)
        work.add(entry)
    return EntryId(entry.pk)


def _entry(
    patient: Patient, actor: Actor, code: str, text: str, at: datetime, now: datetime
) -> Entry:
    return Entry(
        patient_id=patient.pk,
        key_owner=patient.key_owner,
        code=code,
        text=text,
        author=actor.id,
        happened_at=at,
        recorded_at=now,
    )


def correct_entry(actor: Actor, entry_id: EntryId, text: str) -> EntryId:
    """Replace a line by a new one; the old text stays visible on demand (§ 630f BGB).

    AlreadyCorrected, with both texts, if somebody else replaced the same line first.
    """
    return _replace(actor, entry_id, checked_text(text), withdrawn=False)


def withdraw_entry(actor: Actor, entry_id: EntryId, reason: str) -> EntryId:
    """Strike a line out with a reason; it stays visible on demand."""
    return _replace(actor, entry_id, checked_text(reason), withdrawn=True)


def _coded_anew(old: Entry, text: str) -> str:
    day = berlin_day(old.happened_at)
    return corrected(TypedDiagnosis.read(text), TypedDiagnosis.read(old.text), day).typed.words


def _replace(actor: Actor, entry_id: EntryId, text: str, *, withdrawn: bool) -> EntryId:
    try:
        with gate.doing(actor, RecordAct.CORRECT, Entry, entry_id) as work:
            old = work.subject
            if old.code in DIAGNOSIS_CODES and not withdrawn:
                text = _coded_anew(old, text)
            new = Entry(
                patient_id=old.patient_id,
                key_owner=old.key_owner,
                code=old.code,
                text=text,
                author=actor.id,
                happened_at=old.happened_at,
                recorded_at=clock.now(),
                replaces=old,
                withdrawn=withdrawn,
            )
            work.add(new)
            if old.code in DIAGNOSIS_CODES:
                replace_diagnoses(work, actor, old, new)
    except IntegrityError as clash:
        theirs = gate.many(actor, RecordAct.READ, Entry, replaces_id=entry_id, limit=1)
        raise AlreadyCorrected(theirs[0].text if theirs else "", text) from clash
    return EntryId(new.pk)
