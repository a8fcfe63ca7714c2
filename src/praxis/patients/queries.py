"""What can be asked about patients' master data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import Q

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.gate.visit import Visit, current_visit
from praxis.patients.access import PatientAct
from praxis.patients.changes import IDENTITY_COLUMNS, exact_hash
from praxis.patients.identity import Identity
from praxis.patients.models import (
    Consent,
    Coverage,
    NamedStaff,
    Patient,
    PatientSite,
    Sex,
    State,
)

# Every panel of a chart asks for the ids of the same person; a visit lives for one request.
_ids: Final[WeakKeyDictionary[Visit, dict[tuple[AnyActor, PatientId], list[UUID]]]] = (
    WeakKeyDictionary()
)
_IN_THE_HEADER: Final = ("title", "family_name", "given_name", "birth_date")


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """What the chart's head and every list row say about a person; opened values."""

    id: PatientId
    name: str
    title: str
    birth_date: str
    age: int | None
    sex: Sex
    number: str
    state: State
    restricted: bool
    version: int

    @property
    def birth_words(self) -> str:
        """The birth date as it is written in German; a partial one as far as it is known."""
        return ".".join(reversed(self.birth_date.split("-")))

    def __repr__(self) -> str:
        return f"Header({self.id})"


def patient(actor: AnyActor, patient_id: PatientId) -> Patient:
    """The patient, or the survivor if this id was merged; NotThere if not visible."""
    found = gate.one(actor, PatientAct.READ, Patient, patient_id)
    if found.state == State.MERGED and found.merged_into_id:
        return gate.one(actor, PatientAct.READ, Patient, found.merged_into_id)
    return found


def ids_of(actor: AnyActor, patient_id: PatientId) -> list[UUID]:
    """All ids of one person: the record's own and those merged into it; asked once per request."""
    known = _ids.setdefault(current_visit(), {})
    if (actor, patient_id) not in known:
        folded = gate.columns(
            actor, PatientAct.READ, Patient, "id", merged_into=patient_id, order_by=("id",)
        )
        known[actor, patient_id] = [patient_id, *(row[0] for row in folded)]
    return list(known[actor, patient_id])


def forget_ids() -> None:
    """Somebody was merged in this very request."""
    _ids.pop(current_visit(), None)


def header(found: Patient) -> Header:
    """Open what a list row and the chart's head show, and no more of the person."""
    opened = {column: getattr(found, column) for column in _IN_THE_HEADER}
    identity = Identity(**opened, sex=Sex(found.sex))
    return Header(
        id=PatientId(found.pk),
        name=f"{identity.family_name}, {identity.given_name}",
        title=identity.title,
        birth_date=identity.birth_date,
        age=identity.age_on(clock.today()),
        sex=identity.sex,
        number=found.number,
        state=State(found.state),
        restricted=found.restricted,
        version=found.version,
    )


def identity_of(found: Patient) -> Identity:
    """All master data of a patient, opened."""
    opened = {column: getattr(found, column) for column in IDENTITY_COLUMNS}
    return Identity(**opened, sex=Sex(found.sex))


def headers(actor: AnyActor, ids: list[PatientId]) -> list[Header]:
    """The heads of several patients, in the order asked; who is not visible is left out."""
    rows = gate.many(actor, PatientAct.READ, Patient, Q(pk__in=ids))
    by_id = {row.pk: row for row in rows}
    return [header(by_id[one]) for one in ids if one in by_id]


def by_insurance_number(actor: AnyActor, number: str) -> Patient:
    """The visible patient with exactly this insurance number; NotThere otherwise."""
    rows = gate.many(
        actor,
        PatientAct.READ,
        Patient,
        insurance_hash=exact_hash("insurance", number.strip().upper()),
        limit=1,
    )
    if not rows:
        raise NotThere(detail="insurance number")
    return rows[0]


def by_number(actor: AnyActor, number: str) -> Patient:
    """The visible patient with exactly this patient number; NotThere otherwise."""
    rows = gate.many(
        actor, PatientAct.READ, Patient, number_hash=exact_hash("number", number.strip()), limit=1
    )
    if not rows:
        raise NotThere(detail="patient number")
    return rows[0]


def coverage_on(actor: AnyActor, patient_id: PatientId, day: date) -> list[Coverage]:
    """Who pays on a day, statutory first."""
    return gate.many(
        actor,
        PatientAct.READ,
        Coverage,
        patient_id__in=ids_of(actor, patient_id),
        valid__contains=day,
        withdrawn_at__isnull=True,
        order_by=("kind",),
    )


def coverages_of(actor: AnyActor, patient_id: PatientId) -> list[Coverage]:
    """Everybody who ever paid for a person (all ids), newest first, withdrawn ones too."""
    own = ids_of(actor, patient_id)
    return gate.many(actor, PatientAct.READ, Coverage, patient_id__in=own, order_by=("-valid",))


def consents_of(actor: AnyActor, patient_id: PatientId) -> list[Consent]:
    """Every consent a person (all ids) ever gave, newest first."""
    own = ids_of(actor, patient_id)
    return gate.many(actor, PatientAct.READ, Consent, patient_id__in=own, order_by=("-given_at",))


def coverage(actor: AnyActor, patient_id: PatientId, coverage_id: UUID) -> Coverage:
    """One standing coverage of this person (all ids); NotThere otherwise."""
    found = gate.one(actor, PatientAct.READ, Coverage, coverage_id)
    if found.withdrawn_at or found.patient_id not in ids_of(actor, patient_id):
        raise NotThere(detail="coverage of another patient")
    return found


def named_staff(actor: AnyActor, patient_id: PatientId) -> list[UUID]:
    """The accounts that see a restricted record, for whoever may change the list."""
    rows = gate.columns(
        actor, PatientAct.RESTRICT, NamedStaff, "account",
        patient_id=patient_id, emergency=False, until__isnull=True, distinct=True,
        order_by=("account",),
    )  # fmt: skip
    return [row[0] for row in rows]


def count_at(actor: Actor, sites: Iterable[UUID]) -> int:
    """How many records belong to these sites, for the owner before one of them closes."""
    return gate.count(actor, PatientAct.COUNT_AT_SITE, PatientSite, site__in=list(sites))


def sites_of(actor: AnyActor, patient_id: PatientId) -> list[PatientSite]:
    """The sites a patient belongs to now."""
    return gate.many(actor, PatientAct.READ, PatientSite, patient_id=patient_id, until__isnull=True)
