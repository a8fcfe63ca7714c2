"""Creating and changing a patient's identity and coverage."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError
from psycopg.types.range import DateRange

from praxis import gate
from praxis.core import clock
from praxis.core.actors import AnyActor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId, SiteId, uuid7
from praxis.patients import queries
from praxis.patients.access import PatientAct
from praxis.patients.actions.seeing import membership
from praxis.patients.changes import exact_hash, hash_version, next_search_n, write_identity
from praxis.patients.errors import AlreadyHere, KnownElsewhere, Overlapping, Stale
from praxis.patients.identity import Identity
from praxis.patients.models import Coverage, CoverageKind, Patient
from praxis.vault.data_keys import create_data_key, create_first_keys
from praxis.vault.keys import Kind


def create_patient(
    actor: AnyActor,
    identity: Identity,
    *,
    site: SiteId,
    then: Callable[[PatientId], None] = lambda _made: None,
) -> PatientId:
    """A new record at `site` with its own data key; AlreadyHere or KnownElsewhere on a clash.

    What `then` does with it happens in the same transaction: both, or neither.
    """
    patient_id = PatientId(uuid7())
    try:
        with gate.creating(actor, PatientAct.CREATE) as work:
            create_data_key(patient_id)
            patient = _new(patient_id, identity, next_search_n())
            work.add(patient)
            work.add(membership(patient_id, site, "created"))
            then(patient_id)
    except IntegrityError as clash:
        raise _clash(actor, identity, clash) from clash
    return patient_id


def create_patients(
    actor: AnyActor, several: Sequence[Identity], *, site: SiteId
) -> list[PatientId]:
    """The same for many at once, in one transaction; IntegrityError on a clash."""
    ids = [PatientId(uuid7()) for _ in several]
    with gate.creating(actor, PatientAct.CREATE) as work:
        create_first_keys(ids, Kind.PATIENT)
        version, last = hash_version(), next_search_n(len(ids))
        numbers = range(last - len(ids) + 1, last + 1)
        everyone = zip(ids, several, numbers, strict=True)
        work.add_many([_new(made, identity, n, version) for made, identity, n in everyone])
        work.add_many([membership(made, site, "created") for made in ids])
    return ids


def _new(patient_id: PatientId, identity: Identity, n: int, version: int | None = None) -> Patient:
    patient = Patient(id=patient_id, key_owner=patient_id, search_n=n, recorded_at=clock.now())
    write_identity(patient, identity, version)
    patient.number = str(n)
    patient.number_hash = exact_hash("number", patient.number, version)
    return patient


def _clash(actor: AnyActor, identity: Identity, error: IntegrityError) -> Exception:
    """A German sentence by constraint name: one's own record is named, another's is not."""
    if "insurance_hash" not in str(error):
        return error
    try:
        queries.by_insurance_number(actor, identity.insurance_number)
    except NotThere:
        return KnownElsewhere()
    return AlreadyHere()


def edit_patient(actor: AnyActor, patient_id: PatientId, identity: Identity, version: int) -> int:
    """Write new master data over version `version`; Stale if somebody was faster."""
    try:
        with gate.doing(actor, PatientAct.EDIT, Patient, patient_id) as work:
            patient = work.subject
            if patient.version != version:
                raise Stale(detail=f"has={patient.version} sent={version}")
            written = write_identity(patient, identity)
            patient.version += 1
            patient.search_n = next_search_n()
            work.save(patient, *written, "version", "search_n")
    except IntegrityError as clash:
        raise _clash(actor, identity, clash) from clash
    return version + 1


def insure_patient(
    actor: AnyActor,
    patient_id: PatientId,
    *,
    kind: CoverageKind,
    payer: str,
    payer_number: str = "",
    status: str = "",
    since: date,
    until: date | None = None,
) -> UUID:
    """Record who pays from `since` until `until` (inclusive); Overlapping within one kind."""
    try:
        with gate.doing(actor, PatientAct.EDIT, Patient, patient_id) as work:
            coverage = Coverage(
                key_owner=work.subject.key_owner,
                patient_id=patient_id,
                kind=kind,
                payer=payer,
                payer_number=payer_number,
                insured_status=status,
                valid=_through(since, until),
            )
            return work.add(coverage).pk
    except IntegrityError as clash:
        raise Overlapping(detail="coverage") from clash


def change_coverage(
    actor: AnyActor,
    coverage_id: UUID,
    *,
    kind: CoverageKind,
    payer: str,
    since: date,
    until: date | None,
) -> None:
    """Correct or end a coverage; Overlapping within one kind."""
    try:
        with gate.doing(actor, PatientAct.EDIT, Coverage, coverage_id) as work:
            found = work.subject
            found.kind, found.payer, found.valid = kind, payer, _through(since, until)
            work.save(found, "kind", "payer", "valid")
    except IntegrityError as clash:
        raise Overlapping(detail="coverage") from clash


def withdraw_coverage(actor: AnyActor, coverage_id: UUID) -> None:
    """Take back what was recorded for the wrong person; it stays, marked, and insures nobody."""
    with gate.doing(actor, PatientAct.EDIT, Coverage, coverage_id) as work:
        work.reason = "withdrawn"
        work.subject.withdrawn_at = work.subject.withdrawn_at or clock.now()
        work.save(work.subject, "withdrawn_at")


def _through(since: date, until: date | None) -> DateRange:
    """The days from `since` to `until`, both included."""
    return DateRange(since, until + timedelta(days=1) if until else None)
