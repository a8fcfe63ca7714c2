"""Who may see a record: sites, named staff, emergencies; and what the patient agreed to."""

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.audit.reading import tries_of
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.ids import AccountId, PatientId, SiteId
from praxis.gate.work import Work
from praxis.patients.access import EMERGENCY_LASTS, PatientAct
from praxis.patients.changes import exact_hash, next_search_n
from praxis.patients.errors import KnownElsewhere, NotYourself, ReasonMissing, TooManyNumbers
from praxis.patients.models import Consent, NamedStaff, Patient, PatientSite

_SHORTEST_REASON: Final = 10
# Somebody at the desk reads a card; nobody has to try numbers.
_MOST_TRIES: Final = 20
_TRIES_WITHIN: Final = timedelta(hours=1)


def join_site(actor: Actor, insurance_number: str, *, site: SiteId, proof: str) -> PatientId:
    """Bring somebody known at another site to this one; `proof` is `card` or `identity-check`.

    The exact insurance number is the only way in; the owner finds it in the log. KnownElsewhere
    says nothing; TooManyNumbers ends trying numbers out.
    """
    if tries_of(actor.id, PatientAct.JOIN_SITE, clock.now() - _TRIES_WITHIN) >= _MOST_TRIES:
        raise TooManyNumbers(detail="join-site")
    found = gate.columns(
        actor,
        PatientAct.JOIN_SITE,
        Patient,
        "id",
        insurance_hash=exact_hash("insurance", insurance_number),
        state="active",
    )
    if not found or site not in actor.sites or proof not in {"card", "identity-check"}:
        raise KnownElsewhere(detail="join-site")
    patient_id = PatientId(found[0][0])
    with _whole_record(actor, PatientAct.JOIN_SITE, patient_id) as (work, records):
        work.reason = proof
        here = gate.columns(
            actor, PatientAct.JOIN_SITE, PatientSite, "patient_id",
            site=site, until__isnull=True, patient_id__in=[one.pk for one in records],
        )  # fmt: skip
        bring_to_sites(work, records, [site], {(row[0], site) for row in here}, proof)
    return patient_id


def bring_to_sites(
    work: Work[Patient],
    records: Iterable[Patient],
    sites: Sequence[SiteId],
    there: Set[tuple[UUID, UUID]],
    how: str,
) -> None:
    """Let each record belong to each of the sites; `there` names record and site of what is."""
    for record in records:
        missing = [site for site in sites if (record.pk, site) not in there]
        for site in missing:
            work.add(membership(PatientId(record.pk), site, how))
        if missing:
            record.search_n = next_search_n()
            work.save(record, "search_n")


def membership(patient: PatientId, site: SiteId, how: str) -> PatientSite:
    """The row by which a patient belongs to a site from today."""
    return PatientSite(
        patient_id=patient, key_owner=patient, site=site, since=clock.today(), joined_by=how
    )


def restrict_patient(actor: AnyActor, patient_id: PatientId, named: frozenset[AccountId]) -> None:
    """Close a record to all but named staff; a doctor who does so stays named.

    Exactly these: who was named before, and not taken off the list, is named no longer.
    """
    staff = named | ({actor.id} if isinstance(actor, Actor) else set())
    with _whole_record(actor, PatientAct.RESTRICT, patient_id) as (work, records):
        for patient in records:
            known = _end_naming(work, actor, patient, keep=staff)
            for account in sorted(staff - known):
                work.add(_named(patient, account))
            patient.restricted = True
            patient.search_n = next_search_n()
            work.save(patient, "restricted", "search_n")


def name_staff(actor: AnyActor, patient_id: PatientId, account: AccountId) -> None:
    """Let one more person see a restricted record; twice is once."""
    with _whole_record(actor, PatientAct.RESTRICT, patient_id) as (work, records):
        for patient in records:
            if account in {one.account for one in _naming(actor, patient)}:
                continue
            work.add(_named(patient, account))
            patient.search_n = next_search_n()
            work.save(patient, "search_n")


def unname_staff(actor: Actor, patient_id: PatientId, account: AccountId) -> None:
    """Take a person off the list of a restricted record; nobody takes off themselves, so that
    somebody is always left who can open it."""
    with _whole_record(actor, PatientAct.RESTRICT, patient_id) as (work, records):
        if account == actor.id:
            raise NotYourself
        for patient in records:
            others = {AccountId(one.account) for one in _naming(actor, patient)} - {account}
            _end_naming(work, actor, patient, keep=others)
            patient.search_n = next_search_n()
            work.save(patient, "search_n")


def _naming(actor: AnyActor, patient: Patient) -> list[NamedStaff]:
    """Who is named for good now; emergencies end by themselves."""
    return gate.many(
        actor, PatientAct.RESTRICT, NamedStaff,
        patient_id=patient.pk, emergency=False, until__isnull=True,
    )  # fmt: skip


def _end_naming(
    work: Work[Patient], actor: AnyActor, patient: Patient, *, keep: Set[AccountId]
) -> set[AccountId]:
    """End every naming but those to keep; returns who stays named."""
    stay: set[AccountId] = set()
    for one in _naming(actor, patient):
        account = AccountId(one.account)
        if account in keep and account not in stay:
            stay.add(account)
            continue
        one.until = clock.now()
        work.save(one, "until")
    return stay


def open_to_all(actor: AnyActor, patient_id: PatientId) -> None:
    """Lift the restriction and end the list; who was named stays in the log."""
    with _whole_record(actor, PatientAct.RESTRICT, patient_id) as (work, records):
        for patient in records:
            patient.restricted = False
            patient.search_n = next_search_n()
            work.save(patient, "restricted", "search_n")
            _end_naming(work, actor, patient, keep=frozenset())


@contextmanager
def _whole_record(
    actor: AnyActor, act: PatientAct, patient_id: PatientId
) -> Iterator[tuple[Work[Patient], list[Patient]]]:
    """The record and all that was merged into it: their rows still hang on their own ids."""
    with gate.doing(actor, act, Patient, patient_id) as work:
        folded = gate.many(actor, act, Patient, merged_into_id=patient_id, order_by=("id",))
        yield work, [work.subject, *folded]


def _named(patient: Patient, account: AccountId) -> NamedStaff:
    return NamedStaff(
        key_owner=patient.key_owner,
        patient_id=patient.pk,
        account=account,
        since=clock.now(),
        reason="",
    )


def checked_reason(reason: str) -> str:
    """The reason in one line; ReasonMissing if there is none to speak of."""
    said = " ".join(reason.split())
    if len(said) < _SHORTEST_REASON:
        raise ReasonMissing
    return said


def break_glass(actor: Actor, patient_id: PatientId, reason: str) -> None:
    """Open a restricted record for oneself for four hours; the reason is kept, the owner told."""
    said = checked_reason(reason)
    with _whole_record(actor, PatientAct.BREAK_GLASS, patient_id) as (work, records):
        work.reason = "emergency"
        openings = [
            work.add(
                NamedStaff(
                    key_owner=patient.key_owner,
                    patient_id=patient.pk,
                    account=actor.id,
                    since=clock.now(),
                    until=clock.now() + EMERGENCY_LASTS,
                    emergency=True,
                    reason=said,
                )
            )
            for patient in records
        ]
        work.note = openings[0].pk


def give_consent(
    actor: Actor, patient_id: PatientId, what: str, wording: str, until: date | None = None
) -> UUID:
    """Record a consent with the words that were agreed to."""
    with gate.doing(actor, PatientAct.EDIT, Patient, patient_id) as work:
        consent = Consent(
            key_owner=work.subject.key_owner,
            patient_id=patient_id,
            what=what,
            given_at=clock.now(),
            until=until,
            recorded_by=actor.id,
            wording=wording,
        )
        return work.add(consent).pk


def revoke_consent(actor: Actor, consent_id: UUID) -> None:
    """Take a consent back from now on; that it was given stays."""
    with gate.doing(actor, PatientAct.EDIT, Consent, consent_id) as work:
        if work.subject.revoked_at is None:
            work.subject.revoked_at = clock.now()
            work.save(work.subject, "revoked_at")
