"""Who may see and change a patient: staff of the patient's sites, unless the record is closed.

Every rule about a patient stands beside the one of seeing, which all others ask: hence one file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from praxis.core import clock
from praxis.core.actors import Actor, Role
from praxis.core.compiled import Once, OneOf
from praxis.gate.guard import passage
from praxis.gate.rules import Act, function, rule
from praxis.patients.models import Consent, Coverage, NamedStaff, Patient, PatientSite
from praxis.staff.sessions import sites_of_outer
from praxis.vault import lending

IDENTITY_READERS = frozenset({Role.DOCTOR, Role.MEDICAL_ASSISTANT, Role.BILLING})
CLINICAL = frozenset({Role.DOCTOR, Role.MEDICAL_ASSISTANT})
EMERGENCY_LASTS: Final = timedelta(hours=4)


class PatientAct(Act):
    """What can be done with a patient's identity."""

    READ = "patient:read"
    CREATE = "patient:create"
    EDIT = "patient:edit"
    CLOSE = "patient:close"
    MERGE = "patient:merge"
    JOIN_SITE = "patient:join-site"
    RESTRICT = "patient:restrict"
    BREAK_GLASS = "patient:break-glass"
    SEE_EMERGENCIES = "patient:see-emergencies"
    SEARCH = "patient:search"
    INDEX = "patient:index"
    ERASE = "patient:erase"
    COUNT_AT_SITE = "patient:count-at-site"


class Seer(Protocol):
    """Whoever the rule is asked of: an actor, or the person a row names."""

    @property
    def id(self) -> Any:
        """The account."""

    @property
    def sites(self) -> Any:
        """Where they work now."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The person a row of another model names, two levels above where the rule asks."""

    id: Any
    sites: Any


def _site_rows(actor: Seer, patient: OuterRef) -> Exists:
    today = clock.today()
    return Exists(
        PatientSite.objects.filter(
            Q(until__isnull=True) | Q(until__gte=today),
            patient=patient,
            site__in=actor.sites,
            since__lte=today,
        )
    )


def _named_rows(actor: Seer, patient: OuterRef, **which: bool) -> Exists:
    current = Q(until__isnull=True) | Q(until__gt=clock.now())
    return Exists(NamedStaff.objects.filter(current, patient=patient, account=actor.id, **which))


def visible_patient(actor: Seer) -> Q:
    """For the model Patient: belongs to a site of the actor, and open or open to them by name."""
    me = OuterRef("pk")
    open_to_actor = Q(restricted=False) | Q(_named_rows(actor, me))
    return Q(_site_rows(actor, me)) & open_to_actor & ~Q(state="erased")


def _seen_without_emergency(actor: Actor) -> Q:
    """Like visible_patient, but an emergency does not count: it opens a record for a while only."""
    named = _named_rows(actor, OuterRef("pk"), emergency=False)
    return visible_patient(actor) & (Q(restricted=False) | Q(named))


def visible_to_named(account: str, field: str = "patient_id") -> Q:
    """Whether the person a row names (`account`) may see its patient, by the same rule."""
    sites = sites_of_outer(OuterRef(OuterRef(OuterRef(account))))
    return of_visible_patient(_Named(OuterRef(OuterRef(account)), sites), field)


def of_visible_patient(actor: Seer, field: str = "patient_id") -> Q:
    """For every other model: its patient (`field`) is one this actor may see."""
    return Q(Exists(Patient.objects.filter(visible_patient(actor), pk=OuterRef(field))))


@rule(
    PatientAct.READ,
    on=Patient,
    roles=IDENTITY_READERS,
    jobs=("lab-import", "post-inbox", "post-outbox"),
)
def patients_of_site(actor: Actor) -> Q:
    """Everybody who works with patients sees those of their sites."""
    return visible_patient(actor)


@rule(
    PatientAct.READ,
    on=(Coverage, Consent, PatientSite),
    roles=IDENTITY_READERS,
    jobs=("lab-import", "post-inbox", "post-outbox"),
)
def belongings_of_visible_patients(actor: Actor) -> Q:
    """Coverage and consents go with the patient."""
    return of_visible_patient(actor)


@rule(PatientAct.EDIT, on=(Patient,), roles=CLINICAL | {Role.BILLING}, seen_by=PatientAct.READ)
def editable_patients(actor: Actor) -> Q:
    """Master data are kept by everybody at the desk; a merged record is not edited."""
    return visible_patient(actor) & Q(state="active")


@rule(PatientAct.EDIT, on=(Coverage, Consent), roles=CLINICAL | {Role.BILLING})
def editable_belongings(actor: Actor) -> Q:
    """The same people keep coverage and consents."""
    return of_visible_patient(actor)


@rule(PatientAct.CREATE, on=Patient, roles=CLINICAL | {Role.BILLING}, jobs=("bench",))
def new_patients(actor: Actor) -> Q:
    """A new record is open and belongs to nobody yet; its site is checked on its own."""
    del actor
    return Q(state="active", restricted=False, merged_into__isnull=True)


@rule(PatientAct.CREATE, on=PatientSite, roles=CLINICAL | {Role.BILLING}, jobs=("bench",))
def new_at_own_site(actor: Actor) -> Q:
    """Only at a site where one works, and nobody who belongs elsewhere: that is joining a site."""
    elsewhere = PatientSite.objects.filter(patient=OuterRef("patient_id"))
    return Q(site__in=actor.sites) & ~Q(Exists(elsewhere.exclude(site__in=actor.sites)))


@rule(PatientAct.CREATE, on=Coverage, roles=CLINICAL | {Role.BILLING}, jobs=("bench",))
def new_coverage(actor: Actor) -> Q:
    """Of a patient one sees."""
    return of_visible_patient(actor)


@rule(PatientAct.CLOSE, on=Patient, roles={Role.DOCTOR}, seen_by=PatientAct.READ)
def closable_patients(actor: Actor) -> Q:
    """Closing (and opening again) is a doctor's decision."""
    return visible_patient(actor)


@rule(PatientAct.MERGE, on=Patient, roles=CLINICAL, seen_by=PatientAct.READ)
def mergeable_patients(actor: Actor) -> Q:
    """Both records must be visible."""
    return visible_patient(actor)


@rule(PatientAct.MERGE, on=PatientSite, roles=CLINICAL)
def sites_of_the_same_person(actor: Actor) -> Q:
    """A record comes to a site where another record of the same person is already."""
    others = PatientSite.objects.filter(
        Q(patient__merged_into=OuterRef("patient_id"))
        | Q(patient=OuterRef("patient__merged_into"))
        | Q(patient__merged_into=OuterRef("patient__merged_into")),
        site=OuterRef("site"),
        until__isnull=True,
    ).exclude(patient=OuterRef("patient_id"))
    return of_visible_patient(actor) & Q(Exists(others))


@rule(PatientAct.JOIN_SITE, on=Patient, roles=CLINICAL)
def patients_known_elsewhere(actor: Actor) -> Q:
    """Found by exact insurance number with the card or an identity check; the owner is told.

    A restricted record is not there for this either: only its own sites say that it exists.
    What was merged into a record comes along with it.
    """
    del actor
    return Q(restricted=False, state__in=("active", "merged"))


@rule(PatientAct.JOIN_SITE, on=PatientSite, roles=CLINICAL)
def joined_at_own_site(actor: Actor) -> Q:
    """Somebody is brought to a site where one works, and to no other."""
    return Q(site__in=actor.sites)


@rule(PatientAct.RESTRICT, on=Patient, roles={Role.DOCTOR}, seen_by=PatientAct.READ)
def restrictable_patients(actor: Actor) -> Q:
    """A doctor closes a record to all but named staff; nobody prolongs an emergency this way."""
    return _seen_without_emergency(actor)


@rule(PatientAct.RESTRICT, on=NamedStaff, roles={Role.DOCTOR})
def named_by_doctors(actor: Actor) -> Q:
    """Naming needs the record itself to be visible, and not by an emergency alone."""
    seen = Patient.objects.filter(_seen_without_emergency(actor), pk=OuterRef("patient_id"))
    return Q(Exists(seen))


@rule(PatientAct.BREAK_GLASS, on=Patient, roles={Role.DOCTOR})
def emergency_patients(actor: Actor) -> Q:
    """In an emergency a doctor opens a restricted record of their site, with a trace; also one
    that was closed, and what was merged into it."""
    return Q(_site_rows(actor, OuterRef("pk"))) & ~Q(state="erased")


@rule(PatientAct.BREAK_GLASS, on=NamedStaff, roles={Role.DOCTOR})
def emergency_openings(actor: Actor) -> Q:
    """For oneself only, and never without an end."""
    return Q(_site_rows(actor, OuterRef("patient_id"))) & Q(
        account=actor.id, emergency=True, until__lte=clock.now() + EMERGENCY_LASTS
    )


@rule(PatientAct.SEE_EMERGENCIES, on=NamedStaff, roles={Role.OWNER})
def emergencies(actor: Actor) -> Q:
    """The owner is told who opened what in an emergency; ids only."""
    del actor
    return Q(emergency=True)


@rule(
    PatientAct.INDEX,
    on=(Patient, PatientSite, NamedStaff),
    roles=frozenset(),
    jobs=("search-index",),
)
def everybody_for_the_index(actor: Actor) -> Q:
    """The search process reads identities after unsealing; nobody else does this."""
    del actor
    return Q(pk__in=[])


@rule(PatientAct.ERASE, on=Patient, roles=frozenset(), jobs=("erasure",))
def erasable_patients(actor: Actor) -> Q:
    """Only the erasure job, after the retention period."""
    del actor
    return Q(pk__in=[])


@rule(PatientAct.COUNT_AT_SITE, on=PatientSite, roles={Role.OWNER})
def living_records_at_sites(actor: Actor) -> Q:
    """Before a site is closed the owner is told how many records it has; a number, no name."""
    del actor
    return Q(until__isnull=True, patient__state__in=("active", "closed"))


function(PatientAct.SEARCH, roles=IDENTITY_READERS)


def lend_merged_together() -> None:
    """Lend the keys of merged records with the survivor's."""
    lending.include_merged(_merged_ids)


def _merged_ids(owners: frozenset[UUID]) -> Iterable[UUID]:
    if not owners:
        return []
    with passage():
        return [row[0] for row in _MERGED.rows(list(owners))]


def _merged_into(survivors: list[UUID]) -> Any:
    return Patient.objects.filter(OneOf("merged_into_id", survivors)).values_list("key_owner")


_MERGED: Final = Once(_merged_into, mark=[UUID(int=0xABAD1DEA)])
